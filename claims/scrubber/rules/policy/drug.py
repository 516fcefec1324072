"""POL-013, POL-015, POL-016: the product, its policy and its route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity, joined, weaker
from claims.scrubber.grouping import DrugGroup, is_of_brand
from claims.scrubber.notation import folded, name_key
from claims.scrubber.policies import Applied, applied_to
from claims.scrubber.policy_findings import policy_finding
from claims.scrubber.policy_steps import steps_lacking
from claims.scrubber.rule import group_rule
from claims.scrubber.scopes import under_policy


@group_rule(
    "POL-013",
    "policy.preferred-product",
    where=under_policy,
    title="Product is not preferred, and no exemption is on file",
    carc="272",
    rarc=("N130",),
    overridable=True,
    source="The payer's policy",
    messages={
        "other": "{brand} is not preferred under {policy}; an exemption is needed.",
        "excluded": "{brand} is excluded under {policy}.",
        "unknown": "{policy} prefers some brands of {code}; the claim names none.",
    },
)
def preferred_product(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A brand that the policy does not prefer comes with an exemption.

    What is checked
        The brand of the drug against the policy's tiers, and the exemption on file; where the
        policy says so, shown step therapy stands for it.

    Why payers deny it
        They pay the preferred product of the same drug.

    How to put it right
        Enter the exemption, or ask for one before the next dose.
    """
    applied = applied_to(group, context)
    tiers = {name_key(one.brand): one for one in applied.policy.products} if applied else {}
    if applied is None or not tiers:
        return
    brands = {name_key(one.brand) for line in group.lines for one in context.named_products(line)}
    brands |= {name_key(line.brand) for line in group.lines if name_key(line.brand)}
    found = next(
        (row for one in sorted(brands) for tier, row in tiers.items() if is_of_brand(one, tier)),
        None,
    )
    if not brands and {one.tier for one in tiers.values()} != {"preferred"}:
        paths = [one.path for one in applied.policy.products]
        finding = policy_finding("unknown", group, applied, "brand", {}, paths=paths)
        yield replace(finding, severity=weaker(finding.severity, Severity.WARNING))
    elif found is not None and found.tier != "preferred":
        is_excluded = found.tier == "excluded"
        if is_excluded or not _is_exempt(group, applied, context, brands):
            message = "excluded" if is_excluded else "other"
            facts = {"brand": _brand(group, context)}
            yield policy_finding(message, group, applied, "brand", facts, paths=[found.path])


def _is_exempt(group: DrugGroup, applied: Applied, context: Context, brands: set[str]) -> bool:
    exemption = context.claim.exemption
    if exemption is not None and folded(exemption.id) and applied.policy.exemption_allowed:
        product = name_key(exemption.product)
        if not product or any(product.startswith(one) for one in brands if one):
            return True
    return (
        applied.policy.exemption_by_step
        and bool(applied.policy.steps)
        and not steps_lacking(group, applied, context)
    )


def _brand(group: DrugGroup, context: Context) -> str:
    for line in group.lines:
        named = context.named_products(line)
        if named:
            return named[0].brand
        if line.brand:
            return line.brand
    return group.code


@group_rule(
    "POL-015",
    "policy.none",
    title="No policy is in force",
    severity=Severity.INFO,
    carc=None,
    group=None,
    source="The policies that are loaded",
    messages={"none": "No policy of {payer} for {code} is loaded for {day}."},
)
def none(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """Where no policy is loaded, silence says nothing of the payer's own rules.

    What is checked
        Whether a published version speaks of the code on the date of service.

    Why payers deny it
        They do not, for this; their own rules were not looked at.

    How to put it right
        Ask whether the payer has a policy, and have it entered.
    """
    if context.claim.payer is None or group.day is None:
        yield NotChecked(missing="payer" if group.day else "dos_from", line=group.anchor.number)
    elif applied_to(group, context) is None:
        terms = context.terms_on(group.day)
        payer = terms.payer_name if terms else context.claim.payer
        yield Finding(
            message="none",
            line=group.anchor.number,
            field_name="code",
            data={"payer": payer, "code": group.code, "day": group.day},
        )


@group_rule(
    "POL-016",
    "policy.route",
    title="Route is not covered",
    carc="16",
    rarc=("N56",),
    overridable=True,
    source="The code's labels; the payer's policy",
    messages={
        "code": "{code} is not given {route}; its labels say {wanted}.",
        "policy": "{policy} does not cover {code} given {route}; it covers {wanted}.",
    },
)
def route(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The drug was given by a route that code and policy cover.

    What is checked
        The route of each line of the drug against those of the code, where they are known, and
        those of the policy.

    Why payers deny it
        Another route is another product, or not a covered use.

    How to put it right
        Correct the route, or bill the code of what was given.
    """
    line = group.anchor
    code = context.code_of(line)
    applied = applied_to(group, context)
    # a disputed code read by its guide is another drug, with routes that no label here states
    is_other = context.is_editorial and context.conflict_of(line) is not None
    of_code = code.routes if code is not None and not is_other else ()
    of_policy = applied.policy.routes if applied else ()
    if not of_code and not of_policy:
        return
    given = [one.route for one in group.administered or group.discarded]
    stated = next((one for one in given if _is_refused(one, of_code, of_policy)), None)
    if stated is None:
        if None in given:
            yield NotChecked(missing="route", line=line.number)
    elif of_code and stated not in of_code:
        yield Finding(
            message="code",
            line=line.number,
            field_name="route",
            data={"code": group.code, "route": stated, "wanted": joined(of_code)},
        )
    elif applied is not None:
        facts = {"route": stated, "wanted": joined(of_policy)}
        yield policy_finding("policy", group, applied, "route", facts, paths=["routes"])


def _is_refused(route: str | None, *listed: tuple[str, ...]) -> bool:
    return route is not None and any(routes and route not in routes for routes in listed)

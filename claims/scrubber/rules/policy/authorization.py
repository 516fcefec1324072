"""POL-001 to POL-004: the prior authorization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Fact,
    Finding,
    NotChecked,
    Outcome,
    Passed,
    Severity,
    spoken,
    weaker,
)
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.notation import folded
from claims.scrubber.policies import (
    applied_to,
    authorization_of,
    counts_waste,
    is_attested,
    own_authorization,
    requires_authorization,
)
from claims.scrubber.policy_findings import policy_finding
from claims.scrubber.rule import group_rule
from claims.scrubber.scopes import under_policy
from claims.scrubber.snapshot import AuthorizationSnapshot


@group_rule(
    "POL-001",
    "policy.authorization-absent",
    where=under_policy,
    title="Prior authorization is missing",
    carc="197",
    rarc=("M62",),
    overridable=True,
    source="The payer's policy",
    messages={"absent": "{policy} asks for a prior authorization of {code}."},
)
def absent(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A drug that needs a prior authorization carries its number.

    What is checked
        Policies that require one on the date of service, and the number on the line or the claim.

    Why payers deny it
        Without the number the claim stops at the first look.

    How to put it right
        Enter the number; if there is none, ask the payer whether it can still be had. An attested
        emergency lowers this to a warning.
    """
    applied = applied_to(group, context)
    if applied is None or not requires_authorization(applied):
        return
    if authorization_of(group, context) is None:
        finding = policy_finding("absent", group, applied, "prior_auth.number", {}, paths=["pa"])
        if is_attested(context, "emergency"):
            finding = replace(finding, severity=weaker(finding.severity, Severity.WARNING))
        yield finding


@group_rule(
    "POL-002",
    "policy.authorization-dates",
    title="Authorization is not valid on the date of service",
    carc="197",
    rarc=("M62", "N351"),
    overridable=True,
    source="The authorization; 837P REF G1",
    messages={
        "after": "Authorization {number} ended on {last}.",
        "before": "Authorization {number} begins on {first}.",
    },
)
def dates(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The date of service lies within the authorization.

    What is checked
        First and last day of the authorization, both included. Silent where the policy in force
        asks for none.

    Why payers deny it
        A day outside it counts as not authorized.

    How to put it right
        Enter the authorization of that day, or ask for an extension.
    """
    found = _in_question(group, context)
    if found is None or group.day is None:
        return
    first, last = found.effective_from, found.effective_through
    if first is None and last is None:
        yield NotChecked(missing="prior_auth dates", line=group.anchor.number)
        return
    is_before = first is not None and group.day < first
    if is_before or (last is not None and group.day > last):
        yield _finding(
            "before" if is_before else "after",
            group,
            context,
            "prior_auth.from" if is_before else "prior_auth.to",
            {"number": found.number or "", "first": first or "", "last": last or ""},
        )


@group_rule(
    "POL-003",
    "policy.authorization-units",
    title="Authorized units are exhausted",
    carc="198",
    rarc=("N435", "N640"),
    overridable=True,
    source="The authorization; the payer's policy on waste",
    messages={
        "over": "{left} of {approved} authorized units are left; this claim bills {billed}{waste}."
    },
)
def units(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The units billed are left on the authorization.

    What is checked
        Units used before, as the authorization records them, plus the units of this claim,
        discarded ones included where the policy counts them. Silent where the policy in force
        asks for no authorization.

    Why payers deny it
        Units above the approved number are not authorized.

    How to put it right
        Ask for more units before the claim goes out.
    """
    found = _in_question(group, context)
    if found is None:
        return
    applied = applied_to(group, context)
    if found.approved_units is None or found.used_units is None:
        name = "approved_units" if found.approved_units is None else "used_units"
        yield NotChecked(missing=f"prior_auth.{name}", line=group.anchor.number)
        return
    has_waste = counts_waste(applied)
    units_of = _billed(group, context, has_waste=has_waste)
    billed = sum((one for one in units_of if one is not None), Decimal(0))
    left = found.approved_units - found.used_units
    if billed <= left and None in units_of:
        yield NotChecked(missing="units", line=group.anchor.number)
    elif billed <= left:
        margin = f"{spoken(billed)} of {spoken(left)} authorized units that are left"
        yield Passed(margin=margin, line=group.anchor.number)
    else:
        yield _finding(
            "over",
            group,
            context,
            "units",
            {
                "left": max(left, Decimal(0)),
                "approved": found.approved_units,
                "billed": billed,
                "waste": ", waste included" if has_waste and group.discarded else "",
            },
        )


@group_rule(
    "POL-004",
    "policy.authorization-other",
    where=under_policy,
    title="Authorization is for something else",
    carc="284",
    rarc=("M62",),
    overridable=True,
    source="The authorization",
    messages={
        "code": "Authorization {number} is for {other}, not {code}.",
        "provider": "Authorization {number} is for another provider.",
        "site": "Authorization {number} is for place {other}, not {code}.",
    },
)
def other(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The authorization is for this drug, provider and place.

    What is checked
        Code, provider and place of the authorization, as far as they are recorded.

    Why payers deny it
        An authorization for another drug or provider authorizes nothing here.

    How to put it right
        Enter the authorization of this drug, or have it changed.
    """
    found = authorization_of(group, context)
    if found is None or not requires_authorization(applied_to(group, context)):
        return
    number = found.number or ""
    own = {context.claim.billing_npi, context.claim.rendering_npi} - {None}
    place = folded(group.anchor.place)
    if folded(found.code) and folded(found.code) != group.code:
        facts = {"number": number, "other": folded(found.code), "code": group.code}
        yield _finding("code", group, context, "prior_auth.code", facts)
    elif found.provider and not own:
        yield NotChecked(missing="billing_npi", line=group.anchor.number)
    elif found.provider and found.provider not in own:
        yield _finding("provider", group, context, "prior_auth.provider", {"number": number})
    elif len(folded(found.site)) == 2 and place and folded(found.site) != place:
        facts = {"number": number, "other": folded(found.site), "code": place}
        yield _finding("site", group, context, "prior_auth.site", facts)


def _in_question(group: DrugGroup, context: Context) -> AuthorizationSnapshot | None:
    """The drug's authorization, unless the policy in force does not ask for one."""
    applied = applied_to(group, context)
    if applied is not None and not requires_authorization(applied):
        return None
    return own_authorization(group, context)


def _billed(group: DrugGroup, context: Context, *, has_waste: bool) -> list[Decimal | None]:
    """Units of the code on the lines of this claim, up to the day of the group."""
    found: list[Decimal | None] = []
    for one in drug_groups(context):
        is_later = one.day is not None and group.day is not None and one.day > group.day
        if one.code == group.code and not is_later:
            lines = one.lines if has_waste else one.administered
            found += [line.units for line in lines]
    return found


def _finding(
    message: str, group: DrugGroup, context: Context, field_name: str, data: Mapping[str, Fact]
) -> Finding:
    applied = applied_to(group, context)
    if applied is not None and requires_authorization(applied):
        return policy_finding(message, group, applied, field_name, data, paths=["pa"])
    return Finding(message=message, line=group.anchor.number, field_name=field_name, data=data)

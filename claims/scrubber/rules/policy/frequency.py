"""POL-006 to POL-008, POL-020: how often, and how much over time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Fact,
    Finding,
    NotChecked,
    Outcome,
    Passed,
    Severity,
    counted,
    measured,
    spoken,
)
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.policy import Limit
from claims.scrubber.policy_findings import policy_finding
from claims.scrubber.policy_limits import (
    doses_before,
    doses_in_window,
    is_loading,
    least_days,
    policy_limits,
    total_in_window,
)
from claims.scrubber.quantities import as_decimal
from claims.scrubber.rule import group_rule
from claims.scrubber.scopes import under_policy
from claims.scrubber.windows import words

_COUNTED = ("max_count", "cumulative_units", "cumulative_amount")


@group_rule(
    "POL-006",
    "policy.interval",
    where=under_policy,
    title="Dosed too soon",
    carc="151",
    rarc=("N435", "N640"),
    overridable=True,
    source="The payer's policy; doses on file",
    messages={
        "soon": "{days} after the dose of {last}; {policy} wants {least}{tolerance}.",
    },
)
def interval(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """Doses lie as far apart as the policy asks.

    What is checked
        Days since the last dose of the drug, on this claim or an earlier one that stands, against
        the policy's interval less its tolerance. Loading doses on their days are exempt; where the
        interval follows from the dose, the one before decides.

    Why payers deny it
        A dose before its time is not covered.

    How to put it right
        Compare the dates; if the dose was needed early, send the reason.
    """
    for applied, limit in policy_limits(group, context, "min_interval_days", "interval_by_dose"):
        before = doses_before(group, context, limit)
        if not before or group.day is None or is_loading(before, group.day, limit):
            yield from _unless_known(group, context)
            continue
        last = before[-1]
        least = least_days(last, group, context, limit)
        if least is None:
            yield NotChecked(missing="dose of the last administration", line=group.anchor.number)
            continue
        days = (group.day - last.day).days
        if days < least - limit.tolerance:
            spare = f", less {counted(limit.tolerance, 'day')}" if limit.tolerance else ""
            yield policy_finding(
                "soon",
                group,
                applied,
                "dos_from",
                {
                    "days": counted(days, "day"),
                    "last": last.day,
                    "least": counted(least, "day"),
                    "tolerance": spare,
                },
                paths=[limit.path],
            )
        elif context.claim.history is None:
            yield from _unless_known(group, context)
        else:
            margin = f"{counted(days, 'day')} after the last dose; {counted(least, 'day')} asked"
            yield Passed(margin=margin, line=group.anchor.number)


@group_rule(
    "POL-007",
    "policy.count",
    where=under_policy,
    title="Too many administrations in the period",
    carc="151",
    rarc=("N435", "N640"),
    overridable=True,
    source="The payer's policy; doses on file",
    messages={"many": "{doses} in {window}; {policy} allows {most}."},
)
def count(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The drug is given no more often in a period than the policy allows.

    What is checked
        Days with a dose in the window that ends with the date of service, this one included.

    Why payers deny it
        Doses above the number are not covered.

    How to put it right
        Compare the dates; ask for an exception before the dose.
    """
    for applied, limit in policy_limits(group, context, "max_count"):
        doses = 1 + len(doses_in_window(group, context, limit))
        if doses > limit.value:
            yield policy_finding(
                "many",
                group,
                applied,
                "dos_from",
                {"doses": counted(doses, "dose"), "window": words(limit), "most": limit.value},
                paths=[limit.path],
            )
        elif context.claim.history is None:
            yield from _unless_known(group, context)
        else:
            margin = f"{spoken(doses)} of {spoken(limit.value)} doses in {words(limit)}"
            yield Passed(margin=margin, line=group.anchor.number)


@group_rule(
    "POL-008",
    "policy.cumulative",
    where=under_policy,
    title="Cumulative dose or units over the limit",
    carc="119",
    rarc=("N640", "N362"),
    overridable=True,
    source="The payer's policy; doses on file",
    messages={"over": "{total} in {window}; {policy} allows {most}{waste}."},
)
def cumulative(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """Units or dose of a period stay within the policy's limit.

    What is checked
        What was given in the window that ends with the date of service, this claim included;
        discarded units only where the policy counts them.

    Why payers deny it
        The part above the limit is not covered.

    How to put it right
        Compare with the record; ask for an exception before the dose.
    """
    for applied, limit in policy_limits(group, context, "cumulative_units", "cumulative_amount"):
        total = total_in_window(group, context, limit)
        if total is None:
            missing = "units" if limit.kind == "cumulative_units" else "dose"
            yield NotChecked(missing=missing, line=group.anchor.number)
            continue
        in_units = limit.kind == "cumulative_units"
        sum_words = _amount(as_decimal(total), limit)
        if total > Fraction(limit.value):
            most = limit.value if in_units else _amount(limit.value, limit)
            waste = ", waste included" if limit.counts_waste else ""
            facts: dict[str, Fact] = {
                "total": sum_words,
                "window": words(limit),
                "most": most,
                "waste": waste,
            }
            yield policy_finding("over", group, applied, "units", facts, paths=[limit.path])
        elif context.claim.history is None:
            yield from _unless_known(group, context)
        else:
            margin = f"{sum_words} in {words(limit)}; {_amount(limit.value, limit)} allowed"
            yield Passed(margin=margin, line=group.anchor.number)


def _unless_known(group: DrugGroup, context: Context) -> Iterator[NotChecked]:
    """What the claim's own dates do not break, earlier claims may."""
    if context.claim.history is None:
        yield NotChecked(missing="history", line=group.anchor.number)


def _amount(amount: Decimal, limit: Limit) -> str:
    if limit.kind == "cumulative_units":
        return counted(amount, "unit")
    return measured(amount, limit.measure)


@group_rule(
    "POL-020",
    "policy.history-scope",
    where=under_policy,
    title="Doses of other providers are not known",
    severity=Severity.INFO,
    carc=None,
    group=None,
    source="Scope of the doses on file",
    messages={"scope": "{policy} counts doses over time; those of other providers are not known."},
)
def history_scope(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A limit over time is as good as the doses on file.

    What is checked
        Policies that count doses or amounts over time, and whether the doses on file are those of
        all providers.

    Why payers deny it
        They count every dose, whoever gave it.

    How to put it right
        Ask the patient or the payer for doses given elsewhere.
    """
    limits = list(policy_limits(group, context, *_COUNTED))
    if limits and context.claim.history_scope != "all_providers":
        applied = limits[0][0]
        yield Finding(
            message="scope",
            line=group.anchor.number,
            basis=(applied.basis,),
            policy=applied.reference,
            data={"policy": applied.name},
        )

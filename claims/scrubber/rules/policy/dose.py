"""POL-009, POL-010, POL-011: one dose, by itself and by weight."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Finding,
    NotChecked,
    Outcome,
    Passed,
    Severity,
    counted,
    measured,
    weaker,
)
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.policies import applied_to
from claims.scrubber.policy_findings import policy_finding
from claims.scrubber.policy_limits import policy_limits
from claims.scrubber.quantities import as_decimal, convert
from claims.scrubber.rule import group_rule
from claims.scrubber.scopes import under_policy


@group_rule(
    "POL-009",
    "policy.single-dose",
    where=under_policy,
    title="Single dose above the limit",
    carc="153",
    rarc=("N362",),
    overridable=True,
    source="The payer's policy",
    messages={"over": "{found} of {code} exceed {most} a dose ({policy})."},
)
def single_dose(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """One dose stays within the policy's limit.

    What is checked
        The dose given on the day, and its units, against the limits for one administration.

    Why payers deny it
        The part above is not covered.

    How to put it right
        Correct the dose, or send the reason for it.
    """
    for applied, limit in policy_limits(group, context, "max_single", "max_single_units"):
        if limit.kind == "max_single_units":
            if any(one.units is None for one in group.administered):
                yield NotChecked(missing="units", line=group.anchor.number)
                continue
            total = sum((one.units for one in group.administered if one.units), Decimal(0))
            found, most = counted(total, "unit"), counted(limit.value, "unit")
            is_over = total > limit.value
        else:
            dose = _dose(group, context, limit.measure)
            if dose is None:
                yield NotChecked(missing="dose", line=group.anchor.number)
                continue
            found = measured(as_decimal(dose), limit.measure)
            most = measured(limit.value, limit.measure)
            is_over = dose > Fraction(limit.value)
        if is_over:
            field_name = "units" if limit.kind == "max_single_units" else "dose"
            facts = {"found": found, "most": most}
            yield policy_finding("over", group, applied, field_name, facts, paths=[limit.path])
        else:
            yield Passed(margin=f"{found} of {most} a dose", line=group.anchor.number)


@group_rule(
    "POL-010",
    "policy.dose-by-weight",
    where=under_policy,
    title="Dose by weight above the limit",
    carc="153",
    rarc=("N362", "M123"),
    overridable=True,
    source="The payer's policy",
    messages={"over": "{found} per kg exceed {most} per kg{tolerance} ({policy})."},
)
def dose_by_weight(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A dose by weight stays within the policy's limit and its tolerance.

    What is checked
        The dose given on the day, divided by the weight on file.

    Why payers deny it
        The part above is not covered.

    How to put it right
        Correct dose or weight, or send the reason for the dose.
    """
    for applied, limit in policy_limits(group, context, "dose_per_kg"):
        patient = context.claim.patient
        weight = patient.weight_kg if patient else None
        measure = limit.measure.removesuffix("/kg").strip()
        dose = _dose(group, context, measure)
        if weight is None or weight <= 0 or dose is None:
            missing = "dose" if dose is None else "patient.weight_kg"
            yield NotChecked(missing=missing, line=group.anchor.number)
            continue
        each = dose / Fraction(weight)
        if each > Fraction(limit.value) * (1 + Fraction(limit.tolerance)):
            share = as_decimal(Fraction(limit.tolerance) * 100)
            yield policy_finding(
                "over",
                group,
                applied,
                "dose",
                {
                    "found": measured(round(as_decimal(each), 2), measure),
                    "most": measured(limit.value, measure),
                    "tolerance": f" and {share:.0f}%" if limit.tolerance else "",
                },
                paths=[limit.path],
            )
        else:
            found = measured(round(as_decimal(each), 2), measure)
            most = measured(limit.value, measure)
            yield Passed(margin=f"{found} of {most} per kg", line=group.anchor.number)


@group_rule(
    "POL-011",
    "policy.weight",
    where=under_policy,
    title="Weight is missing or old",
    severity=Severity.WARNING,
    carc="16",
    rarc=("N706", "M127"),
    source="The payer's policy",
    messages={
        "missing": "{policy} doses by weight: enter the patient's weight.",
        "undated": "{policy} asks for a weight of the last {most}; the one on file has no date.",
        "old": "The weight is of {day}, {age} before the service; {policy} allows {most}.",
    },
)
def weight(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A drug dosed by weight has a weight that is recent enough.

    What is checked
        Policies that ask for a weight or limit the dose by it, and the age of the weight on the
        date of service.

    Why payers deny it
        They cannot judge the dose without it.

    How to put it right
        Enter the weight with the day it was taken.
    """
    applied = applied_to(group, context)
    if applied is None or group.day is None or not group.administered:
        return
    asked = applied.policy.weight
    is_asked = asked is not None and asked.required
    dosed = [one.path for _policy, one in policy_limits(group, context, "dose_per_kg")]
    if not dosed and not is_asked:
        return
    patient = context.claim.patient
    taken = patient.weight_date if patient else None
    most = asked.max_age_days if asked else None
    facts = {"policy": applied.name, "most": counted(most or 0, "day")}
    message = ""
    if patient is None or patient.weight_kg is None:
        message = "missing"
    elif most is not None and taken is None:
        message = "undated"
    elif most is not None and taken is not None and (group.day - taken).days > most:
        message = "old"
        facts |= {"day": f"{taken:%m/%d/%Y}", "age": counted((group.day - taken).days, "day")}
    if message:
        yield Finding(
            message=message,
            line=group.anchor.number,
            field_name="patient.weight_kg" if message == "missing" else "patient.weight_date",
            severity=weaker(
                applied.severity(*(["weight"] if is_asked else []), *dosed), Severity.WARNING
            ),
            basis=(applied.basis,),
            policy=applied.reference,
            data=facts,
        )


def _dose(group: DrugGroup, context: Context, measure: str) -> Fraction | None:
    """What was given on the day in ``measure``; None where a line does not say it."""
    doses = [
        convert(one.dose.amount, one.dose.measure, measure, context.concentration(one))
        if one.dose
        else None
        for one in group.administered
    ]
    if any(one is None for one in doses):
        return None
    return sum((one for one in doses if one is not None), Fraction(0))

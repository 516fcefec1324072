"""UNI-003, UNI-004, UNI-006: whether the numbers can be units and doses at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from claims.scrubber.amounts import amounts, units_due
from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Outcome, Severity
from claims.scrubber.fixes import set_units
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import folded
from claims.scrubber.rule import group_rule, line_rule
from claims.scrubber.scopes import of_drug
from claims.scrubber.snapshot import LineSnapshot

_MOST_UNITS = 99_999


@line_rule(
    "UNI-003",
    "units.dose-recorded",
    where=of_drug,
    title="Dose is missing or not above 0",
    severity=Severity.WARNING,
    carc="16",
    rarc=("M123",),
    source="MCPM chapter 17, section 10",
    messages={
        "no_dose": "No dose is recorded for {code}, so its units cannot be checked.",
        "no_discarded": "No discarded amount is recorded for this JW line.",
        "not_positive": "The {what} is {amount}; it must be above 0.",
    },
)
def dose_recorded(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A drug line says how much was given, a JW line how much was discarded.

    What is checked
        The dose of an administered line and the discarded amount of a JW line are recorded; doses,
        discarded amounts and container counts are above zero.

    Why payers deny it
        Without the dose nobody can tell whether the units are right; some payers ask for it.

    How to put it right
        Enter the amount from the administration record.
    """
    if not context.is_drug(line):
        return
    is_jw = "JW" in context.modifiers(line)
    role = line.discarded if is_jw else line.dose
    if role is None:
        yield Finding(
            message="no_discarded" if is_jw else "no_dose",
            line=line.number,
            field_name="discarded" if is_jw else "dose",
            data={"code": folded(line.code)},
            severity=_severity(line, context),
        )
    for field_name, what, amount in _amounts(line, is_jw=is_jw):
        yield Finding(
            message="not_positive",
            line=line.number,
            field_name=field_name,
            data={"what": what, "amount": amount},
            severity=Severity.ERROR,
        )


def _severity(line: LineSnapshot, context: Context) -> Severity:
    code, terms = context.code_of(line), context.terms_on(line.dos_from)
    is_needed = (code is not None and code.is_noc) or (terms is not None and terms.requires_dose)
    return Severity.ERROR if is_needed else Severity.WARNING


def _amounts(line: LineSnapshot, *, is_jw: bool) -> Iterator[tuple[str, str, Decimal]]:
    """Amounts that are not above zero; nothing discarded is a good record outside a JW line."""
    if line.dose is not None and line.dose.amount <= 0:
        yield "dose", "dose", line.dose.amount
    if line.discarded is not None:
        amount = line.discarded.amount
        if amount < 0 or (amount == 0 and is_jw):
            yield "discarded", "discarded amount", amount
    for one in line.containers or ():
        if one.count <= 0 or one.size <= 0:
            what = "container count" if one.count <= 0 else "container size"
            yield "containers", what, min(one.count, one.size)


@group_rule(
    "UNI-004",
    "units.label-maximum",
    title="Units above the label's maximum for one dose",
    severity=Severity.WARNING,
    carc="153",
    rarc=("N362",),
    overridable=True,
    source="Label maximum kept with the code",
    messages={"above": "{billed} units of {code} are above the {maximum} of one administration."},
)
def label_maximum(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The units stay within what the label allows for one administration.

    What is checked
        The units of the administered lines against the label maximum kept with the code. Limits of
        a payer's policy are another rule.

    Why payers deny it
        A dose above the label is taken for a typing error or for unproven use.

    How to put it right
        Check the dose; where it is right, keep the reason in the chart.
    """
    code, billed = context.code_of(group.anchor), amounts(group, context).billed
    if code is None or code.max_units is None or billed is None or not group.administered:
        return
    if billed > code.max_units:
        yield Finding(
            message="above",
            line=group.anchor.number,
            field_name="units",
            data={"billed": billed, "code": group.code, "maximum": code.max_units},
        )


@line_rule(
    "UNI-006",
    "units.whole-number",
    title="Units are not a whole number of at least 1",
    carc="16",
    rarc=("M53",),
    source="MCPM chapter 17, section 70",
    messages={
        "not_whole": "Units are {units}; they must be a whole number of at least 1.",
        "too_many": "Units are {units}; a line carries at most {most}.",
    },
)
def whole_units(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Units are a whole number that fits the field.

    What is checked
        Units are whole, at least 1 and at most what the payer takes on one line.

    Why payers deny it
        Fractions and zero are refused before anybody reads the claim.

    How to put it right
        Round part of a unit up; repeat the code on further lines when the field is too small.
    """
    if line.units is None:
        return
    terms = context.terms_on(line.dos_from)
    most = terms.max_units_per_line if terms else _MOST_UNITS
    is_whole = line.units >= 1 and line.units == line.units.to_integral_value()
    if is_whole and line.units <= most:
        return
    expected = None if is_whole else units_due(line, context)
    yield Finding(
        message="too_many" if is_whole else "not_whole",
        line=line.number,
        field_name="units",
        data={"units": line.units, "most": most},
        fix=set_units(line, context, expected) if expected else None,
    )

"""UNI-001, UNI-002, UNI-005: the units billed against the dose given."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial

from claims.scrubber.amounts import GroupAmounts, amounts
from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Fact,
    Finding,
    NotChecked,
    Outcome,
    Passed,
    counted,
    measure_word,
    measured,
)
from claims.scrubber.fixes import dose_units_fix
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import folded
from claims.scrubber.quantities import BillingUnit, as_decimal, convert, is_measure, measure_key
from claims.scrubber.rule import group_rule, line_rule
from claims.scrubber.scopes import of_drug
from claims.scrubber.snapshot import Amount, LineSnapshot


@group_rule(
    "UNI-001",
    "units.match-dose",
    title="Units differ from the dose given",
    carc="16",
    rarc=("M53", "N430"),
    overridable=True,
    source="MCPM chapter 17, section 10",
    messages={"mismatch": "{dose} of {code} is {units} of {unit}; {billed} billed."},
)
def units_match_dose(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """Units billed agree with the dose given.

    What is checked
        The doses of one drug and day are summed, divided by the amount in one billing unit and
        rounded up once. The units of the administered lines must come to the same number.

    Why payers deny it
        Units above the dose are an overpayment that audits look for; units below it are lost pay.

    How to put it right
        Bill the units shown, or correct the dose.
    """
    code = context.code_of(group.anchor)
    if not group.administered or code is None or code.is_noc:
        return
    found = amounts(group, context)
    expected = found.expected_units
    if expected is None or found.billed is None:
        missing = "units" if expected is not None else found.dose_missing
        yield NotChecked(missing=missing, line=group.anchor.number)
    elif found.billed != expected:
        yield Finding(
            message="mismatch",
            line=group.anchor.number,
            field_name="units",
            data=_facts(group, found, expected),
            fix=dose_units_fix(group, context),
        )
    else:
        margin = partial(_margin, group, found, expected)
        yield Passed(margin=margin, line=group.anchor.number)


@group_rule(
    "UNI-002",
    "units.amount-typed-as-units",
    title="Dose amount billed as units",
    carc="16",
    rarc=("M53", "N430"),
    source="First Coast, billing of J9035 units; RAC topic 0074",
    messages={
        "amount": "{billed} is the dose in {pattern}; {code} is billed per {unit}: {units}.",
        "vials": "{billed} is the number of vials; {code} is billed per {unit}: {units}.",
        "tenfold": "{billed} is {expected} with the decimal point moved; {code} is billed per "
        "{unit}: {units}.",
    },
)
def amount_typed_as_units(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The units are not the milligrams, millilitres or vials of the dose.

    What is checked
        Whether the units equal the dose in mg, mcg or mL, the number of containers, or ten times
        or a tenth of the right units.

    Why payers deny it
        Milligrams typed as units bill ten times the drug for a code of 10 mg.

    How to put it right
        Bill the units shown.
    """
    code = context.code_of(group.anchor)
    found = amounts(group, context)
    expected = found.expected_units
    if expected is None or found.billed is None or code is None or code.is_noc:
        return
    if found.billed == expected:
        return
    pattern = _pattern(group, context, found, expected)
    if pattern is None:
        return
    message, measure = pattern
    facts = _facts(group, found, expected)
    yield Finding(
        message=message,
        line=group.anchor.number,
        field_name="units",
        data={**facts, "pattern": measure_word(measure)},
        fix=dose_units_fix(group, context),
    )


@line_rule(
    "UNI-005",
    "units.convertible-dose",
    where=of_drug,
    title="Dose unit cannot be converted",
    carc="16",
    rarc=("M53",),
    source="MCPM chapter 17, section 10",
    messages={
        "unnamed": "The dose has no measure; record it in {wanted}.",
        "no_way": "{measure} of {code} does not convert to {wanted}; record the dose in {wanted}.",
        "no_product": "{measure} of {code} does not convert to {wanted}; "
        "record the dose in {wanted} or name the product.",
    },
)
def convertible_dose(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The dose is recorded in a measure that the code's unit can be reckoned from.

    What is checked
        mcg, mg and g convert to each other; mL only with the concentration of the product; units
        and IU never to mass.

    Why payers deny it
        Units that rest on a guessed conversion do not stand an audit.

    How to put it right
        Record the dose in the measure of the code; for a volume, naming the product may do.
    """
    unit = context.unit_of(line)
    if unit is None or line.dose is None or not context.is_drug(line):
        return
    concentration = context.concentration(line)
    if convert(line.dose.amount, line.dose.measure, unit.measure, concentration) is None:
        yield Finding(
            message=_way(line.dose, unit, line, context),
            line=line.number,
            field_name="dose",
            data={
                "measure": line.dose.measure,
                "code": folded(line.code),
                "wanted": measure_word(unit.measure),
            },
        )


def _way(dose: Amount, unit: BillingUnit, line: LineSnapshot, context: Context) -> str:
    """What would help: a measure, or the product where its concentration is all that is missing."""
    if not dose.measure.strip():
        return "unnamed"
    is_volume = is_measure(dose.measure, "mL") or is_measure(unit.measure, "mL")
    has_strength = not any(one.label_potency for one in context.products_of(line))
    is_named = bool(context.named_products(line))
    return "no_product" if is_volume and has_strength and not is_named else "no_way"


def _facts(group: DrugGroup, found: GroupAmounts, expected: int) -> dict[str, Fact]:
    unit = found.unit
    return {
        "code": group.code,
        "dose": measured(as_decimal(found.dose or Fraction(0)), unit.measure) if unit else "",
        "unit": measured(unit.amount, unit.measure) if unit else "",
        "expected": expected,
        "units": counted(expected, "unit"),
        "billed": found.billed or Decimal(0),
    }


def _margin(group: DrugGroup, found: GroupAmounts, expected: int) -> str:
    billed = _facts(group, found, expected)
    return f"{billed['dose']} of {billed['code']} is {billed['units']}, as billed"


def _pattern(
    group: DrugGroup, context: Context, found: GroupAmounts, expected: int
) -> tuple[str, str] | None:
    billed = found.billed
    for measure in _measures(group):
        if billed == _dose_in(group, context, measure) and not _is_one(found, measure):
            return "amount", measure
    vials = sum(
        (one.count for line in group.administered for one in line.containers or ()), Decimal(0)
    )
    if vials and billed == vials:
        return "vials", "vials"
    if billed is not None and (billed == 10 * expected or 10 * billed == expected):
        return "tenfold", "tenfold"
    return None


def _measures(group: DrugGroup) -> tuple[str, ...]:
    written = [measure_key(line.dose.measure) for line in group.administered if line.dose]
    return tuple(dict.fromkeys((*written, "mg", "mcg", "mL")))


def _dose_in(group: DrugGroup, context: Context, measure: str) -> Fraction | None:
    total = Fraction(0)
    for line in group.administered:
        if line.dose is None:
            return None
        part = convert(line.dose.amount, line.dose.measure, measure, context.concentration(line))
        if part is None:
            return None
        total += part
    return total


def _is_one(found: GroupAmounts, measure: str) -> bool:
    """Whether the code is billed per one of ``measure``, so that amount and units are the same."""
    unit = found.unit
    return unit is not None and convert(unit.amount, unit.measure, measure) == 1

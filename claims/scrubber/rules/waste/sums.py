"""WST-004, WST-006, WST-009: what was given, discarded and opened add up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from claims.scrubber.amounts import GroupAmounts, amounts, discarded_amount
from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Fix, NotChecked, Outcome, counted, measured
from claims.scrubber.fixes import (
    dose_units_fix,
    jw_line_fix,
    set_units,
    whole_containers_fix,
    with_dose_units,
)
from claims.scrubber.grouping import DrugGroup, of_one_ndc, opened
from claims.scrubber.quantities import BillingUnit, as_decimal
from claims.scrubber.rule import group_rule
from claims.scrubber.snapshot import LineSnapshot


@group_rule(
    "WST-004",
    "waste.whole-containers",
    title="Administered and discarded units are not whole containers",
    carc="16",
    rarc=("M53",),
    overridable=True,
    source="Noridian drug wastage, JW and JZ",
    messages={
        "sum": "{given} administered and {jw} discarded units are {sum}; {containers} hold {total}."
    },
)
def whole_containers(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """Administered and JW units together are what the opened containers hold.

    What is checked
        With JW or JZ and recorded containers: the units of both lines against the units of all
        containers, the size being what is printed on them.

    Why payers deny it
        Rounding both lines up bills more than the containers hold; overfill is never payable.

    How to put it right
        Bill as JW what the containers hold less the administered units.
    """
    marked = _marked_line(group, context)
    if marked is None or not group.administered:
        return
    found = amounts(group, context)
    if found.total_units is None or found.billed is None or found.billed_jw is None:
        missing = "units" if found.total_units is not None else found.total_missing
        yield NotChecked(missing=missing, line=marked.number)
        return
    billed = found.billed + found.billed_jw
    if billed != found.total_units:
        yield Finding(
            message="sum",
            line=marked.number,
            field_name="units",
            data={
                "given": found.billed,
                "jw": found.billed_jw,
                "sum": billed,
                "containers": opened(group),
                "total": found.total_units,
            },
            fix=_whole_fix(group, context, found),
        )


def _marked_line(group: DrugGroup, context: Context) -> LineSnapshot | None:
    """The JW line, else the line with JZ."""
    zero = [line for line in group.administered if "JZ" in context.modifiers(line)]
    return next(iter((*group.discarded, *zero)), None)


def _whole_fix(group: DrugGroup, context: Context, found: GroupAmounts) -> Fix | None:
    units = found.units_left
    if units is None or units < 0 or found.unit is None:
        return None
    if units == 0 and group.discarded:
        return with_dose_units(whole_containers_fix(group, context), group, context)
    if found.billed != found.expected_units:
        # Without a JW line its charge is a share of wrong units: those come first.
        is_settled = units == 0 or len(group.discarded) == 1
        return dose_units_fix(group, context) if is_settled else None
    if len(group.discarded) == 1:
        return set_units(group.discarded[0], context, units)
    if group.discarded or found.left is None:
        return None
    return jw_line_fix(group, context, units, found.left, found.unit)


@group_rule(
    "WST-006",
    "waste.below-one-unit",
    title="JW for less than one billing unit",
    carc="16",
    rarc=("M53", "N823"),
    source="Noridian DME, modifier JZ",
    messages={
        "covered": "{dose} rounds up to {given}, which is all that was opened; "
        "nothing is left for a JW line."
    },
)
def below_one_unit(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A JW line bills at least one whole unit that the administered line does not.

    What is checked
        The units of the containers less the dose rounded up; where that is nothing, a JW line is
        one too many. A dose above the containers is left to the sum of both lines.

    Why payers deny it
        The rounded dose already pays for the rest of the container.

    How to put it right
        Bill one line with JZ.
    """
    if not group.discarded or not group.administered:
        return
    line = group.discarded[0]
    found = amounts(group, context)
    if found.units_left is None or found.dose is None or found.unit is None:
        missing = found.dose_missing if found.dose is None else found.total_missing
        yield NotChecked(missing=missing, line=line.number)
    elif found.units_left == 0:
        yield Finding(
            message="covered",
            line=line.number,
            field_name="units",
            data={
                "dose": measured(as_decimal(found.dose), found.unit.measure),
                "given": counted(found.expected_units or 0, "unit"),
            },
            fix=with_dose_units(whole_containers_fix(group, context), group, context),
        )


@group_rule(
    "WST-009",
    "waste.contradicts-record",
    title="JW or JZ contradicts the recorded waste",
    carc="16",
    rarc=("N823",),
    source="CMS discarded drugs policy",
    messages={
        "jz": "JZ says nothing was discarded; the record says {amount} ({units}).",
        "jw": "JW says some was discarded; the record says 0.",
    },
)
def contradicts_record(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The modifier says what the record of discarded drug says.

    What is checked
        JZ beside a discarded amount of one billing unit or more, where the recorded containers
        hold a whole unit above the dose too: overfill is no waste. JW beside a discarded amount
        of nothing. Lines with different NDCs are looked at apart.

    Why payers deny it
        A modifier that the chart contradicts is a false statement and is taken back.

    How to put it right
        Bill the discarded units with JW, or JZ when the record is right that nothing was left.
    """
    zero = [one for one in group.lines if "JZ" in context.modifiers(one)]
    seen: set[int] = set()
    for line in (*zero, *group.discarded):
        if line.number not in seen:
            part = of_one_ndc(group, line)
            seen |= {one.number for one in part.lines}
            yield from _contradictions(part, context)


def _contradictions(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    unit = context.unit_of(group.anchor)
    zero = next((one for one in group.lines if "JZ" in context.modifiers(one)), None)
    marked = zero or group.discarded[0]
    discarded = discarded_amount(group, context, unit)
    found = amounts(group, context)
    if discarded is None and unit is not None and zero is not None and found.held is not None:
        return  # the opened containers answer instead: WST-004 adds them up
    if discarded is None or unit is None:
        yield NotChecked(missing="discarded" if unit else "billing unit", line=marked.number)
        return
    if zero is not None and _is_waste(discarded, found, unit):
        yield Finding(
            message="jz",
            line=zero.number,
            field_name="modifiers",
            data={
                "amount": measured(as_decimal(discarded), unit.measure),
                "units": counted(as_decimal(discarded / Fraction(unit.amount)), "unit"),
            },
            fix=jw_line_fix(group, context, found.jw_units or 0, discarded, unit),
        )
    elif group.discarded and discarded == 0:
        is_whole = found.units_left in {0, None} and not found.is_partly_opened
        fix = whole_containers_fix(group, context) if is_whole else None
        yield Finding(message="jw", line=group.discarded[0].number, field_name="modifiers", fix=fix)


def _is_waste(discarded: Fraction, found: GroupAmounts, unit: BillingUnit) -> bool:
    """A whole unit was discarded; with recorded containers, of what they hold and no overfill."""
    if discarded < Fraction(unit.amount):
        return False
    return found.total is None or found.units_left is None or found.units_left >= 1

"""What a drug group comes to: dose, containers and discarded amount, in its billing unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from claims.scrubber.context import Context
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.quantities import (
    BillingUnit,
    Concentration,
    billing_units,
    container_units,
    convert,
    units_left,
)
from claims.scrubber.snapshot import Amount, ContainerSnapshot, LineSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAmounts:
    """Amounts in the measure of ``unit``; None is not known, and ``*_missing`` says why.

    ``expected_units`` are those of the dose, summed first, then rounded up once; ``total_units``
    those the recorded containers hold. ``is_partly_opened``: containers are recorded on some of the
    administered lines only. ``held`` is what was opened: the recorded containers, else dose and
    discarded amount together. ``units_left`` are units opened less units of the dose, below 0 where
    the dose is the larger.
    """

    unit: BillingUnit | None
    dose: Fraction | None
    dose_missing: str
    expected_units: int | None
    total: Fraction | None
    total_units: int | None
    total_missing: str
    is_partly_opened: bool
    discarded: Fraction | None
    billed: Decimal | None
    billed_jw: Decimal | None
    held: Fraction | None
    units_left: int | None

    @property
    def jw_units(self) -> int | None:
        """Units left for a JW line, never below 0."""
        return None if self.units_left is None else max(0, self.units_left)

    @property
    def left(self) -> Fraction | None:
        """What is left of what was opened; None where the dose is more than that."""
        if self.dose is None or self.held is None or self.held < self.dose:
            return None
        return self.held - self.dose


def amounts(group: DrugGroup, context: Context) -> GroupAmounts:
    """Reckon the group once; every rule about units and waste reads the result."""
    members = tuple(line.number for line in group.administered)
    key = ("amounts", members, tuple(line.number for line in group.discarded))
    if key not in context.memo:
        context.memo[key] = _amounts(group, context)
    found: GroupAmounts = context.memo[key]
    return found


def _amounts(group: DrugGroup, context: Context) -> GroupAmounts:
    unit = context.unit_of(group.anchor)
    dose, dose_missing = _dose(group, context, unit)
    total, total_missing = _containers(group, context, unit)
    discarded = discarded_amount(group, context, unit)
    is_partly_opened = _is_partly_opened(group)
    held = total if total is not None or is_partly_opened else _together(dose, discarded)
    return GroupAmounts(
        unit=unit,
        dose=dose,
        dose_missing=dose_missing,
        expected_units=billing_units(dose, unit) if unit and dose is not None else None,
        total=total,
        total_units=container_units(total, unit) if unit and total is not None else None,
        total_missing=total_missing,
        is_partly_opened=is_partly_opened,
        discarded=discarded,
        billed=_sum(line.units for line in group.administered),
        billed_jw=_sum(line.units for line in group.discarded),
        held=held,
        units_left=units_left(held, dose, unit)
        if unit and dose is not None and held is not None
        else None,
    )


def is_used_up(found: GroupAmounts) -> bool:
    """Whether the record says that nothing was discarded, and no container says otherwise."""
    is_open = found.total is None and not found.is_partly_opened
    return is_open and found.dose is not None and found.discarded == 0


def units_due(line: LineSnapshot, context: Context) -> int | None:
    """The units that the record makes of a line which alone bills its side of the drug group."""
    for group in drug_groups(context):
        if group.administered == (line,):
            return amounts(group, context).expected_units
        if group.discarded == (line,):
            return amounts(group, context).jw_units
    return None


def _together(dose: Fraction | None, discarded: Fraction | None) -> Fraction | None:
    """Dose and discarded amount, where something was discarded."""
    if dose is None or discarded is None or discarded <= 0:
        return None
    return dose + discarded


def in_unit(
    amount: Amount, line: LineSnapshot, context: Context, unit: BillingUnit
) -> Fraction | None:
    """An amount of the line in the measure of the billing unit."""
    concentration = context.concentration(line)
    return convert(amount.amount, amount.measure, unit.measure, concentration)


def discarded_amount(
    group: DrugGroup, context: Context, unit: BillingUnit | None
) -> Fraction | None:
    """The discarded amount: of the JW lines where they state it, else of the administered ones."""
    for lines in (group.discarded, group.administered):
        stated = [(line, line.discarded) for line in lines if line.discarded is not None]
        if stated and unit is not None:
            parts = [in_unit(amount, line, context, unit) for line, amount in stated]
            return _total(parts)
    return None


def _dose(
    group: DrugGroup, context: Context, unit: BillingUnit | None
) -> tuple[Fraction | None, str]:
    if unit is None:
        return None, "billing unit"
    parts: list[Fraction | None] = []
    for line in group.administered:
        if line.dose is None or line.dose.amount <= 0:
            return None, "dose"
        parts.append(in_unit(line.dose, line, context, unit))
    if not parts:
        return None, "dose"
    return _total(parts), "dose.uom"


def _containers(
    group: DrugGroup, context: Context, unit: BillingUnit | None
) -> tuple[Fraction | None, str]:
    if unit is None:
        return None, "billing unit"
    if _is_partly_opened(group):
        return None, "containers"
    parts: list[Fraction | None] = []
    for line in group.administered:
        for one in line.containers or ():
            if one.count <= 0 or one.size <= 0:
                return None, "containers"
            parts.append(_held(one, unit, context.concentration(line)))
    if not parts:
        return None, "containers"
    return _total(parts), "containers[].uom"


@lru_cache(maxsize=4096)
def _held(
    one: ContainerSnapshot, unit: BillingUnit, concentration: Concentration | None
) -> Fraction | None:
    """What the containers of one size hold together; practices open the same ones day by day."""
    held = convert(one.size, one.measure, unit.measure, concentration)
    return None if held is None else held * Fraction(one.count)


def _is_partly_opened(group: DrugGroup) -> bool:
    return len({bool(line.containers) for line in group.administered}) > 1


def _total(parts: list[Fraction | None]) -> Fraction | None:
    """The sum of one part or more; None where one of them is not known."""
    known = [part for part in parts if part is not None]
    return sum(known[1:], known[0]) if len(known) == len(parts) else None


def _sum(units: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for one in units:
        if one is None:
            return None
        total += one
    return total

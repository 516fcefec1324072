"""The limits of a policy for a drug, and what the doses on file add up to under them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from claims.scrubber.context import Context
from claims.scrubber.grouping import DrugGroup, drug_groups, is_of_brand
from claims.scrubber.history import Given, given_before
from claims.scrubber.notation import name_key
from claims.scrubber.policies import Applied, applied_to, limits_of
from claims.scrubber.policy import Limit
from claims.scrubber.quantities import convert
from claims.scrubber.windows import first_day

# A course of treatment: how far back its first dose may lie.
_COURSE_DAYS = 180


def policy_limits(
    group: DrugGroup, context: Context, *kinds: str
) -> Iterator[tuple[Applied, Limit]]:
    """The limits of the kinds asked for that hold for the drug, of every kind where none is."""
    applied = applied_to(group, context)
    if applied is None or group.day is None or not group.administered:
        return
    for limit in limits_of(group, applied, context):
        if (not kinds or limit.kind in kinds) and _is_for(limit, group, context):
            yield applied, limit


def _is_for(limit: Limit, group: DrugGroup, context: Context) -> bool:
    """Whether the limit holds for the product given: one of a brand for that brand alone."""
    brand = name_key(limit.brand)
    if not brand:
        return True
    named = {name_key(line.brand) for line in group.lines}
    for line in group.lines:
        for one in context.named_products(line):
            named |= {name_key(one.brand), name_key(f"{one.brand} {one.presentation}")}
    return any(is_of_brand(one, brand) for one in named)


def doses_before(group: DrugGroup, context: Context, limit: Limit) -> tuple[Given, ...]:
    """Days with a dose before that of the group, oldest first."""
    given = given_before(context, group.anchor, brand=limit.brand)
    return tuple(
        one for one in given if one.is_dose and group.day is not None and one.day < group.day
    )


def doses_in_window(group: DrugGroup, context: Context, limit: Limit) -> tuple[Given, ...]:
    """Days with a dose in the limit's window, before that of the group."""
    day = group.day
    if day is None:
        return ()
    start = first_day(limit, day)
    return tuple(one for one in doses_before(group, context, limit) if one.day >= start)


def is_loading(before: tuple[Given, ...], day: dt.date, limit: Limit) -> bool:
    """Whether the day is a loading day, within tolerance, of the course that began last."""
    course = [one.day for one in before if (day - one.day).days <= _COURSE_DAYS]
    if not course or not limit.loading:
        return False
    since = (day - course[0]).days
    return any(abs(since - planned) <= limit.tolerance for planned in limit.loading)


def least_days(last: Given, group: DrugGroup, context: Context, limit: Limit) -> Decimal | None:
    """Days that must lie between the last dose and this one; None where its dose is not known."""
    if limit.kind == "min_interval_days":
        return limit.value
    dose = _dose(last, group, context, limit)
    if dose is None or not limit.rows:
        return None
    rows = sorted(limit.rows)
    return Decimal(next((days for most, days in rows if dose <= Fraction(most)), rows[-1][1]))


def _dose(given: Given, group: DrugGroup, context: Context, limit: Limit) -> Fraction | None:
    """An earlier dose in the measure of the limit, else of the billing unit; from its units."""
    unit = context.unit_of(group.anchor)
    to = limit.measure or (unit.measure if unit else "")
    if given.dose is not None:
        held = convert(given.dose, given.measure or to, to)
        return held if held is not None else None
    if given.units is None or unit is None:
        return None
    return convert(given.units * unit.amount, unit.measure, to)


def total_in_window(group: DrugGroup, context: Context, limit: Limit) -> Fraction | None:
    """Units, or amount in the limit's measure, of the window with this claim; None if unknown.

    Earlier claims of the same day count, and so do other products of the code that stand before
    this one on the claim.
    """
    if group.day is None:
        return None
    start = first_day(limit, group.day)
    given = given_before(context, group.anchor, brand=limit.brand)
    earlier = [one for one in given if one.day >= start]
    beside = [group] if limit.brand else _up_to(group, context)
    if limit.kind == "cumulative_units":
        return _units(beside, earlier, counts_waste=limit.counts_waste)
    doses = [_dose(one, group, context, limit) for one in earlier if one.is_dose]
    now = [
        convert(one.dose.amount, one.dose.measure, limit.measure, context.concentration(one))
        if one.dose
        else None
        for each in beside
        for one in each.administered
    ]
    if any(one is None for one in (*doses, *now)):
        return None
    return sum((one for one in (*doses, *now) if one is not None), Fraction(0))


def _up_to(group: DrugGroup, context: Context) -> list[DrugGroup]:
    """The groups of the code and day, in order of their lines, this one last."""
    alike = [
        one
        for one in drug_groups(context)
        if (one.code, one.day) == (group.code, group.day)
        and one.lines[0].number <= group.lines[0].number
    ]
    return alike or [group]


def _units(groups: list[DrugGroup], earlier: list[Given], *, counts_waste: bool) -> Fraction | None:
    lines = [one for each in groups for one in (each.lines if counts_waste else each.administered)]
    units = [*(one.units for one in lines), *(one.units for one in earlier)]
    if any(one is None for one in units):
        return None
    total = sum((Fraction(one) for one in units if one is not None), Fraction(0))
    wasted = sum((Fraction(one.discarded_units) for one in earlier), Fraction(0))
    return total + wasted if counts_waste else total

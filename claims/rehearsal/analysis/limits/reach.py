"""What one limit says of the others' quantities: days between doses, doses, units and amounts."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from claims.scrubber.grouping import is_of_brand
from claims.scrubber.notation import name_key
from claims.scrubber.policy import Limit
from claims.scrubber.quantities import BillingUnit, convert


def gap_of(limit: Limit) -> int:
    """The fewest days between two doses that keep an interval; of one by dose, after the worst."""
    days = max((Fraction(each) for _dose, each in limit.rows), default=Fraction(limit.value))
    if limit.kind == "min_interval_days":
        days = Fraction(limit.value)
    return max(math.ceil(days - Fraction(limit.tolerance)), 0)


def least_gap_of(limit: Limit) -> int:
    """The fewest days that an interval asks for, whatever the dose before."""
    if limit.kind == "min_interval_days":
        return gap_of(limit)
    days = min((Fraction(each) for _dose, each in limit.rows), default=Fraction(0))
    return max(math.ceil(days - Fraction(limit.tolerance)), 0)


def gap_after(limit: Limit, dose: Decimal) -> int:
    """The fewest days that an interval by dose asks for after ``dose``, in its own measure.

    A dose between two rows takes the larger one, one beyond all of them the last (POL-006).
    """
    rows = sorted(limit.rows)
    days = next((days for most, days in rows if dose <= most), rows[-1][1])
    return max(math.ceil(days - Fraction(limit.tolerance)), 0)


def is_exempt(limit: Limit, day: int) -> bool:
    """Whether an interval lets a dose through so many days after the first, as a loading dose."""
    return any(abs(day - planned) <= limit.tolerance for planned in limit.loading)


def is_within_brand(limit: Limit, other: Limit) -> bool:
    """Whether ``other`` holds for every product for which ``limit`` holds."""
    theirs = name_key(other.brand)
    return not theirs or is_of_brand(name_key(limit.brand), theirs)


def units_a_dose(limit: Limit, unit: BillingUnit | None) -> int | None:
    """The most whole units of one dose; None where the limit says nothing of that.

    An amount that is no whole number of units is billed as the next one.
    """
    if limit.kind in {"max_single_units", "cumulative_units"}:
        return math.floor(limit.value)
    if limit.kind in {"max_single", "cumulative_amount"} and unit is not None:
        size = convert(unit.amount, unit.measure, limit.measure)
        return None if not size else math.ceil(Fraction(limit.value) / size)
    return None


def amount_a_dose(limit: Limit, measure: str, unit: BillingUnit | None) -> Fraction | None:
    """The most of ``measure`` in one dose; None where the limit says nothing of that."""
    if limit.kind in {"max_single", "cumulative_amount"}:
        return convert(limit.value, limit.measure, measure)
    if limit.kind in {"max_single_units", "cumulative_units"} and unit is not None:
        size = convert(unit.amount, unit.measure, measure)
        return None if size is None else math.floor(limit.value) * size
    return None


def per_kg(limit: Limit, measure: str) -> Fraction | None:
    """The most of ``measure`` per kg, tolerance included."""
    own = (limit.measure or measure).removesuffix("/kg").strip()
    share = convert(limit.value, own, measure)
    return None if share is None else share * (1 + Fraction(limit.tolerance))

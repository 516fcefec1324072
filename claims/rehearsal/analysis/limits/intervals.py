"""Whether an interval follows from other limits: over all pairs of doses that break it.

Of such pairs those are looked at that the other limits let through most easily: as far apart as
still breaks the interval, the second dose as small as can be, the first one just large enough for a
row of an interval by dose. What bars all of these bars every course that breaks the interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from claims.rehearsal.analysis.limits.reach import (
    amount_a_dose,
    gap_after,
    gap_of,
    units_a_dose,
)
from claims.rehearsal.analysis.windows_compared import shortest
from claims.scrubber.policy import Limit
from claims.scrubber.quantities import BillingUnit, convert

Unit = BillingUnit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two doses so many days apart; the first is larger than ``above`` of ``measure``."""

    days: int
    above: Decimal
    measure: str
    units: int | None


def interval_follows(limit: Limit, others: Sequence[Limit], unit: Unit) -> bool:
    """No two doses that break the interval keep the others."""
    return all(
        any(_bars(one, pair, limit, unit) for one in others)
        for first in _firsts(limit)
        for pair in _pairs(first, others, unit)
    )


def _firsts(limit: Limit) -> Iterator[tuple[_Pair, Decimal | None]]:
    """Of each row that asks for more than a day, the pair and the dose at which the row ends."""
    if limit.kind == "min_interval_days":
        days = gap_of(limit) - 1
        yield _Pair(days=days, above=Decimal(0), measure="", units=1), None
        return
    rows, above = sorted(limit.rows), Decimal(0)
    for at, (dose, _days) in enumerate(rows):
        days = gap_after(limit, dose) - 1
        end = dose if at + 1 < len(rows) else None
        if days >= 1:
            yield _Pair(days=days, above=above, measure=limit.measure, units=None), end
        above = dose


def _pairs(
    first: tuple[_Pair, Decimal | None], others: Sequence[Limit], unit: Unit
) -> Iterator[_Pair]:
    """The pair, and the same with a first dose in each further row of the other intervals."""
    pair, end = first
    measure = pair.measure or (unit.measure if unit else "")
    steps = {pair.above}
    for one in others:
        if one.kind == "interval_by_dose" and one.measure in {pair.measure, ""}:
            steps |= {dose for dose, _days in one.rows}
    for above in sorted(steps):
        if above >= pair.above and (end is None or above < end):
            units = _units_above(above, measure, unit)
            yield _Pair(days=pair.days, above=above, measure=measure, units=units)


def _units_above(amount: Decimal, measure: str, unit: Unit) -> int | None:
    """The fewest units of a dose larger than ``amount``; None where that cannot be reckoned."""
    if amount == 0:
        return 1
    size = convert(unit.amount, unit.measure, measure) if unit is not None else None
    return None if not size else math.floor(Fraction(amount) / size) + 1


def _bars(one: Limit, pair: _Pair, limit: Limit, unit: Unit) -> bool:
    """Whether a limit refuses the pair, whatever the doses are beyond what the pair says."""
    if one.kind in {"min_interval_days", "interval_by_dose"}:
        return _is_strict(one, limit) and _gap(one, pair) > pair.days
    if one.kind == "max_count":
        return _spans(one, pair) and math.floor(one.value) < 2
    if one.kind == "dose_per_kg":
        return False
    amount = amount_a_dose(one, pair.measure, None)
    if amount is not None:
        return pair.above > 0 and amount <= Fraction(pair.above)
    units = units_a_dose(one, None)
    if units is None or pair.units is None:
        return False
    is_summed = one.kind == "cumulative_units" and _spans(one, pair)
    return units < pair.units + is_summed


def _gap(one: Limit, pair: _Pair) -> int:
    """The days that an interval asks for after any dose that the pair may begin with."""
    if one.kind == "min_interval_days":
        return gap_of(one)
    if one.measure in {pair.measure, ""}:
        larger = [dose for dose, _days in sorted(one.rows) if dose > pair.above]
        return gap_after(one, larger[0]) if larger else gap_after(one, max(one.rows)[0])
    return min(gap_after(one, dose) for dose, _days in one.rows)


def _spans(one: Limit, pair: _Pair) -> bool:
    return one.window == "rolling" and shortest(one) > pair.days


def _is_strict(interval: Limit, limit: Limit) -> bool:
    """Whether it lets no loading dose through that ``limit`` would not let through."""
    if not interval.loading:
        return True
    is_among = set(interval.loading) <= set(limit.loading)
    return is_among and interval.tolerance <= limit.tolerance

"""Whether a limit follows from others, over every course of doses.

A course is judged dose by dose, each when it is given, so that the doses before one kept the limits
too. Then every limit over time says that some days in a row hold so many doses, units or amounts at
most, and what they allow over a longer window is the cheapest way to lay their windows over it:
sums over days in a row form a totally unimodular system, in which that bound is reached. It is
reached as long as sums and numbers of doses are not both bounded by limits other than those of one
dose; where they are, a limit may follow from both together without being found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from claims.rehearsal.analysis.limits.intervals import interval_follows
from claims.rehearsal.analysis.limits.reach import (
    amount_a_dose,
    gap_of,
    is_within_brand,
    least_gap_of,
    per_kg,
    units_a_dose,
)
from claims.rehearsal.analysis.windows_compared import always_holds, longest, shortest
from claims.scrubber.policy import Limit
from claims.scrubber.quantities import BillingUnit

Unit = BillingUnit | None
Piece = tuple[int, Fraction]  # so many days in a row hold so much at most
_INTERVALS = frozenset({"min_interval_days", "interval_by_dose"})
_SUMMED = frozenset({"max_count", "cumulative_units", "cumulative_amount"})
_MOST_DAYS = 4000  # longer windows are compared whole


def deciding_for(limit: Limit, others: Sequence[Limit], unit: Unit) -> tuple[Limit, ...] | None:
    """Limits of which one at least is broken wherever ``limit`` is; None where there are none.

    Empty where nothing breaks it: doses of one day count as one, so that no two are nearer than a
    day, and no window holds more of them than it has days.
    """
    if _is_kept_anyway(limit):
        return ()
    follows = _FOLLOWS[limit.kind]
    kept = [one for one in others if is_within_brand(limit, one)]
    if not follows(limit, kept, unit):
        return None
    for one in reversed(list(kept)):
        fewer = [each for each in kept if each is not one]
        if follows(limit, fewer, unit):
            kept = fewer
    return tuple(kept)


def _is_kept_anyway(limit: Limit) -> bool:
    if limit.kind in _INTERVALS:
        return gap_of(limit) <= 1
    return limit.kind == "max_count" and math.floor(limit.value) >= longest(limit)


def follows_at_once(limit: Limit, others: Sequence[Limit], unit: Unit) -> bool:
    """Whether ``limit`` follows for each dose by itself, even if the doses before kept nothing.

    So it does where a window of the others holds the whole of its own, or this dose alone is in it
    and may be no larger, and an interval where other
    intervals or numbers of doses bar all that it bars.
    """
    if limit.kind in _INTERVALS:
        pairs = [one for one in others if one.kind in {*_INTERVALS, "max_count"}]
        return _is_kept_anyway(limit) or interval_follows(limit, pairs, unit)
    if limit.kind not in _SUMMED:
        return True
    days, most = longest(limit), Fraction(limit.value)
    pieces = [(1, Fraction(1)), *_doses(others, days, limit)]
    if limit.kind != "max_count":
        a_dose = _most_a_dose(limit, others, unit)
        alone = any(length >= days and doses <= 1 for length, doses in pieces)
        pieces = list(_sums(limit, others, days, unit))
        pieces += [(days, a_dose)] if alone and a_dose is not None else []
    return any(length >= days and held <= most for length, held in pieces)


def _over_time_follows(limit: Limit, others: Sequence[Limit], unit: Unit) -> bool:
    pieces = _pieces(limit, others, unit)
    return bool(pieces) and _cheapest(pieces, longest(limit)) <= Fraction(limit.value)


def _pieces(limit: Limit, others: Sequence[Limit], unit: Unit) -> list[Piece]:
    """What days in a row hold of that which the limit counts."""
    days = longest(limit)
    doses = [(1, Fraction(1)), *_doses(others, days, limit)]
    if limit.kind == "max_count":
        return doses
    sums = list(_sums(limit, others, days, unit))
    a_dose = _most_a_dose(limit, others, unit)
    return sums if a_dose is None else sums + [(days, most * a_dose) for days, most in doses]


def _single_follows(limit: Limit, others: Sequence[Limit], unit: Unit) -> bool:
    if limit.kind == "max_single_units":
        units = [units_a_dose(one, unit) for one in others]
        return any(one is not None and one <= math.floor(limit.value) for one in units)
    amounts = [amount_a_dose(one, limit.measure, unit) for one in others]
    return any(one is not None and one <= Fraction(limit.value) for one in amounts)


def _per_kg_follows(limit: Limit, others: Sequence[Limit], _unit: Unit) -> bool:
    measure = limit.measure.removesuffix("/kg").strip()
    own = per_kg(limit, measure)
    shares = [per_kg(one, measure) for one in others if one.kind == limit.kind]
    return own is not None and any(one is not None and one <= own for one in shares)


_FOLLOWS: dict[str, Callable[[Limit, Sequence[Limit], Unit], bool]] = {
    "min_interval_days": interval_follows,
    "interval_by_dose": interval_follows,
    "max_count": _over_time_follows,
    "cumulative_units": _over_time_follows,
    "cumulative_amount": _over_time_follows,
    "max_single": _single_follows,
    "max_single_units": _single_follows,
    "dose_per_kg": _per_kg_follows,
}


def _doses(others: Sequence[Limit], days: int, window: Limit) -> Iterator[Piece]:
    """How many doses days in a row hold; each is one unit at least."""
    for one in others:
        if one.kind in _INTERVALS and not one.loading:
            yield least_gap_of(one), Fraction(1)
        elif one.kind in {"max_count", "cumulative_units"}:
            length = _length(one, days, window)
            if length:
                yield length, Fraction(math.floor(one.value))


def _sums(limit: Limit, others: Sequence[Limit], days: int, unit: Unit) -> Iterator[Piece]:
    """How many units, or how much of the limit's measure, days in a row hold."""
    for one in others:
        most = _summed(limit, one, unit)
        length = _length(one, days, limit)
        if most is not None and length:
            yield length, most


def _summed(limit: Limit, one: Limit, unit: Unit) -> Fraction | None:
    if limit.kind == "cumulative_units":
        if one.kind != limit.kind or (limit.counts_waste and not one.counts_waste):
            return None
        return Fraction(math.floor(one.value))
    if one.kind in {"cumulative_units", "cumulative_amount"}:
        return amount_a_dose(one, limit.measure, unit)
    return None


def _most_a_dose(limit: Limit, others: Sequence[Limit], unit: Unit) -> Fraction | None:
    """The most of one dose; nothing bounds what is discarded beside it."""
    singles = [one for one in others if one.kind in {"max_single", "max_single_units"}]
    if limit.kind == "cumulative_units":
        found = [] if limit.counts_waste else [units_a_dose(one, unit) for one in singles]
        return min((Fraction(one) for one in found if one is not None), default=None)
    amounts = [amount_a_dose(one, limit.measure, unit) for one in singles]
    return min((one for one in amounts if one is not None), default=None)


def _length(one: Limit, days: int, window: Limit) -> int:
    """For how many days in a row the limit speaks; 0 where no window of that length is its own.

    A calendar period begins anew on its first day, so it speaks of windows within it alone.
    """
    if always_holds(one, window):
        return days
    return shortest(one) if one.window == "rolling" else 0


def _cheapest(pieces: Sequence[Piece], days: int) -> Fraction:
    """The least total of pieces that lie over so many days."""
    usable = [one for one in pieces if one[0] > 0]
    if days > _MOST_DAYS:
        return min(most * -(-days // length) for length, most in usable)
    best = [Fraction(0)]
    for day in range(1, days + 1):
        best.append(min(best[max(0, day - length)] + most for length, most in usable))
    return best[days]

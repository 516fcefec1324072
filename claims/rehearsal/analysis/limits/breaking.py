"""The smallest claim that breaks one limit."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from claims.rehearsal.analysis.limits.reach import gap_of, is_exempt, per_kg
from claims.rehearsal.analysis.situations import Situation
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.boundaries.ground import Claim, Ground
from claims.rehearsal.right_claim import WEIGHT_KG
from claims.scrubber.findings import plain
from claims.scrubber.policy import Limit
from claims.scrubber.quantities import convert
from claims.scrubber.windows import first_day

_DAY = dt.timedelta(days=1)


def breaking(subject: Subject, situation: Situation, limit: Limit) -> Claim:
    """A claim of these diagnoses that keeps all else as far as the limit lets it."""
    claim = _MAKERS[limit.kind](subject.on(situation), limit)
    if limit.brand:
        claim["lines"][0]["brand"] = limit.brand
    return claim


def _too_soon(ground: Ground, limit: Limit) -> Claim:
    """A dose on the last day that is too early and is no loading day."""
    days = range(gap_of(limit) - 1, 0, -1)
    back = next((one for one in days if not is_exempt(limit, one)), 1)
    if not limit.rows:
        return ground.after([back])
    dose, _days = max(limit.rows, key=lambda row: row[1])
    return _beside_an_earlier(ground, back, dose, limit.measure or ground.unit.measure)


def _beside_an_earlier(ground: Ground, back: int, dose: Decimal, measure: str) -> Claim:
    """The dose before stands on the claim too, where what it breaks itself is seen."""
    claim = ground.claim()
    [line] = claim["lines"]
    size = convert(ground.unit.amount, ground.unit.measure, measure)
    day = (ground.day - back * _DAY).isoformat()
    earlier = line | {
        "units": math.ceil(Fraction(dose) / size) if size else 1,
        "dose": {"amount": plain(dose), "uom": measure},
        "dos_from": day,
        "dos_to": day,
    }
    return claim | {"lines": [earlier, line | {"n": 2}]}


def _too_often(ground: Ground, limit: Limit) -> Claim:
    """A dose on each of the days before, one more than the window takes."""
    before = math.floor(limit.value)
    return _with_room(ground, limit, before).after(range(1, before + 1))


def _with_room(ground: Ground, limit: Limit, days: int) -> Ground:
    """The first day of the version on which the window reaches back so many days."""
    last = ground.facts.effective_through or ground.day + dt.timedelta(days=366)
    day = ground.day
    while day <= last:
        if first_day(limit, day) <= day - days * _DAY:
            return replace(ground, day=day)
        day += _DAY
    return ground


def _too_much(ground: Ground, limit: Limit) -> Claim:
    """One dose of one billing unit more than the limit allows."""
    if limit.kind in {"max_single_units", "cumulative_units"}:
        return _of_units(ground, math.floor(limit.value) + 1)
    measure = limit.measure.removesuffix("/kg").strip() if limit.kind == "dose_per_kg" else ""
    measure = measure or limit.measure or ground.unit.measure
    share = per_kg(limit, measure) if limit.kind == "dose_per_kg" else None
    most = Fraction(limit.value) if share is None else share * WEIGHT_KG
    size = convert(ground.unit.amount, ground.unit.measure, measure)
    if not size:
        return ground.of_amount(limit.value + 1, measure)
    return _of_units(ground, math.floor(most / size) + 1)


def _of_units(ground: Ground, units: int) -> Claim:
    return ground.dosed(Decimal(units))


_MAKERS: dict[str, Callable[[Ground, Limit], Claim]] = {
    "min_interval_days": _too_soon,
    "interval_by_dose": _too_soon,
    "max_count": _too_often,
    "cumulative_units": _too_much,
    "cumulative_amount": _too_much,
    "max_single": _too_much,
    "max_single_units": _too_much,
    "dose_per_kg": _too_much,
}

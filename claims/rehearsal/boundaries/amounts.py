"""Boundaries of limits: exactly as much as is allowed, and one more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from claims.rehearsal.boundaries.ground import FIRES, SILENT, Boundary, Ground
from claims.rehearsal.right_claim import WEIGHT_KG
from claims.scrubber.findings import counted, measured, plain, spoken
from claims.scrubber.policy import Limit
from claims.scrubber.windows import words


def limits(ground: Ground) -> Iterator[Boundary]:
    """Of the policy, the code and its indications; those of one brand are left to people."""
    for limit in (*ground.facts.limits, *ground.code.limits):
        if not limit.brand:
            yield from _OFFERS[limit.kind](ground, limit)
    for indication in ground.code.indications:
        told = replace(ground, code=replace(ground.code, dx_any=indication.codes))
        for limit in indication.limits:
            if not limit.brand:
                for one in _OFFERS[limit.kind](told, limit):
                    yield replace(one, name=f"{one.name}, for {indication.name}")


def _interval(ground: Ground, limit: Limit) -> Iterator[Boundary]:
    least = int((limit.value - limit.tolerance).to_integral_value(ROUND_CEILING))
    yield from _around(ground, least, None, "after the last dose")


def _interval_by_dose(ground: Ground, limit: Limit) -> Iterator[Boundary]:
    for amount, days in limit.rows:
        dose = (amount, limit.measure or ground.unit.measure)
        name = f"after a dose of {measured(*dose)}"
        yield from _around(ground, days - int(limit.tolerance), dose, name)


def _around(
    ground: Ground, least: int, dose: tuple[Decimal, str] | None, name: str
) -> Iterator[Boundary]:
    for days, expect in ((least, SILENT), (least - 1, FIRES)):
        if days > 0:
            claim = ground.after([days], dose)
            yield ground.one(f"{counted(days, 'day')} {name}", "POL-006", expect, claim)


def _count(ground: Ground, limit: Limit) -> Iterator[Boundary]:
    most = int(limit.value)
    span = limit.days or 28 * (limit.months or 1)
    # how many days of a calendar period lie before the date depends on the date
    if limit.window == "calendar" or most >= span:
        return
    for doses, expect in ((most, SILENT), (most + 1, FIRES)):
        claim = ground.after(range(1, doses))
        yield ground.one(f"{counted(doses, 'dose')} in {words(limit)}", "POL-007", expect, claim)


def _units(ground: Ground, limit: Limit) -> Iterator[Boundary]:
    most = limit.value.to_integral_value()
    for units, expect in ((most, SILENT), (most + 1, FIRES)):
        name = f"{spoken(units)} units in {words(limit)}"
        yield ground.one(name, "POL-008", expect, ground.dosed(units))


def _amount(ground: Ground, limit: Limit) -> Iterator[Boundary]:
    for amount, expect in ((limit.value, SILENT), (limit.value + 1, FIRES)):
        name = f"{measured(amount, limit.measure)} in {words(limit)}"
        claim = ground.of_amount(amount, limit.measure)
        yield ground.one(name, "POL-008", expect, claim)


def _single(ground: Ground, limit: Limit) -> Iterator[Boundary]:
    measure = limit.measure or ground.unit.measure
    for amount, expect in ((limit.value, SILENT), (limit.value + 1, FIRES)):
        claim = ground.of_amount(amount, measure)
        yield ground.one(f"a dose of {measured(amount, measure)}", "POL-009", expect, claim)


def _single_units(ground: Ground, limit: Limit) -> Iterator[Boundary]:
    most = limit.value.to_integral_value()
    for units, expect in ((most, SILENT), (most + 1, FIRES)):
        name = f"{spoken(units)} units a dose"
        yield ground.one(name, "POL-009", expect, ground.dosed(units))


def _per_kg(ground: Ground, limit: Limit) -> Iterator[Boundary]:
    measure = (limit.measure or ground.unit.measure).removesuffix("/kg")
    most = Decimal(plain(limit.value * WEIGHT_KG * (1 + limit.tolerance)))
    for amount, expect in ((most, SILENT), (most + 1, FIRES)):
        name = f"{measured(amount, measure)} at {WEIGHT_KG} kg"
        yield ground.one(name, "POL-010", expect, ground.of_amount(amount, measure))


_OFFERS: dict[str, Callable[[Ground, Limit], Iterator[Boundary]]] = {
    "min_interval_days": _interval,
    "interval_by_dose": _interval_by_dose,
    "max_count": _count,
    "cumulative_units": _units,
    "cumulative_amount": _amount,
    "max_single": _single,
    "max_single_units": _single_units,
    "dose_per_kg": _per_kg,
}

"""Boundaries of the days of a version, of diagnoses, and of the patient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from claims.rehearsal.boundaries.ground import FIRES, SILENT, Boundary, Claim, Ground
from claims.rehearsal.right_claim import spelled, years_before
from claims.scrubber.diagnoses import matches
from claims.scrubber.findings import plain, spoken

_OTHER = ("Z00.00", "M25.561", "R05.9")
_DAY = dt.timedelta(days=1)


def days(ground: Ground) -> Iterator[Boundary]:
    """The first day, and the day before it."""
    start = ground.facts.effective_from
    if start is not None:
        first, before = ground.on(start).claim(), ground.on(start - _DAY).claim()
        yield ground.one("on the first day", "POL-015", SILENT, first)
        yield ground.one("the day before the first day", "POL-015", FIRES, before)


def diagnoses(ground: Ground) -> Iterator[Boundary]:
    """With and without what is asked for, and with what is excluded."""
    facts, right = ground.facts, ground.claim()["diagnoses"]
    asked = (*facts.dx_any, *ground.code.dx_any)
    if asked:
        yield ground.one("with a diagnosis asked for", "DX-007", SILENT, ground.claim())
        other = next((one for one in _OTHER if not matches(one.replace(".", ""), asked)), "")
        if other and not facts.dx_all_of:
            claim = ground.diagnosed([other])
            yield ground.one("without a diagnosis asked for", "DX-007", FIRES, claim)
    if len(facts.dx_all_of) > 1:
        yield ground.one("with a diagnosis of each group", "DX-008", SILENT, ground.claim())
        claim = ground.diagnosed(right[:1])
        yield ground.one("with one group of diagnoses only", "DX-008", FIRES, claim)
    for group in () if facts.dx_all_of else facts.dx_excluded:
        excluded = spelled(group.codes[0])
        claim = ground.diagnosed([*right, excluded])
        yield ground.one(f"with {excluded}, which is excluded", "POL-017", FIRES, claim)


def patient(ground: Ground) -> Iterator[Boundary]:
    """Ages, laboratory results and weights on both sides of what is asked for."""
    yield from _ages(ground)
    yield from _labs(ground)
    weight = ground.facts.weight
    if weight is not None and weight.required and weight.max_age_days is not None:
        for age, expect in ((weight.max_age_days, SILENT), (weight.max_age_days + 1, FIRES)):
            taken = (ground.day - dt.timedelta(days=age)).isoformat()
            claim = ground.of_patient(weight_date=taken)
            yield ground.one(f"weight of {age} days ago", "POL-011", expect, claim)


def _ages(ground: Ground) -> Iterator[Boundary]:
    youngest, oldest = ground.facts.min_age, ground.facts.max_age
    sides = [] if youngest is None else [(youngest, 0, SILENT), (youngest, 1, FIRES)]
    sides += [] if oldest is None else [(oldest + 1, 1, SILENT), (oldest + 1, 0, FIRES)]
    for years, later, expect in sides:
        born = years_before(ground.day, years) + later * _DAY
        when = "the day before the birthday" if later else "on the birthday"
        claim = ground.of_patient(dob=born.isoformat())
        yield ground.one(f"{when} of {years} years", "POL-018", expect, claim)


def _labs(ground: Ground) -> Iterator[Boundary]:
    for one in ground.facts.labs:
        yield ground.one(f"{one.lab} as asked for", "POL-012", SILENT, ground.claim())
        yield ground.one(f"no {one.lab} on file", "POL-012", FIRES, ground.claim(labs=[]))
        for threshold in one.any_of[:1]:
            beyond = _beyond(threshold.op, threshold.value)
            claim = _with_result(ground.claim(), one.lab, beyond)
            name = f"{one.lab} of {spoken(beyond)} {threshold.unit}"
            yield ground.one(name, "POL-012", FIRES, claim)


def _with_result(claim: Claim, lab: str, value: Decimal) -> Claim:
    for one in claim["labs"]:
        if one["lab"] == lab:
            one["value"] = plain(value)
    return claim


def _beyond(operator: str, value: Decimal) -> Decimal:
    """The nearest whole step on the wrong side of a threshold."""
    below = max(value - 1, Decimal(0))
    return {"<": value, "<=": value + 1, ">": value, ">=": below}[operator]

"""Twenty-six weeks of visits, made from the courses in patients.json.

The same day gives the same visits: the random numbers (printed vial amounts, lots) have a seed.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal

from claims.demo import queue
from claims.demo.dosing import lines_of_visit
from claims.demo.fixtures import Entry, amount, read
from claims.demo.plan import Catalogue, PlannedClaim, Presentation, Vials, catalogue

SPAN = dt.timedelta(weeks=26)
DOCUMENTS = ("dose_log", "weight")
DOCUMENTS_OF_START = ("dx_lab", "geno", "pft", "plan", "smoke", "response")
SEED = 1042


def plan(today: dt.date) -> list[PlannedClaim]:
    """Every claim up to ``today`` in the order of its number; the ten of the queue come last."""
    numbers = random.Random(SEED)  # noqa: S311 - made-up vials, not secrets
    shelf = catalogue()
    claims = [
        claim
        for patient in read("patients")["patients"]
        for course in patient["courses"]
        for claim in _course(patient, course, today, shelf, numbers)
    ]
    return sorted(claims, key=_order)


def _order(claim: PlannedClaim) -> tuple[bool, int, dt.date, str]:
    place = queue.NAMES.index(claim.queue) if claim.queue else 0
    return bool(claim.queue), -place, claim.day, claim.patient


def _course(
    patient: Entry, course: Entry, today: dt.date, shelf: Catalogue, numbers: random.Random
) -> Iterator[PlannedClaim]:
    days = _days(course, today)
    for number, day in enumerate(days):
        waiting = course.get("queue", "") if number == 0 else ""
        printed = course.get("queue_printed", {}) if waiting else {}
        vials = [_opened(course, size, shelf, printed, numbers) for size in course["vials"]]
        claim = _claim(patient, course, day, vials, shelf)
        yield queue.prepare(waiting, claim, shelf) if waiting else claim


def _days(course: Entry, today: dt.date) -> list[dt.date]:
    """Days of visits, newest first: every so many days back from the last such weekday."""
    yesterday = today - dt.timedelta(days=1)
    last = yesterday - dt.timedelta(days=(yesterday.weekday() - course["weekday"]) % 7)
    every = dt.timedelta(days=course["every"])
    day = last - course.get("skip", 0) * every
    days = [day]
    day -= dt.timedelta(days=course["queue_gap"]) if "queue_gap" in course else every
    while day > today - SPAN:
        days.append(day)
        day -= every
    return days[: course.get("visits")]


def _opened(
    course: Entry,
    size: tuple[str, int],
    shelf: Catalogue,
    printed: dict[str, str],
    numbers: random.Random,
) -> Vials:
    name, count = size
    presentation = shelf.presentations[course["product"], name]
    made_up = _potency(presentation, numbers)
    return Vials(
        of=presentation,
        count=count,
        size=Decimal(printed[name]) if name in printed else made_up,
        lot=f"L{numbers.randint(10_000, 99_999)}",
    )


def _potency(presentation: Presentation, numbers: random.Random) -> Decimal:
    """The amount printed on a vial: a little above nominal where the label states potency."""
    if not presentation.label_potency:
        return presentation.strength
    return presentation.strength + numbers.randint(1, int(presentation.strength) // 25)


def _claim(
    patient: Entry, course: Entry, day: dt.date, vials: list[Vials], shelf: Catalogue
) -> PlannedClaim:
    coverage = patient["coverages"][0]
    dose, _measure = amount(course["dose"])
    lines = lines_of_visit(course, vials, dose, coverage["payer"], shelf)
    documents: tuple[str, ...] = DOCUMENTS
    if any("JW" in line.modifiers for line in lines):
        documents = (*documents, "waste")
    if coverage["payer"] == "NORTHLAKE":
        documents = (*documents, *DOCUMENTS_OF_START)
    return PlannedClaim(
        patient=patient["key"],
        practice=patient["practice"],
        payer=coverage["payer"],
        member_id=coverage["member_id"],
        day=day,
        rendering=course["rendering"],
        ordering=course["ordering"],
        facility=course.get("facility", 0),
        diagnoses=tuple(course["diagnoses"]),
        documents=documents,
        lines=lines,
        authorization=course.get("authorization", ""),
        haemoglobin=Decimal(course["haemoglobin"]) if "haemoglobin" in course else None,
    )

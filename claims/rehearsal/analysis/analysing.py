"""A stored version, analysed among those that are published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.judging import judge
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.analysis.timeline import (
    FIRST,
    Stretch,
    days_words,
    gaps,
    overlaps,
    spans_with,
)
from claims.rehearsal.analysis.words import listed
from claims.rehearsal.boundaries.ground import Claim, Ground
from claims.rehearsal.examples import day_in, shelf_of
from claims.rehearsal.versions import Rehearsed, rehearsed
from claims.scrubber.policy import PolicyCode
from claims.scrubber.quantities import BillingUnit
from codes.models import HcpcsCode, PolicyVersion

_STAND_IN = BillingUnit(amount=Decimal(1), measure="mg")  # of a code whose unit is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the code table says of a code."""

    unit: BillingUnit | None
    routes: tuple[str, ...]


def analyse(version: PolicyVersion, wanted: Rehearsed | None = None) -> list[Flaw]:
    """Every flaw of a version, as it would stand once it is published, or as it does stand."""
    wanted = wanted or rehearsed(version)
    if version.status == PolicyVersion.Status.PUBLISHED:  # what it took over from has ended
        wanted = replace(wanted, taking_over_from=frozenset())
    subjects = _subjects(wanted)
    found = [*judge(subjects), *_of_the_timeline(version, wanted, subjects[0])]
    editorial = {one.code.code for one in subjects if one.code.editorial_only}
    return [_readable_as(one, editorial) for one in found]


def _readable_as(flaw: Flaw, editorial: set[str]) -> Flaw:
    """A code that the version speaks of in editorial mode alone is claimed in that mode."""
    if flaw.claim["lines"][0]["code"] not in editorial:
        return flaw
    return replace(flaw, claim=flaw.claim | {"authority_mode": "editorial"})


def _subjects(wanted: Rehearsed) -> list[Subject]:
    """Each code of the version on a day in its force; those of editorial mode last.

    Their billing unit is a guide's, which the analysis leaves aside.
    """
    facts, day = wanted.facts, day_in(wanted)
    told, brands = _told(wanted.codes), shelf_of(wanted.codes).brands
    subjects = []
    for code in sorted(facts.codes, key=lambda one: one.editorial_only):
        known = None if code.editorial_only else told.get(code.code)
        unit = known.unit if known else None
        ground = Ground(
            facts=facts,
            code=code,
            unit=unit or _STAND_IN,
            day=day,
            brands=brands.get(code.code, frozenset()),
        )
        routes = known.routes if known else ()
        subjects.append(Subject(ground=ground, routes=routes, has_unit=unit is not None))
    return subjects


def _told(codes: Iterable[str]) -> dict[str, _Told]:
    found: dict[str, _Told] = {}
    for row in HcpcsCode.objects.filter(code__in=codes).order_by("code", "effective_from"):
        is_known = row.unit_amount is not None and row.unit_amount > 0 and row.unit_measure
        unit = None
        if is_known and row.unit_amount is not None:
            unit = BillingUnit(amount=row.unit_amount, measure=row.unit_measure)
        found[row.code] = _Told(unit=unit, routes=tuple(row.routes))
    return found


def _of_the_timeline(version: PolicyVersion, wanted: Rehearsed, subject: Subject) -> Iterator[Flaw]:
    own, *others = spans_with(version, wanted)
    for one in overlaps(own, others):
        words = (
            f"{one.after.identifier} ({one.after.title}) is published for {one.payer} and "
            f"speaks of {listed(one.codes)} too, on {days_words(one.first, one.last)}."
        )
        yield _flaw(Kind.OVERLAP, words, one, subject)
    for one in gaps(version.policy_id, [own, *others]):
        words = (
            f"On {days_words(one.first, one.last)} no version of {one.payer} is in force for "
            f"{listed(one.codes)}, which {one.after.identifier} covered before."
        )
        yield _flaw(Kind.GAP, words, one, subject)


def _flaw(kind: Kind, words: str, stretch: Stretch, subject: Subject) -> Flaw:
    paths = tuple(one.path for one in subject.facts.codes if one.code in stretch.codes)
    claim = _on(stretch, subject)
    return Flaw(kind=kind, sentence=words, paths=paths, claim=claim, codes=stretch.codes)


def _on(stretch: Stretch, subject: Subject) -> Claim:
    """A claim of the code on the first of the days; what the version does not cover, as its own."""
    day = stretch.first if stretch.first != FIRST else min(stretch.last, subject.ground.day)
    code = next(
        (one for one in subject.facts.codes if one.code == stretch.codes[0]),
        PolicyCode(code=stretch.codes[0]),
    )
    ground = replace(subject.ground, code=code, day=_readable(day))
    return ground.claim() | {"payer": stretch.payer}


def _readable(day: dt.date) -> dt.date:
    """A day that claim JSON takes."""
    return max(day, dt.date(1900, 1, 1))

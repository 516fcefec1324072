"""Loading doses that one limit lets through on their days and another forbids there."""

from __future__ import annotations

from collections.abc import Iterator

from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.limits.reach import gap_of, is_exempt, is_within_brand
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.analysis.windows_compared import longest
from claims.rehearsal.analysis.words import limit_words
from claims.scrubber.policy import Limit

_COURSE_DAYS = 180  # POL-006 looks so far back for the first dose of a course


def loading_doses_forbidden(subject: Subject) -> Iterator[Flaw]:
    """Every limit that a loading dose on its planned day breaks, with that dose's claim."""
    for situation in subject.situations:
        limits = subject.limits(situation)
        for loading in limits:
            for other in limits if loading.loading else ():
                days = _forbidden(loading, other)
                if days is None:
                    continue
                *before, day = days
                claim = subject.on(situation).after([day - one for one in reversed(before)])
                brand = loading.brand or other.brand
                if brand:
                    claim["lines"][0]["brand"] = brand
                words = (
                    f"The loading dose on day {day} keeps “{limit_words(loading)}”, and "
                    f"“{limit_words(other)}” forbids it."
                )
                yield Flaw(
                    kind=Kind.CONTRADICTION,
                    sentence=words,
                    paths=(loading.path, other.path),
                    claim=claim,
                )


def _forbidden(loading: Limit, other: Limit) -> tuple[int, ...] | None:
    """The planned days up to the first that ``other`` forbids; None where it forbids none."""
    if other is loading or not _share_a_brand(loading, other):
        return None
    planned = sorted({0, *(day for day in loading.loading if day <= _COURSE_DAYS)})
    for at, day in enumerate(planned[1:], start=1):
        before = planned[:at]
        if _breaks(other, before, day):
            return (*before, day)
    return None


def _breaks(limit: Limit, before: list[int], day: int) -> bool:
    if limit.kind == "min_interval_days":
        return not is_exempt(limit, day) and day - before[-1] < gap_of(limit)
    if limit.kind == "max_count" and limit.window == "rolling" and limit.months is None:
        inside = [one for one in before if day - one < longest(limit)]
        return 1 + len(inside) > limit.value
    return False


def _share_a_brand(one: Limit, other: Limit) -> bool:
    return is_within_brand(one, other) or is_within_brand(other, one)

"""Limits that never decide, because others of the version are at least as strict together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.limits.breaking import breaking
from claims.rehearsal.analysis.limits.implied import deciding_for, follows_at_once
from claims.rehearsal.analysis.products import barred_tiers, tier_row
from claims.rehearsal.analysis.situations import Situation
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.analysis.words import limit_words, listed
from claims.scrubber.policy import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A limit, and the claims of each code that it speaks of."""

    limit: Limit
    speaks_of: tuple[tuple[Subject, tuple[Situation, ...]], ...]


def shadowed_limits(subjects: Sequence[Subject]) -> Iterator[Flaw]:
    """Each limit that the others make needless; those that go together with it are kept.

    A limit found needless is thought away before the next one is looked at, so that of two alike
    one stays, and all that are named can go at once.
    """
    gone: set[str] = set()
    for candidate in _candidates(subjects):
        limit, deciding = candidate.limit, _deciding(candidate, gone)
        if deciding is None:
            continue
        gone.add(limit.path)
        subject, situations = candidate.speaks_of[0]
        yield Flaw(
            kind=Kind.SHADOWED,
            sentence=_sentence(limit, deciding, is_at_once=_is_at_once(candidate, deciding)),
            paths=(limit.path, *deciding),
            claim=breaking(subject, situations[0], limit),
        )


def _is_at_once(candidate: _Candidate, deciding: dict[str, str]) -> bool:
    """Whether it never decides of any dose, whatever was given before."""
    limit = candidate.limit
    return all(
        follows_at_once(
            limit,
            [one for one in subject.limits(situation) if one.path in deciding],
            subject.ground.unit if subject.has_unit else None,
        )
        for subject, situations in candidate.speaks_of
        if _unpaid(subject, limit) is None
        for situation in situations
    )


def _sentence(limit: Limit, deciding: dict[str, str], *, is_at_once: bool) -> str:
    if not deciding:
        return (
            f"“{limit_words(limit)}” never decides: doses of one day count as one, so nothing "
            "breaks it."
        )
    names = listed(f"“{words}”" for words in deciding.values())
    if not is_at_once:
        names += " too, now or at a dose before"
        return f"“{limit_words(limit)}” never decides: whatever breaks it breaks {names}."
    return f"“{limit_words(limit)}” never decides: whatever breaks it breaks {names} too."


def _candidates(subjects: Sequence[Subject]) -> Iterator[_Candidate]:
    """Those of indications first, then those of codes, those of the policy last; the later first.

    So that of two alike the one stays that speaks of more, or was written first.
    """
    for subject in subjects:
        for at, indication in enumerate(subject.code.indications):
            situations = subject.pointing_to(at)
            for limit in reversed(indication.limits) if situations else ():
                yield _Candidate(limit=limit, speaks_of=((subject, situations),))
    for subject in subjects:
        for limit in reversed(subject.code.limits):
            yield _Candidate(limit=limit, speaks_of=((subject, subject.situations),))
    for limit in reversed(subjects[0].facts.limits) if subjects else ():
        speaks_of = tuple((one, one.situations) for one in subjects)
        yield _Candidate(limit=limit, speaks_of=speaks_of)


def _deciding(candidate: _Candidate, gone: set[str]) -> dict[str, str] | None:
    """Path and words of each requirement that decides in place of the limit; None if it does."""
    found: dict[str, str] = {}
    limit = candidate.limit
    for subject, situations in candidate.speaks_of:
        unpaid = _unpaid(subject, limit)
        if unpaid is not None:
            found |= unpaid
            continue
        for situation in situations:
            others = [
                one
                for one in subject.limits(situation)
                if one is not limit
                and one.path not in gone
                and subject.is_as_grave(one.path, limit.path)
            ]
            unit = subject.ground.unit if subject.has_unit else None
            deciding = deciding_for(limit, others, unit)
            if deciding is None:
                return None
            found |= {one.path: limit_words(one) for one in deciding}
    return found


def _unpaid(subject: Subject, limit: Limit) -> dict[str, str] | None:
    """The row by which the brand that the limit is for is not paid at all."""
    row = tier_row(subject.facts, limit.brand) if limit.brand else None
    if row is None or row.tier not in barred_tiers(subject.facts):
        return None
    if not subject.is_as_grave(row.path, limit.path):
        return None
    return {row.path: f"{row.brand} is not paid"}

"""Days on which two versions speak of a code, or none does any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from claims.rehearsal.versions import Rehearsed
from codes.models import Policy, PolicyVersion

_DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date.min, dt.date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days on which one version is in force, both included, and the codes it speaks of."""

    identifier: str
    title: str
    policy: int
    payers: frozenset[str]
    codes: frozenset[str]
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days, both included, with the codes and the payer that they are about.

    ``after`` is the version before a gap, or the one that overlaps.
    """

    first: dt.date
    last: dt.date
    codes: tuple[str, ...]
    payer: str
    after: Span


def days_words(first: dt.date, last: dt.date) -> str:
    """Days as a sentence has them; an end of all time is none."""
    if last == LAST:
        return "all days" if first == FIRST else f"{first:%m/%d/%Y} onward"
    if first == FIRST:
        return f"all days up to {last:%m/%d/%Y}"
    return f"{first:%m/%d/%Y}" if first == last else f"{first:%m/%d/%Y} to {last:%m/%d/%Y}"


def spans_with(version: PolicyVersion, wanted: Rehearsed | None) -> list[Span]:
    """The published versions of the payers of ``version`` as they would stand with it in force.

    ``wanted`` None leaves it out if it is not published: how things stand now.
    """
    payers = version.policy.payers.values("pk")
    rows = PolicyVersion.objects.filter(
        policy__held_by__payer__in=payers, status=PolicyVersion.Status.PUBLISHED
    )
    read = ("policy__held_by__payer", "policycode_rows")
    published = rows.order_by("identifier").distinct().prefetch_related(*read)
    if wanted is None:
        return [_span(one) for one in published]
    own, taken = _span(version), wanted.taking_over_from
    return [own] + [
        _ended(span, own.first) if span.identifier in taken else span
        for span in (_span(one) for one in published.exclude(pk=version.pk))
    ]


def _span(version: PolicyVersion) -> Span:
    return Span(
        identifier=version.identifier,
        title=str(version),
        policy=version.policy_id,
        payers=frozenset(one.payer.code for one in version.policy.held_by.all()),
        codes=frozenset(one.code for one in version.policycode_rows.all()),
        first=version.effective_from or FIRST,
        last=version.effective_through or LAST,
    )


def _ended(span: Span, start: dt.date) -> Span:
    return replace(span, last=start - _DAY)


def overlaps(own: Span, others: Iterable[Span]) -> Iterator[Stretch]:
    """Each other version of a payer that speaks of a code on the same days."""
    for other in others:
        codes = own.codes & other.codes
        payers = sorted(own.payers & other.payers)
        first, last = max(own.first, other.first), min(own.last, other.last)
        if other.identifier != own.identifier and codes and payers and first <= last:
            yield Stretch(
                first=first, last=last, codes=tuple(sorted(codes)), payer=payers[0], after=other
            )


def gaps(policy: int, spans: Sequence[Span]) -> Iterator[Stretch]:
    """Days of the policy's life on which nobody speaks of a code that it covered before.

    Its life lasts from its first day to its last one over all versions; another policy of the
    payer may well speak instead.
    """
    own = [one for one in spans if one.policy == policy]
    last = max((one.last for one in own), default=FIRST)
    for payer in sorted({payer for one in own for payer in one.payers}):
        by_days: dict[tuple[dt.date, dt.date], list[str]] = {}
        for code in sorted({code for one in own for code in one.codes}):
            first = min(one.first for one in own if code in one.codes)
            speaking = [one for one in spans if code in one.codes and payer in one.payers]
            for days in _free(first, last, speaking):
                by_days.setdefault(days, []).append(code)
        for (start, end), codes in sorted(by_days.items()):
            before = [one for one in own if one.last < start and set(codes) & one.codes]
            after = max(before, key=lambda one: one.last)
            yield Stretch(first=start, last=end, codes=tuple(codes), payer=payer, after=after)


def _free(
    first: dt.date, last: dt.date, speaking: Iterable[Span]
) -> Iterator[tuple[dt.date, dt.date]]:
    """The stretches of first .. last in which none of the spans lies."""
    day = first
    for one in sorted(speaking, key=lambda span: span.first):
        if one.first > last:
            break
        if one.first > day:
            yield day, one.first - _DAY
        if one.last == LAST:
            return
        day = max(day, one.last + _DAY)
    if day <= last:
        yield day, last


def gaps_of(policy: Policy) -> list[Stretch]:
    """The gaps in what is published of a policy now, for its timeline."""
    newest = policy.versions.order_by("-number").first()
    return [] if newest is None else list(gaps(policy.pk, spans_with(newest, None)))

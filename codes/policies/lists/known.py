"""What the HCPCS table in force says against the codes of a list."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from codes.models import CodeSuccessor, HcpcsCode, ReferenceRelease

AT_ONCE = 900  # SQLite takes so many values in one statement, whatever its build
_Days = tuple[dt.date | None, dt.date | None]


def refusals_on(first: dt.date, codes: Collection[str]) -> Mapping[str, str]:
    """Codes that cannot be billed on ``first``, each with a sentence that says why.

    That a code does not exist is said inside the ranges only for which a table lists every code;
    numbers of the AMA are never such a range here.
    """
    days: dict[str, list[_Days]] = defaultdict(list)
    for part in _parts(codes):
        rows = HcpcsCode.objects.filter(code__in=part).order_by("effective_from")
        for code, added, ended in rows.values_list("code", "added", "ended"):
            days[code].append((added, ended))
    found = {code: words for code, known in days.items() if (words := _outside(code, known, first))}
    ranges = _complete_ranges()
    for code in set(codes) - set(days):
        if code[0].isalpha() and any(low <= code <= high for low, high in ranges):
            found[code] = f"{code} is unknown to the HCPCS table in force."
    return _with_successors(found)


def unlisted(codes: Collection[str]) -> tuple[str, ...]:
    """Codes of which the table says nothing at all, so that nothing could be asked of them."""
    found: set[str] = set()
    for part in _parts(codes):
        found |= set(HcpcsCode.objects.filter(code__in=part).values_list("code", flat=True))
    return tuple(sorted(set(codes) - found))


def _outside(code: str, known: list[_Days], first: dt.date) -> str:
    """Why none of the versions of a code holds on a day; empty where one does."""
    if any(
        (not added or added <= first) and (not ended or ended >= first) for added, ended in known
    ):
        return ""
    added, ended = known[-1]
    if ended and ended < first:
        return f"{code} ended on {ended:%m/%d/%Y}, before the first day {first:%m/%d/%Y}."
    return f"{code} begins on {added:%m/%d/%Y}, after the first day {first:%m/%d/%Y}."


def _with_successors(found: dict[str, str]) -> dict[str, str]:
    """The sentences, with the codes that took the place of an ended one."""
    after: dict[str, list[str]] = defaultdict(list)
    for part in _parts(found):
        rows = CodeSuccessor.objects.filter(from_code__in=part).order_by("to_code")
        for code, successor in rows.values_list("from_code", "to_code"):
            after[code].append(successor)
    return {
        code: f"{words} {' and '.join(after[code])} took its place." if after[code] else words
        for code, words in found.items()
    }


def _complete_ranges() -> list[tuple[str, str]]:
    active = ReferenceRelease.objects.filter(kind="hcpcs", state=ReferenceRelease.State.ACTIVE)
    stated = active.values_list("complete_for", flat=True)
    return [(low, high) for ranges in stated for low, high in ranges]


def _parts(codes: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(codes)
    for first in range(0, len(listed), AT_ONCE):
        yield listed[first : first + AT_ONCE]

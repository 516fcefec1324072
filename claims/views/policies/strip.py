"""The versions of a policy on one line of time: what held when, and the days without a version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.rehearsal.analysis.timeline import FIRST, LAST, Stretch
from codes.models import PolicyVersion

WIDTH = 1000  # units of the drawing
LEAST = 6  # so that a single day is seen
MOST = dt.timedelta(days=6 * 365)  # the line reaches no further from today
MARGIN = dt.timedelta(days=120)  # before the first day that is known, and after the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Days on the line: ``kind`` is past, current, planned or gap."""

    x: int
    width: int
    kind: str
    words: str
    identifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The line, with the place of today and of the years that begin on it."""

    bars: tuple[Bar, ...]
    today: int
    years: tuple[tuple[int, int], ...]


def strip_of(
    versions: Iterable[PolicyVersion], gaps: Sequence[Stretch], today: dt.date
) -> Strip | None:
    """The published versions and the gaps between them; None where nothing was published."""
    rows = [one for one in versions if one.status == PolicyVersion.Status.PUBLISHED]
    if not rows:
        return None
    # a version without a first or last day reaches beyond the line
    known = [day for one in rows for day in (one.effective_from, one.effective_through) if day]
    near = [today, *(min(max(day, today - MOST), today + MOST) for day in known)]
    first, last = min(near) - MARGIN, max(near) + MARGIN
    scale = _Scale(first=first, last=last)
    bars = [_bar(one, scale, today) for one in rows]
    bars += [
        scale.bar(gap.first, gap.last, "gap", f"No version: {', '.join(gap.codes)}") for gap in gaps
    ]
    years = range(first.year + 1, last.year + 1)
    return Strip(
        bars=tuple(sorted(bars, key=lambda one: one.x)),
        today=scale.place(today),
        years=tuple((scale.place(dt.date(year, 1, 1)), year) for year in years),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    first: dt.date
    last: dt.date

    def place(self, day: dt.date) -> int:
        day = min(max(day, self.first), self.last)
        return round(WIDTH * (day - self.first) / (self.last - self.first))

    def bar(
        self, first: dt.date, last: dt.date, kind: str, words: str, identifier: str = ""
    ) -> Bar:
        end = last if last >= self.last else last + dt.timedelta(days=1)
        x = self.place(first)
        width = max(self.place(end) - x, LEAST)
        return Bar(x=x, width=width, kind=kind, words=words, identifier=identifier)


def _bar(version: PolicyVersion, scale: _Scale, today: dt.date) -> Bar:
    first, last = version.effective_from or FIRST, version.effective_through or LAST
    kind = "planned" if first > today else "past" if last < today else "current"
    return scale.bar(first, last, kind, str(version), version.identifier)

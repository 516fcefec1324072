"""Denial codes with their days: adjustment reasons (CARC) and remarks (RARC).

The descriptions in the files are their publishers' and are not kept; our own words stand beside a
code where a person wrote them, and an import leaves them alone.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import fields, heading, stated
from codes.importers.heading import Line, Spellings
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, register
from codes.importers.source import Source
from codes.models import AdjustmentReason, RemarkCode

_DAYS = ("start_date", "last_modified", "end_date")
_VALUES = ("effective_from", "effective_through", "last_action")
_HEAD = 40
_Days = tuple[dt.date | None, dt.date | None, dt.date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialFile:
    """First day, last day and day of the last change by code."""

    codes: dict[str, _Days]
    action_days: frozenset[dt.date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialList:
    """One of the two lists: how its file names the code, and what a code looks like.

    Files without days (a list of codes and descriptions) tell that a code exists.
    """

    kind: str
    table: type[AdjustmentReason] | type[RemarkCode]
    title: str
    column: str
    pattern: re.Pattern[str]
    known: str  # a code that every such list has
    without_days: Spellings = field(default_factory=dict)

    @property
    def columns(self) -> Spellings:
        """The heading of the table with days."""
        return {"code": (self.column,), **{name: (name,) for name in _DAYS}}

    def recognises(self, source: Source) -> bool:
        """Whether the file is this list."""
        if heading.lines(source, self.columns) is not None:
            return True
        rows = heading.lines(source, self.without_days) if self.without_days else None
        head = [line.cells["code"] for line in islice(rows or (), _HEAD)]
        # places of service have such a heading, too, and never a code of one digit
        return any(len(code) == 1 for code in head) and all(map(self.pattern.fullmatch, head))

    def read(self, source: Source) -> DenialFile:
        """The codes. Raises UnreadableFile for any other table, a code twice, days in disorder."""
        rows = heading.lines(source, self.columns)
        if rows is None and self.without_days:
            rows = heading.lines(source, self.without_days)
        if rows is None:
            rows = heading.needed(source, self.columns, self.title)
        codes: dict[str, _Days] = {}
        for line in rows:
            code = line.cells["code"].upper()
            if not self.pattern.fullmatch(code) or code in codes:
                raise UnreadableFile(
                    f"{line.place}: the code is {line.cells['code']!r}; each code once is wanted."
                )
            codes[code] = _days(line)
        if self.known not in codes:
            raise UnreadableFile(f"{source.name} does not list {self.known}; {self.title} do.")
        changes = {day for days in codes.values() for day in days if day}
        return DenialFile(codes=codes, action_days=frozenset(changes))

    @transaction.atomic
    def store(self, file: DenialFile, origin: Origin) -> list[Tally]:
        """Write the differences; a file without days leaves the days that are known."""
        release = register(
            self.kind,
            f"{self.title}, {origin.released:%B %Y}",
            origin,
            rows=len(file.codes),
            complete_for=[],
        )
        tally = Tally(label=f"{self.kind} codes")
        has_days = any(any(days) for days in file.codes.values())
        values = _VALUES if has_days else ()
        rows = {(code,): days if has_days else () for code, days in file.codes.items()}
        stated.store(self.table, ("code",), values, rows, release=release, tally=tally)
        facts_changed()
        return [tally]


def _days(line: Line) -> _Days:
    start, changed, ended = (
        fields.iso_day(line.cells.get(name), f"{line.place}: {name}") for name in _DAYS
    )
    if start and ended and ended < start:
        raise UnreadableFile(f"{line.place}: end_date is before start_date.")
    return start, ended, changed


REASONS = DenialList(
    kind="carc",
    table=AdjustmentReason,
    title="Claim adjustment reason codes",
    column="carc",
    pattern=re.compile(r"(?:[1-9]|[ABDPWY][0-9])[0-9]{0,2}"),
    known="97",
    without_days={"code": ("code",), "description": ("description",)},
)
REMARKS = DenialList(
    kind="rarc",
    table=RemarkCode,
    title="Remittance advice remark codes",
    column="rarc",
    pattern=re.compile(r"(?:M|MA|N)[0-9]{1,3}"),
    known="M119",
)

"""Tables of procedure-to-procedure edits, row by row: a quarter holds 1.7 million.

CMS's text has a heading of six lines, columns apart by tabs, days of begin and end ("*": no end).
The decoded tables state no day of begin: what they list in force holds from the file's own day, and
of what had ended before, only the end is known. Indicator 9 says that an edit was never in force.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from codes.importers import fields
from codes.importers.problem import UnreadableFile
from codes.importers.source import Source

_HEAD = 4_000
_CMS = re.compile(rb"^Column ?1/Column ?2 Edits", re.MULTILINE | re.IGNORECASE)
_DECODED = (
    ["column1", "column2", "deletion_date", "modifier_indicator", "rationale"],
    ["column1", "column2", "modifier_indicator", "rationale_id"],
)
_CMS_WIDTH = 7
_HEADING_LINES = 12  # CMS's has six; the first row below begins with a code
_CODE = re.compile(r"[0-9A-Z]{5}")
_NEVER = "9"
_INDICATORS = {"0": 0, "1": 1}
_Row = tuple[str, str, str, str, str]  # code, code, begin, end, indicator


class Pair(NamedTuple):
    """One edit; days as ISO texts, as both databases take them."""

    one: str
    two: str
    indicator: int
    start: str | None
    through: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PtpFile:
    """A table that is read when it is stored. ``is_whole``: it lists every edit in force."""

    source: Source
    is_dated: bool
    is_whole: bool
    refused: list[str] = field(default_factory=list)
    action_days: frozenset[dt.date] = frozenset()

    def pairs(self, released: dt.date) -> Iterator[Pair]:
        """The edits; what was refused on the way is in ``refused``.

        Raises UnreadableFile at a row that is neither right nor a known oddity.
        """
        self.refused.clear()
        rows = _cms_rows(self.source) if self.is_dated else _decoded_rows(self.source)
        number = 0
        for number, row in rows:
            place = f"{self.source.name}, row {number}"
            one, two, _start, _through, indicator = row
            if not (_CODE.fullmatch(one) and _CODE.fullmatch(two)):
                raise UnreadableFile(f"{place}: {one!r} and {two!r} are no two codes.")
            if indicator == _NEVER:
                self.refused.append(f"{place}: {one}/{two} was never in force (indicator 9).")
                continue
            if indicator not in _INDICATORS:
                raise UnreadableFile(
                    f"{place}: the indicator is {indicator!r}; 0, 1 or 9 is wanted."
                )
            first, last = self._days(row, released, place)
            if first and last and last < first:
                self.refused.append(f"{place}: {one}/{two} ended before it began.")
            else:
                yield Pair(one, two, _INDICATORS[indicator], first, last)
        if not number:
            raise UnreadableFile(f"{self.source.name} lists no pairs; a table of edits is wanted.")

    def _days(self, row: _Row, released: dt.date, place: str) -> tuple[str | None, str | None]:
        """First and last day; an edit in force of an undated table holds from the file's day."""
        _one, _two, start, through, _indicator = row
        last = None if through == "*" else _day(through, place)
        if not self.is_dated:
            return (None if last else released.isoformat()), last
        first = _day(start, place)
        if first is None:
            raise UnreadableFile(f"{place}: the effective date is blank; a day is wanted.")
        return first, last


def recognises(source: Source) -> bool:
    """Whether the head of the file is that of a table of edits."""
    return _is_cms(source) or _decoded_heading(source) in _DECODED


def read(source: Source) -> PtpFile:
    """The table, its rows unread. Raises UnreadableFile for any other file."""
    if not recognises(source):
        raise UnreadableFile(
            f"{source.name} has neither CMS's heading (Column1/Column2 Edits) nor the columns"
            f" {', '.join(_DECODED[0])}; a table of procedure-to-procedure edits is wanted."
        )
    if not source.content.endswith(b"\n"):
        raise UnreadableFile(f"{source.name} ends within a row; it may be cut short.")
    is_whole = _decoded_heading(source) == _DECODED[1]
    return PtpFile(source=source, is_dated=_is_cms(source), is_whole=is_whole)


def _is_cms(source: Source) -> bool:
    return _CMS.search(source.content[:_HEAD]) is not None


def _decoded_heading(source: Source) -> list[str]:
    line = source.content[:_HEAD].split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return [fields.text(cell) for cell in line.split(",")]


def _text(source: Source) -> io.TextIOWrapper:
    content = io.BytesIO(source.content)
    return io.TextIOWrapper(content, encoding=source.encoding, errors="replace", newline="")


def _cms_rows(source: Source) -> Iterator[tuple[int, _Row]]:
    """Code, code, begin, end, indicator. The third column marks edits from before 1996."""
    begun = False
    for number, line in enumerate(_text(source), 1):
        cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
        if not begun and not _CODE.fullmatch(cells[0]):
            if number > _HEADING_LINES:
                raise UnreadableFile(f"{source.name}, row {number}: no edit below the heading.")
            continue
        begun = True
        if not any(cells):
            continue
        if len(cells) != _CMS_WIDTH:
            raise UnreadableFile(
                f"{source.name}, row {number}: {len(cells)} cells; {_CMS_WIDTH} are wanted. The"
                " file may be cut short."
            )
        yield number, (cells[0], cells[1], cells[3], cells[4], cells[5])


def _decoded_rows(source: Source) -> Iterator[tuple[int, _Row]]:
    has_ends = _decoded_heading(source) == _DECODED[0]
    width = len(_DECODED[0] if has_ends else _DECODED[1])
    rows = csv.reader(_text(source), strict=True)
    next(rows)
    try:
        for number, cells in enumerate(rows, 2):
            if len(cells) != width or not cells[-1]:
                raise UnreadableFile(
                    f"{source.name}, row {number}: {len(cells)} cells; {width} are wanted. The"
                    " file may be cut short."
                )
            through = cells[2] if has_ends else "*"
            yield number, (cells[0], cells[1], "", through, cells[-2])
    except csv.Error as error:
        raise UnreadableFile(f"{source.name} is cut short or damaged: {error}.") from error


def _day(written: str, place: str) -> str | None:
    iso = _iso(written)
    if iso is None and written:
        raise UnreadableFile(f"{place}: {written!r} is no day; YYYYMMDD or * is wanted.")
    return iso


@lru_cache(maxsize=4_096)
def _iso(written: str) -> str | None:
    """A day written YYYYMMDD as ISO; the same few hundred days stand in a million rows."""
    try:
        day = fields.day(written, "")
    except UnreadableFile:
        return None
    return day.isoformat() if day else None

"""The sheets of a list file: rows of text and days, each with the number that Excel shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codes.importers.fields import text
from codes.importers.problem import UnreadableFile
from codes.importers.source import Row, Source
from codes.policies.lists.cells import Cell

MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST = 1_000
_SEPARATORS = ",;\t|"
_LOOKED_AT = 200
_ACTIVE = "=+-@"  # a spreadsheet takes what begins so for a formula; exports put ' before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: ``rows`` are as wide as each other; row numbers count from 1."""

    number: int
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]

    @property
    def width(self) -> int:
        """How many columns are used."""
        return len(self.rows[0][1]) if self.rows else 0

    @property
    def label(self) -> str:
        """The sheet as a choice shows it."""
        return f"Sheet {self.number}, {len(self.rows):,} rows"

    def row(self, number: int) -> tuple[Cell, ...]:
        """The cells of the row with that number; blank where there is none."""
        return next((cells for at, cells in self.rows if at == number), ("",) * self.width)


def sheets_of(source: Source) -> list[Sheet]:
    """Every sheet that is not blank. Raises UnreadableFile for what is no table, or too large."""
    tables = source.sheets() if source.is_workbook else [_separated(source)]
    found = []
    for number, rows in enumerate(tables, 1):
        if sheet := _sheet(source.name, number, rows):
            found.append(sheet)
    if not found:
        raise UnreadableFile(f"{source.name} has no rows.")
    return found


def _sheet(name: str, number: int, rows: Iterable[Iterable[object]]) -> Sheet | None:
    """The used rectangle of a table; None where nothing is written in it."""
    read = [tuple(cell_of(one) for one in row) for row in rows]
    while read and not any(read[-1]):
        read.pop()
    width = max((at for row in read for at, cell in enumerate(row, 1) if cell), default=0)
    filled = sum(any(row) for row in read)
    if filled > MOST_ROWS:
        raise UnreadableFile(f"{name} has more than {MOST_ROWS:,} rows; split it.")
    if width > MOST_COLUMNS:
        raise UnreadableFile(f"{name} has {width:,} columns; at most {MOST_COLUMNS} are read.")
    if not filled:
        return None
    padded = [(row + ("",) * width)[:width] for row in read]
    return Sheet(number=number, rows=tuple(enumerate(padded, 1)))


def cell_of(value: object) -> Cell:
    """A cell as text on one line, or a day. A formula is never worked out: it is its text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = text(value)[:LONGEST]
    if found[:1] == "'" and found[1:2] in tuple(_ACTIVE):
        return found[1:]
    return found.replace("\x00", "")


def _separated(source: Source) -> list[Row]:
    """The records of a text file, whatever separates its cells."""
    written = source.text()
    separator = _separator(written)
    if written[:5].lower() == f"sep={separator}":
        # Excel's own first line; a blank one keeps the numbers of the rows
        written = written[5:]
    try:
        return list(_bounded(csv.reader(io.StringIO(written, newline=""), delimiter=separator)))
    except csv.Error as error:
        raise UnreadableFile(f"{source.name} is cut short or damaged: {error}.") from error


def _bounded(rows: Iterator[list[str]]) -> Iterator[Row]:
    """Rows as far as anything beyond would be refused in any case."""
    filled = 0
    for row in rows:
        filled += any(row)
        yield tuple(row)
        if filled > MOST_ROWS:
            return


def _separator(written: str) -> str:
    """What cuts most of the first lines into the same number of cells."""
    if written[:4].lower() == "sep=" and written[4:5] in tuple(_SEPARATORS):
        return written[4]
    weights = {one: _weight(written, one) for one in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: weights[one])


def _weight(written: str, separator: str) -> int:
    reader = csv.reader(io.StringIO(written[:100_000], newline=""), delimiter=separator)
    widths: Counter[int] = Counter()
    try:
        for _, row in zip(range(_LOOKED_AT), reader, strict=False):
            widths[len(row)] += 1
    except csv.Error:
        return 0
    widths.pop(1, 0)
    return max((count * width for width, count in widths.items()), default=0)

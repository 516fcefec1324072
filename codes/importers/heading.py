"""Tables below a heading that stands somewhere near the top, under banners and notes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from codes.importers import fields
from codes.importers.problem import UnreadableFile
from codes.importers.source import Row, Source

TOP = 40  # rows among which the heading is looked for
_END_OF_FILE = "\x1a"  # how a file made on DOS ends
Spellings = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row below the heading: where it stands, and its cells by our names, blanks made one."""

    place: str
    cells: Mapping[str, str]


def lines(source: Source, columns: Spellings) -> Iterator[Line] | None:
    """The rows below the heading that has every column; None where there is none near the top.

    ``columns`` gives, by our name, how the files spell it, without regard to case and line breaks.
    Blank rows are left out. Raises UnreadableFile on the way where a row has another number of
    cells than the heading: the file was cut short.
    """
    for rows in _tables(source):
        head = list(islice(rows, TOP))
        for top, row in enumerate(head):
            names = [fields.text(cell).casefold() for cell in row]
            places = _places(names, columns)
            if places is not None:
                below = chain(head[top + 1 :], rows)
                return _below(source, below, top + 2, places, _width(names))
    return None


def above(source: Source, columns: Spellings) -> str:
    """The text above that heading, blanks made one; empty where there is none."""
    for rows in _tables(source):
        said: list[str] = []
        for row in islice(rows, TOP):
            if _places([fields.text(cell).casefold() for cell in row], columns) is not None:
                return " ".join(said)
            said += [text for text in map(fields.text, row) if text]
    return ""


def needed(source: Source, columns: Spellings, what: str) -> Iterator[Line]:
    """`lines`, or UnreadableFile naming the columns that are wanted."""
    found = lines(source, columns)
    if found is None:
        wanted = ", ".join(next(iter(names)) for names in columns.values())
        raise UnreadableFile(f"{source.name} has no heading with {wanted}; {what} is wanted.")
    return found


def _tables(source: Source) -> Iterator[Iterator[Row]]:
    if source.is_workbook:
        yield from (iter(sheet) for sheet in source.sheets())
    elif not source.content.startswith(b"<"):
        yield _rows(source)


def _rows(source: Source) -> Iterator[Row]:
    # a file of some megabytes as bytes; as text in one piece it would be four times that
    stream = io.TextIOWrapper(
        io.BytesIO(source.content), encoding=source.encoding, errors="replace", newline=""
    )
    try:
        for row in csv.reader(stream, strict=True):
            yield tuple(row)
    except csv.Error as error:
        raise UnreadableFile(f"{source.name} is cut short or damaged: {error}.") from error


def _places(names: list[str], columns: Spellings) -> dict[str, int] | None:
    found = {}
    for ours, spellings in columns.items():
        at = next((names.index(each) for each in spellings if each in names), None)
        if at is None:
            return None
        found[ours] = at
    return found


def _width(names: list[str]) -> int:
    """How many cells a row has at least: up to the last heading that has words."""
    return max(at for at, name in enumerate(names, 1) if name)


def _below(
    source: Source, rows: Iterator[Row], first: int, places: Mapping[str, int], width: int
) -> Iterator[Line]:
    for number, row in enumerate(rows, first):
        cells = [fields.text(cell).strip(_END_OF_FILE) for cell in row]
        if not any(cells):
            continue
        place = f"{source.name}, row {number}"
        if len(cells) < width or any(cells[width:]):
            raise UnreadableFile(
                f"{place}: {len(cells)} cells; {width} as in the heading are wanted. The file may"
                " be cut short."
            )
        yield Line(place=place, cells={name: cells[at] for name, at in places.items()})


def matching(source: Source, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Cells near the top that match ``pattern`` in full: headings that change by the year."""
    found = []
    for rows in _tables(source):
        for row in islice(rows, TOP):
            names = [fields.text(cell).casefold() for cell in row]
            found += [name for name in names if pattern.fullmatch(name)]
    return tuple(found)

"""Payers' lists that tests make up: workbooks and text files of any shape."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codes.importers.source import Source, open_source
from codes.policies.lists.guessing import best_sheet, guess
from codes.policies.lists.kinds import ListKind
from codes.policies.lists.reading import ReadList, read_list
from codes.policies.lists.rows import Terms
from codes.policies.lists.sheet import Sheet, sheets_of
from tests.codes.cms_files import workbook

HEADINGS = ["HCPCS code", "Brand name", "PA required", "Effective date", "Notes"]
Rows = Sequence[Sequence[object]]


def thousand(*, wrong: bool = False) -> list[list[object]]:
    """1,000 rows of codes J1000 to J1999; with ``wrong``, twenty of them cannot be taken."""
    rows: list[list[object]] = [
        [f"J{number}", f"Brand {number}", "Yes", "01/01/2026", "See policy, section 2"]
        for number in range(1000, 2000)
    ]
    if wrong:
        for at, change in enumerate(WRONG):
            rows[at * 50 + 7] = change(rows[at * 50 + 7])
    return rows


WRONG = [
    *[lambda row: ["J10O7", *row[1:]]] * 4,  # the letter O
    *[lambda row: ["", *row[1:]]] * 4,
    *[lambda row: ["J9998", *row[1:]]] * 1,  # no such code
    *[lambda row: ["J9997", *row[1:]]] * 1,  # ended
    *[lambda row: [*row[:3], "soon", row[4]]] * 4,
    *[lambda row: [*row[:2], "perhaps", *row[3:]]] * 3,
    *[lambda row: ["=1+1", *row[1:]]] * 1,
    *[lambda row: ["J1000", *row[1:]]] * 2,  # stands in the first row
]


def csv_of(rows: Rows, *, separator: str = ";", encoding: str = "cp1252") -> bytes:
    """Rows as a text file, as Excel saves it."""
    quoted = [
        separator.join(f'"{cell}"' if separator in str(cell) else str(cell) for cell in row)
        for row in rows
    ]
    return "\r\n".join([*quoted, ""]).encode(encoding)


def xlsx_of(rows: Rows) -> bytes:
    """Rows as a workbook of one sheet."""
    return workbook({"List": [list(row) for row in rows]})


def source_of(folder: Path, content: bytes, name: str = "list.xlsx") -> Source:
    """The file as it is read from disk."""
    path = folder / name
    path.write_bytes(content)
    return open_source(path)


def read(source: Source, kind: ListKind, **more: Any) -> ReadList:
    """The list as it is guessed and read; no code is refused unless ``refusals`` says so."""
    sheet = best_sheet(sheets_of(source), kind)
    given = {"first": None, "refusals": lambda _codes: {}} | more
    return read_list(sheet, guess(sheet, kind), Terms(kind=kind, **given))


def sheet_of(rows: list[list[str]]) -> Sheet:
    """Rows as a sheet, without a file."""
    return Sheet(number=1, rows=tuple(enumerate((tuple(row) for row in rows), 1)))


def told(rows: list[list[str]], kind: ListKind = ListKind.AUTHORIZATION, **more: Any) -> ReadList:
    """The rows as they are guessed and read."""
    sheet = sheet_of(rows)
    given = {"first": None, "refusals": lambda _codes: {}} | more
    return read_list(sheet, guess(sheet, kind), Terms(kind=kind, **given))


def keys(found: ReadList) -> list[str]:
    """What was taken."""
    return [entry.key for entry in found.entries]


def reasons(found: ReadList) -> list[tuple[int, str]]:
    """What was refused."""
    return [(one.row, one.reason) for one in found.refused]

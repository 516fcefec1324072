"""CMS's HCPCS Level II file, as codes and modifiers.

Published quarterly as a workbook and, with the yearly file, as text of fixed width ("HCPCS
Contractor Record", record layout of 2018-10-31). RECID tells the rows apart: 3 begins a code, 4
continues its long description, 7 begins a modifier, 8 continues one.

ADD DT and TERM DT are the first and the last day of a code. ACT EFF DT is the day of the last
change and never a start: in the October 2025 file it lies after TERM DT in every ended row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from codes.importers import fields
from codes.importers.problem import UnreadableFile
from codes.importers.source import Row, Source

_CODE, _CODE_GOES_ON, _MODIFIER, _MODIFIER_GOES_ON = "3", "4", "7", "8"
_BEGINS = {_CODE_GOES_ON: _CODE, _MODIFIER_GOES_ON: _MODIFIER}

# First and last column of each field, counted from 1 as in the record layout.
_COLUMNS = {
    "HCPC": (1, 5),
    "SEQNUM": (6, 10),
    "RECID": (11, 11),
    "LONG DESCRIPTION": (12, 91),
    "SHORT DESCRIPTION": (92, 119),
    "XREF1": (205, 209),
    "XREF2": (210, 214),
    "XREF3": (215, 219),
    "XREF4": (220, 224),
    "XREF5": (225, 229),
    "COV": (230, 230),
    "ADD DT": (269, 276),
    "ACT EFF DT": (277, 284),
    "TERM DT": (285, 292),
    "ACTION CD": (293, 293),
}
_WIDTH = 293
_REFERENCES = tuple(name for name in _COLUMNS if name.startswith("XREF"))
_FIELDS = tuple(name for name in _COLUMNS if name not in _REFERENCES)
_CHANGE_REPORT = ({"HCPC", "ACTION CD"}, {"HCPCS/MOD", "TYPE OF CHANGE"})

Cells = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class HcpcsRecord:
    """One code or modifier as the file states it; ``added`` .. ``ended`` are both included.

    ``references`` are the codes of XREF1 to XREF5, "crosswalking a deleted code or a code that is
    not valid for Medicare to a valid current code" (record layout, field 15).
    """

    code: str
    is_modifier: bool
    long_descriptor: str
    short_descriptor: str
    coverage: str
    added: dt.date
    last_action: dt.date | None
    ended: dt.date | None
    action_code: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HcpcsFile:
    """What a file holds; refused rows are reasons, by RECID of what they would have been."""

    codes: tuple[HcpcsRecord, ...]
    modifiers: tuple[HcpcsRecord, ...]
    refused_codes: tuple[str, ...] = ()
    refused_modifiers: tuple[str, ...] = ()

    @property
    def action_days(self) -> frozenset[dt.date]:
        """The days of the last changes that the file states."""
        rows = self.codes + self.modifiers
        return frozenset(row.last_action for row in rows if row.last_action)


def read(source: Source) -> HcpcsFile:
    """Codes and modifiers of the file, in its order.

    Raises UnreadableFile where the file is something else, or a row is neither right nor one of
    the oddities that CMS's files are known to have.
    """
    rows = _sheet_rows(source) if source.is_workbook else _fixed_rows(source)
    return _assembled(source.name, rows)


def _sheet_rows(source: Source) -> Iterator[tuple[str, Cells]]:
    """The rows below the heading of the one sheet that has it; notes may stand above."""
    wanted = set(_FIELDS)
    for sheet in source.sheets():
        for top, row in enumerate(sheet):
            names = [fields.text(cell).upper() for cell in row]
            if wanted <= set(names):
                places = {name: names.index(name) for name in _COLUMNS if name in names}
                yield from _below(sheet, top, places)
                return
            if any(names and report <= set(names) for report in _CHANGE_REPORT):
                raise UnreadableFile(
                    f"{source.name} is a report of changes (codes with an action), not the code"
                    " file; import the file named like HCPC2025_OCT_ANWEB.xlsx."
                )
    raise UnreadableFile(
        f"{source.name} has no heading with the columns {', '.join(_FIELDS)}; CMS's HCPCS Level II"
        " file is wanted."
    )


def _below(sheet: list[Row], top: int, places: Mapping[str, int]) -> Iterator[tuple[str, Cells]]:
    for number, row in enumerate(sheet[top + 1 :], top + 2):
        if any(fields.text(cell) for cell in row):
            yield f"row {number}", {name: row[at] for name, at in places.items()}


def _fixed_rows(source: Source) -> Iterator[tuple[str, Cells]]:
    """The records of the text; the lines above the first one are CMS's disclaimers."""
    begun = False
    for number, line in enumerate(source.text().splitlines(), 1):
        is_record = len(line) >= _WIDTH and line[10] in {"3", "4", "7", "8"}
        if is_record:
            begun = True
            yield (
                f"line {number}",
                {name: line[first - 1 : last] for name, (first, last) in _COLUMNS.items()},
            )
        elif begun and line.strip():
            raise UnreadableFile(
                f"{source.name}, line {number}: {len(line)} characters without a record type in"
                f" column 11; records of at least {_WIDTH} are wanted. The file may be cut short."
            )
    if not begun:
        raise UnreadableFile(
            f"{source.name} has no HCPCS records (lines of at least {_WIDTH} characters); CMS's"
            " HCPCS Level II file is wanted."
        )


def _assembled(name: str, rows: Iterable[tuple[str, Cells]]) -> HcpcsFile:
    """Put continuations behind the rows that they continue."""
    found: dict[str, dict[str, HcpcsRecord]] = {_CODE: {}, _MODIFIER: {}}
    refused: dict[str, list[str]] = {_CODE: [], _MODIFIER: []}
    latest = ("", "")
    for where, cells in rows:
        kind, code = fields.text(cells["RECID"]), fields.code(cells["HCPC"])
        if kind in _BEGINS:
            kind = _BEGINS[kind]
            reason = _continue(found[kind], latest, (kind, code), cells)
            if reason:
                refused[kind].append(f"{name}, {where}: {reason}")
            continue
        place = f"{name}, {where}"
        if kind not in found:
            raise UnreadableFile(f"{place}: RECID is {kind!r}; 3, 4, 7 or 8 is wanted.")
        if code in found[kind]:
            raise UnreadableFile(f"{place}: {code} is listed twice; once is wanted.")
        found[kind][code] = _record(place, code, kind, cells)
        latest = (kind, code)
    if not found[_CODE]:
        raise UnreadableFile(f"{name} holds no codes; CMS's HCPCS Level II file is wanted.")
    return HcpcsFile(
        codes=tuple(found[_CODE].values()),
        modifiers=tuple(found[_MODIFIER].values()),
        refused_codes=tuple(refused[_CODE]),
        refused_modifiers=tuple(refused[_MODIFIER]),
    )


def _continue(
    found: dict[str, HcpcsRecord], latest: tuple[str, str], here: tuple[str, str], cells: Cells
) -> str | None:
    """Lengthen the description just read; the answer is the reason where that cannot be."""
    code = here[1]
    if latest != here:
        return f"{code} is continued here without its own row just before."
    more = fields.text(cells["LONG DESCRIPTION"])
    joined = f"{found[code].long_descriptor} {more}".strip()
    found[code] = replace(found[code], long_descriptor=joined)
    return None


def _record(place: str, code: str, kind: str, cells: Cells) -> HcpcsRecord:
    is_modifier = kind == _MODIFIER
    length = 2 if is_modifier else 5
    if len(code) != length or not (code.isascii() and code.isalnum()):
        raise UnreadableFile(f"{place}: HCPC is {code!r}; {length} letters and digits are wanted.")
    added = fields.day(cells["ADD DT"], f"{place}: ADD DT")
    ended = fields.day(cells["TERM DT"], f"{place}: TERM DT")
    if added is None:
        raise UnreadableFile(f"{place}: ADD DT is blank; a day written YYYYMMDD is wanted.")
    if ended is not None and ended < added:
        raise UnreadableFile(
            f"{place}: TERM DT {ended:%Y%m%d} is before ADD DT {added:%Y%m%d}; a later day is"
            " wanted."
        )
    return HcpcsRecord(
        code=code,
        is_modifier=is_modifier,
        long_descriptor=_wanted(fields.text(cells["LONG DESCRIPTION"]), place),
        short_descriptor=fields.text(cells["SHORT DESCRIPTION"]),
        coverage=_letter(cells, "COV", place),
        added=added,
        last_action=fields.day(cells["ACT EFF DT"], f"{place}: ACT EFF DT"),
        ended=ended,
        action_code=_letter(cells, "ACTION CD", place),
        references=_references(cells),
    )


def _references(cells: Cells) -> tuple[str, ...]:
    """The codes of the cross references; what is not a code there (a range, a word) is left."""
    named = [fields.code(cells[name]) for name in _REFERENCES if name in cells]
    return tuple(dict.fromkeys(code for code in named if re.fullmatch("[A-Z0-9]{5}", code)))


def _wanted(words: str, place: str) -> str:
    if not words:
        raise UnreadableFile(f"{place}: LONG DESCRIPTION is blank; a description is wanted.")
    return words


def _letter(cells: Cells, name: str, place: str) -> str:
    letter = fields.text(cells[name])
    if len(letter) > 1:
        raise UnreadableFile(f"{place}: {name} is {letter!r}; one letter or nothing is wanted.")
    return letter

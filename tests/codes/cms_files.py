"""Small made-up reference files in CMS's layouts, with words of our own."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

from codes.importers import cms_hcpcs
from codes.importers.cms_hcpcs import HcpcsFile
from codes.importers.release import Origin
from codes.importers.source import Source

COLUMNS = {
    "HCPC": (1, 5),
    "SEQNUM": (6, 10),
    "RECID": (11, 11),
    "LONG DESCRIPTION": (12, 91),
    "SHORT DESCRIPTION": (92, 119),
    "XREF1": (205, 209),
    "XREF2": (210, 214),
    "COV": (230, 230),
    "ADD DT": (269, 276),
    "ACT EFF DT": (277, 284),
    "TERM DT": (285, 292),
    "ACTION CD": (293, 293),
}


def row(code: str, words: str, **cells: str) -> dict[str, str]:
    """One row of the code file: a code added on 2010-01-01 unless told otherwise."""
    return {
        "HCPC": code,
        "SEQNUM": "0010",
        "RECID": "3",
        "LONG DESCRIPTION": words,
        "SHORT DESCRIPTION": words[:28],
        "XREF1": "",
        "XREF2": "",
        "COV": "C",
        "ADD DT": "20100101",
        "ACT EFF DT": "20100101",
        "TERM DT": "",
        "ACTION CD": "N",
    } | cells


def modifier(code: str, words: str, **cells: str) -> dict[str, str]:
    """One modifier row: three blanks before its two characters, as CMS writes it."""
    return row(f"   {code}", words, RECID="7", **cells)


def fixed(rows: Iterable[dict[str, str]], *, above: str = "") -> bytes:
    """The rows as text of 320 columns, below the lines ``above``."""
    lines = []
    for cells in rows:
        line = [" "] * 320
        for name, (first, last) in COLUMNS.items():
            width = last - first + 1
            line[first - 1 : last] = cells[name][:width].ljust(width)
        lines.append("".join(line))
    return (above + "\r\n".join(lines) + "\r\n").encode("cp1252")


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook with inline text; numbers stay numbers."""
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations([("xl/workbook.xml", "officeDocument")]),
        "xl/workbook.xml": _book(list(sheets)),
        "xl/_rels/workbook.xml.rels": _relations(
            [(f"worksheets/sheet{n}.xml", "worksheet") for n in range(1, len(sheets) + 1)]
        ),
    }
    for number, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
    return packed({name: text.encode() for name, text in parts.items()})


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def code_sheet(
    rows: Iterable[dict[str, str]], notes: Iterable[list[object]] = ()
) -> list[list[object]]:
    """A sheet with notes, the heading and the rows."""
    below: list[list[object]] = [[cells[name] for name in COLUMNS] for cells in rows]
    return [*notes, list(COLUMNS), *below]


def source(content: bytes, name: str = "HCPC2030_JAN_ANWEB.txt") -> Source:
    """The content as a file that was opened."""
    return Source(name=name, outer_name=name, content=content, sha256=f"{hash(content):x}")


def file(*rows: dict[str, str]) -> HcpcsFile:
    """The rows as read from a text file."""
    return cms_hcpcs.read(source(fixed(rows)))


def origin(day: str) -> Origin:
    """A file that speaks from ``day``."""
    return Origin(
        name=f"file of {day}", sha256=f"sha of {day}", released=dt.date.fromisoformat(day)
    )


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _types(count: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        f'"/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{sheets}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _book(names: list[str]) -> str:
    rows = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{rows}</sheets></workbook>'


def _sheet(rows: list[list[object]]) -> str:
    text = "".join(f"<row>{''.join(_cell(cell) for cell in cells)}</row>" for cells in rows)
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{text}</sheetData></worksheet>'


def _cell(cell: object) -> str:
    if isinstance(cell, int | float):
        return f"<c><v>{cell}</v></c>"
    words = escape(str(cell))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'

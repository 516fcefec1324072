"""Which shape of ICD-10-CM a file has, and the two plain ones."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

from codes.importers import fields, heading
from codes.importers.heading import Spellings
from codes.importers.icd10cm import tabular
from codes.importers.icd10cm.file import Collected, DiagnosisFile
from codes.importers.problem import UnreadableFile
from codes.importers.source import Source

_FLAT: Spellings = {
    "code": ("code",),
    "billable": ("billable",),
    "title": ("description", "title"),
}
# number 1-5, code 7-13, billable 15, short title 17-76, long title from 78, counted from 1
_ORDER = re.compile(r"[0-9]{5} [A-Z][0-9A-Z ]{6} [01] .{60} .+")
_HEAD = 400
_FISCAL_YEAR = re.compile(r"icd10cm[-_]order[-_](?P<year>20[0-9]{2})(?![0-9])", re.IGNORECASE)


def recognises(source: Source) -> bool:
    """Whether the head of the file is one of the three shapes."""
    head = source.content[:_HEAD]
    if tabular.ROOT in head or _ORDER.match(head.decode("cp1252", errors="replace")):
        return True
    return not head.startswith(b"<") and heading.lines(source, _FLAT) is not None


def read(source: Source) -> DiagnosisFile:
    """The codes. Raises UnreadableFile for any other file, or one cut short."""
    head = source.content[:_HEAD]
    if tabular.ROOT in head:
        return tabular.read(source)
    if _ORDER.match(head.decode("cp1252", errors="replace")):
        return _order(source)
    found = Collected(source.name)
    rows = heading.needed(source, _FLAT, "the order file, the tabular XML or the list of ICD-10-CM")
    for line in rows:
        if line.cells["billable"] not in {"0", "1"}:
            raise UnreadableFile(
                f"{line.place}: billable is {line.cells['billable']!r}; 0 or 1 is wanted."
            )
        is_billable = line.cells["billable"] == "1"
        found.add(
            line.cells["code"], line.cells["title"], is_billable=is_billable, place=line.place
        )
    return found.file()


def _order(source: Source) -> DiagnosisFile:
    found = Collected(source.name)
    for number, line in enumerate(_lines(source), 1):
        if not line.strip():
            continue
        place = f"{source.name}, line {number}"
        if not _ORDER.match(line):
            raise UnreadableFile(
                f"{place}: no code, mark and two titles at their columns. The file may be cut"
                " short."
            )
        title = fields.text(line[77:])
        found.add(line[6:13].strip(), title, is_billable=line[14] == "1", place=place)
    return found.file(_fiscal_year(source))


def _lines(source: Source) -> Iterator[str]:
    encoding = source.encoding
    for line in io.BytesIO(source.content):
        yield line.decode(encoding, errors="replace").rstrip("\r\n")


def _fiscal_year(source: Source) -> frozenset[dt.date]:
    """The yearly file holds from October of the year before the one in its name."""
    found = _FISCAL_YEAR.search(source.name)
    return frozenset({dt.date(int(found["year"]) - 1, 10, 1)}) if found else frozenset()

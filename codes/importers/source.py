"""A reference file as it was handed over: told apart by content, never by its ending alone."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from codes.importers import archive
from codes.importers.fields import day_in_name, year_in_name
from codes.importers.problem import UnreadableFile

Row = tuple[object, ...]
_PIECE = 1 << 20

_UNCLASSIFIED = "a list of not-otherwise-classified codes"
# Beside it lies the same list with headers and marks (icd10cm_order).
_POORER = re.compile(r"icd10cm[-_]codes", re.IGNORECASE)
# What CMS packs beside the code file, by name. First match counts.
_COMPANIONS = (
    (re.compile(r"trans|changes?_by", re.IGNORECASE), "a report of changes"),
    (re.compile(r"correction", re.IGNORECASE), "a list of corrections"),
    (re.compile(r"noc[_ ]?codes?", re.IGNORECASE), _UNCLASSIFIED),
    (re.compile(r"addenda", re.IGNORECASE), "a list of changes"),
    (re.compile(r"proc[_ ]?notes?", re.IGNORECASE), "processing notes"),
    (re.compile(r"record[_ ]?layout", re.IGNORECASE), "a record layout"),
    (re.compile(r"read[_ ]?me", re.IGNORECASE), "a read-me note"),
    (re.compile(r"\.prn$", re.IGNORECASE), "a printed report"),
)
# In order of choice: the 2019 text has 115 days of last action that its workbook leaves blank.
_TABLE_ENDINGS = (".txt", ".xlsx", ".csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One table file: ``name`` and ``content`` are the inner file's where it came in a zip."""

    name: str
    outer_name: str
    content: bytes
    sha256: str
    _sheets: list[list[list[Row]]] = field(default_factory=list, compare=False, repr=False)

    @property
    def is_workbook(self) -> bool:
        """Whether it is read by sheets and not as text."""
        return archive.is_workbook(self.content)

    def sheets(self) -> list[list[Row]]:
        """Every sheet's rows, from the first used row; read once, whoever asks."""
        if not self._sheets:
            self._sheets.append(self._read_sheets())
        return self._sheets[0]

    def _read_sheets(self) -> list[list[Row]]:
        import python_calamine

        archive.check_workbook(self.content, self.name)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.content))
            return [
                [
                    tuple(row)
                    for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                ]
                for name in book.sheet_names
            ]
        except python_calamine.CalamineError as error:
            raise UnreadableFile(
                f"{self.name} is a damaged workbook; download it again."
            ) from error

    @property
    def encoding(self) -> str:
        """UTF-8 where it is that throughout, else Windows-1252."""
        if b"\x00" in self.content:
            raise UnreadableFile(f"{self.name} is no text file; {WANTED}.")
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for first in range(0, len(self.content), _PIECE):
                decoder.decode(self.content[first : first + _PIECE])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
        return "utf-8-sig"

    def text(self) -> str:
        """The content as text. CMS writes UTF-8 in some files and Windows-1252 in others."""
        return self.content.decode(self.encoding, errors="replace")

    def table(self, columns: Collection[str]) -> list[dict[str, str]] | None:
        """The rows of a csv whose heading has all ``columns``; None for any other content."""
        if self.is_workbook:
            return None
        try:
            reader = csv.DictReader(io.StringIO(self.text(), newline=""), strict=True)
            if not set(columns) <= set(reader.fieldnames or ()):
                return None
            rows = list(reader)
        except csv.Error as error:
            raise UnreadableFile(f"{self.name} is cut short or damaged: {error}.") from error
        for number, row in enumerate(rows, 2):
            if None in row or None in row.values():
                raise UnreadableFile(
                    f"{self.name}, row {number}: the number of cells differs from the heading's."
                )
        return rows

    def day_in_name(self) -> dt.date | None:
        """The release day that the inner or the outer file name states."""
        return day_in_name(self.name) or day_in_name(self.outer_name)

    def year_in_name(self) -> dt.date | None:
        """The first day of the year that the inner or the outer file name states."""
        return year_in_name(self.name) or year_in_name(self.outer_name)


WANTED = "a workbook (.xlsx), a text file (.txt, .csv) or a zip or gz that holds one is wanted"


def open_source(path: Path, name: str = "") -> Source:
    """Read ``path`` whole; ``name`` is what its owner called it, where it lies under another.

    Raises UnreadableFile with one sentence where that cannot be done.
    """
    outer = name or path.name
    try:
        if path.stat().st_size > archive.MAX_BYTES:
            raise UnreadableFile(
                f"{outer} is larger than {archive.MAX_BYTES // 1_000_000} MB; no list is."
            )
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UnreadableFile(f"{outer} cannot be opened: {reason}.") from error
    if not content.strip():
        raise UnreadableFile(f"{outer} is empty.")
    if content[:5] == b"%PDF-":
        raise UnreadableFile(f"{outer} is a PDF, whatever its name says; {WANTED}.")
    inner_name, inner = outer, content
    if archive.is_gzip(content):
        inner_name, inner = outer.removesuffix(".gz"), archive.unzipped(content, outer)
    elif archive.is_zip(content) and not archive.is_workbook(content):
        inner_name, inner = _chosen(archive.members(content, outer), outer)
    return Source(
        name=inner_name,
        outer_name=outer,
        content=inner,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def companion(name: str) -> str | None:
    """What a file that comes beside the code file is, by its name; None for a table."""
    return next((what for pattern, what in _COMPANIONS if pattern.search(name)), None)


def _chosen(files: dict[str, bytes], outer: str) -> tuple[str, bytes]:
    """The one table of a zip; of a text and a workbook of one name, the text."""
    tables = {
        name: content
        for name, content in files.items()
        if companion(name) is None and PurePosixPath(name).suffix.lower() in _TABLE_ENDINGS
    }
    if not tables:  # a zip of the one list that is an importer's own
        tables = {
            name: content
            for name, content in files.items()
            if companion(name) == _UNCLASSIFIED
            and PurePosixPath(name).suffix.lower() in _TABLE_ENDINGS
        }
    if any(not _POORER.search(name) for name in tables):
        tables = {name: one for name, one in tables.items() if not _POORER.search(name)}
    if not tables:
        others = sorted({companion(name) or f"the file {name}" for name in files})
        raise UnreadableFile(f"{outer} holds no code file, only {', '.join(others) or 'nothing'}.")
    stems = {str(PurePosixPath(name).with_suffix("")) for name in tables}
    if len(stems) > 1:
        raise UnreadableFile(
            f"{outer} holds several tables ({', '.join(sorted(tables))}); unpack it and choose one."
        )
    name = min(tables, key=lambda each: _TABLE_ENDINGS.index(PurePosixPath(each).suffix.lower()))
    return PurePosixPath(name).name, tables[name]

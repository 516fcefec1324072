"""Files inside zip archives, read within fixed bounds.

A release is a handful of files of some megabytes. Anything far outside is refused before it fills
memory or disk: many members, a gigabyte of zeros in a megabyte, archives in archives, names that
leave the folder, links (OWASP File Upload Cheat Sheet). Sizes are counted while reading, because
the header may lie.
"""

from __future__ import annotations

import gzip
import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from codes.importers.problem import UnreadableFile

MAX_MEMBERS = 20
MAX_BYTES = 200_000_000
MAX_RATIO = 100
MAX_CELLS = 6_000_000
_PIECE = 1 << 16
_SMALL = 1_000_000  # below this a high ratio is a page of blanks, not an attack
# Where a cell or a row says it stands: r="AV8847", r="8847".
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,9})["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ARCHIVE_ENDINGS = {".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar"}
# Office files are zips themselves; a workbook's own parts are never archives.
_WORKBOOK_ENDINGS = {".xlsx", ".xlsm"}
# What the standard library raises while it opens and reads a zip of rubbish.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    IndexError,  # a name of no characters
    OverflowError,  # a place beyond 2^63
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    UnicodeError,
)


def is_zip(content: bytes) -> bool:
    """Whether the content begins like a zip (a workbook does too)."""
    return content[:4] == b"PK\x03\x04"


def is_gzip(content: bytes) -> bool:
    """Whether the content begins like a gzip file."""
    return content[:2] == b"\x1f\x8b"


def unzipped(content: bytes, name: str) -> bytes:
    """The one file in the gzip ``content``.

    Raises UnreadableFile, naming ``name``, for a damaged file, one cut short, or one outside the
    bounds.
    """
    pieces = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            while piece := stream.read(_PIECE):
                pieces += piece
                if len(pieces) > MAX_BYTES:
                    most = MAX_BYTES // 1_000_000
                    raise UnreadableFile(f"{name} unpacks to more than {most} MB.")
                if len(pieces) > _SMALL and len(pieces) > MAX_RATIO * len(content):
                    raise UnreadableFile(f"{name} unpacks to more than {MAX_RATIO} times its size.")
    except _DAMAGED as error:
        raise UnreadableFile(
            f"{name} is a damaged gzip file; download it again and import the whole file."
        ) from error
    inner = bytes(pieces)
    if is_zip(inner) or is_gzip(inner):
        raise UnreadableFile(f"{name} holds another archive; unpack it first.")
    return inner


def is_workbook(content: bytes) -> bool:
    """Whether the content is an Excel workbook (Office Open XML)."""
    if not is_zip(content):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except _DAMAGED:
        return False


def members(content: bytes, name: str) -> dict[str, bytes]:
    """The files in the zip ``content``, by their names.

    Raises UnreadableFile, naming ``name``, for a damaged archive or one outside the bounds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MAX_MEMBERS:
                raise UnreadableFile(
                    f"{name} holds {len(infos)} files; at most {MAX_MEMBERS} are read."
                )
            found: dict[str, bytes] = {}
            for info in infos:
                _check_name(info, name)
                if info.filename in found:
                    raise UnreadableFile(f"{name} holds {info.filename!r} twice.")
                left = MAX_BYTES - sum(map(len, found.values()))
                found[info.filename] = _read(archive, info, left, name)
            return found
    except _DAMAGED as error:
        raise UnreadableFile(
            f"{name} is a damaged zip file; download it again and import the whole file."
        ) from error


def check_workbook(content: bytes, name: str) -> None:
    """Refuse a workbook that is damaged, or outside the bounds of any archive or table.

    The library that reads it makes room for the whole rectangle of a sheet at once: two cells at
    opposite corners, some hundred bytes, would ask for 550 GB and end the process.
    """
    parts = members(content, name)
    if "xl/workbook.xml" not in parts:
        raise UnreadableFile(f"{name} is a damaged workbook: it has no list of sheets.")
    for part, xml in parts.items():
        if b"\x00" in xml and PurePosixPath(part).suffix == ".xml":
            raise UnreadableFile(f"{name} is a damaged workbook: {part} is no plain text.")
        _check_rectangle(xml, name)


def _check_rectangle(xml: bytes, name: str) -> None:
    places = _PLACE.findall(xml)
    rows = _ROW.split(xml)
    height = max(len(rows), max((int(row) for _column, row in places), default=0))
    # Cells may stand without a place of their own; anything that begins like one is counted.
    width = max(row.count(b"<c") + row.count(b":c") for row in rows)
    width = max([width, *(_column_number(column) for column in {each[0] for each in places})])
    if height * width > MAX_CELLS:
        raise UnreadableFile(
            f"{name} has a sheet of {height:,} rows by {width:,} columns; at most {MAX_CELLS:,}"
            " cells are read."
        )


def _column_number(letters: bytes) -> int:
    """A is 1, XFD is 16,384; no letters are 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_name(info: zipfile.ZipInfo, name: str) -> None:
    inner = info.filename
    path = PurePosixPath(inner)
    if path.is_absolute() or ".." in path.parts or "\\" in inner or ":" in inner:
        raise UnreadableFile(f"{name} holds a file whose name leaves the folder: {inner!r}.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnreadableFile(f"{name} holds a link, {inner!r}; only plain files are read.")
    if path.suffix.lower() in _ARCHIVE_ENDINGS:
        raise UnreadableFile(f"{name} holds another archive, {inner!r}; unpack it first.")
    if info.flag_bits & 0x1:
        raise UnreadableFile(f"{name} is protected by a password; import the file without one.")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int, name: str) -> bytes:
    pieces = bytearray()
    with archive.open(info) as stream:
        while piece := stream.read(_PIECE):
            pieces += piece
            if len(pieces) > left:
                raise UnreadableFile(f"{name} unpacks to more than {MAX_BYTES // 1_000_000} MB.")
            packed = max(info.compress_size, 1)
            if len(pieces) > _SMALL and len(pieces) > MAX_RATIO * packed:
                raise UnreadableFile(
                    f"{name} unpacks {info.filename!r} to more than {MAX_RATIO} times its size."
                )
    inner = bytes(pieces)
    ending = PurePosixPath(info.filename).suffix.lower()
    if is_zip(inner) and ending not in _WORKBOOK_ENDINGS:
        raise UnreadableFile(f"{name} holds another archive, {info.filename!r}; unpack it first.")
    return inner

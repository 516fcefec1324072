"""Cells of published tables as values: text, days, names of files with a date in them."""

from __future__ import annotations

import datetime as dt
import re

from codes.importers.problem import UnreadableFile

_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MONTH = (
    r"(?:(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:t|uary|ruary|ch|il|e|y|ust|tember|ober|ember)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY_IN_NAME = re.compile(rf"(?<!\d){_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)")
_YEAR_MONTH = re.compile(rf"{_YEAR}[-_ ]?{_MONTH}(?![a-z])")
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_MONTH}[-_ ]?{_YEAR}(?!\d)")
_YEAR_ALONE = re.compile(rf"(?<!\d){_YEAR}(?!\d)")


def text(cell: object) -> str:
    """A cell as text, runs of blanks made one. A whole number loses its point: 3.0 is "3"."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if cell is not None else ""


def code(cell: object) -> str:
    """A code in capitals. Other alphabets stay as they are, to be refused: a sharp s is no SS."""
    written = text(cell)
    return written.upper() if written.isascii() else written


def day(cell: object, where: str) -> dt.date | None:
    """A day written YYYYMMDD; None where the cell is blank.

    Raises UnreadableFile, naming ``where``, for anything else: a date is never guessed. Excel
    keeps some of CMS's dates as numbers (five cells of the October 2025 file); 20251001.0 has the
    same eight digits.
    """
    written = text(cell)
    if not written:
        return None
    if re.fullmatch(r"[0-9]{8}", written):
        try:
            return dt.date(int(written[:4]), int(written[4:6]), int(written[6:]))
        except ValueError:
            pass
    raise UnreadableFile(f"{where} is {written!r}; a day written YYYYMMDD is wanted.")


def day_in_name(name: str) -> dt.date | None:
    """The day that a file name states: HCPC2025_OCT_ANWEB.xlsx speaks from 1 October 2025."""
    lowered = name.lower()
    if found := _DAY_IN_NAME.search(lowered):
        try:
            return dt.date(int(found["year"]), int(found["number"]), int(found["day"]))
        except ValueError:
            return None
    if found := _YEAR_MONTH.search(lowered) or _MONTH_YEAR.search(lowered):
        return dt.date(int(found["year"]), _MONTHS[found["month"]], 1)
    return None


def year_in_name(name: str) -> dt.date | None:
    """The first day of the one year that a file name states, the earliest it can speak from."""
    years = {found["year"] for found in _YEAR_ALONE.finditer(name)}
    return dt.date(int(years.pop()), 1, 1) if len(years) == 1 else None

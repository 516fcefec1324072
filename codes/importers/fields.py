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
_AMERICAN_DAY = re.compile(rf"(?<!\d)(?P<number>\d\d)-(?P<day>\d\d)-{_YEAR}(?!\d)")
_QUARTER = re.compile(rf"(?<!\d){_YEAR}[-_ ]?q(?P<quarter>[1-4])(?!\d)")
_MONTH_DAY_YEAR = re.compile(rf"(?<![a-z]){_MONTH}[-_ ](?P<day>\d?\d)[-_ ]{_YEAR}(?!\d)")
_SPOKEN = re.compile(rf"(?<![a-z]){_MONTH} (?P<day>\d?\d), {_YEAR}(?!\d)")
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


def iso_day(cell: object, where: str) -> dt.date | None:
    """A day written YYYY-MM-DD; None where the cell is blank. Raises UnreadableFile for others."""
    written = text(cell)
    if not written:
        return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            pass
    raise UnreadableFile(f"{where} is {written!r}; a day written YYYY-MM-DD is wanted.")


def whole_number(cell: str, where: str) -> int:
    """A whole number of ASCII digits, at most nine. Raises UnreadableFile for others."""
    if not re.fullmatch(r"[0-9]{1,9}", cell):
        raise UnreadableFile(f"{where} is {cell!r}; a whole number is wanted.")
    return int(cell)


def hcpcs(cell: str, where: str) -> str:
    """A HCPCS or CPT code: five letters and digits. Raises UnreadableFile for others."""
    written = code(cell)
    if not re.fullmatch(r"[A-Z0-9]{5}", written):
        raise UnreadableFile(f"{where} is {cell!r}; a code of five letters and digits is wanted.")
    return written


def quarter_in_name(name: str) -> dt.date | None:
    """The first day of the quarter that a name states: 2024Q3, 2025-q4."""
    if found := _QUARTER.search(name.lower()):
        return dt.date(int(found["year"]), 3 * int(found["quarter"]) - 2, 1)
    return None


def spoken_day(words: str) -> dt.date | None:
    """The first day in words such as "Effective October 1, 2025 through December 31, 2025"."""
    days = spoken_days(words)
    return days[0] if days else None


def spoken_days(words: str) -> list[dt.date]:
    """Days written "October 1, 2025", in order."""
    found = []
    for match in _SPOKEN.finditer(words.lower()):
        try:
            month = _MONTHS[match["month"]]
            found.append(dt.date(int(match["year"]), month, int(match["day"])))
        except ValueError:
            continue
    return found


def day_in_name(name: str) -> dt.date | None:
    """The day that a file name states: HCPC2025_OCT_ANWEB.xlsx speaks from 1 October 2025."""
    lowered = name.lower()
    for pattern in (_DAY_IN_NAME, _AMERICAN_DAY):
        if found := pattern.search(lowered):
            try:
                return dt.date(int(found["year"]), int(found["number"]), int(found["day"]))
            except ValueError:
                return None
    if found := _MONTH_DAY_YEAR.search(lowered):
        try:
            return dt.date(int(found["year"]), _MONTHS[found["month"]], int(found["day"]))
        except ValueError:
            return None
    if quarter := quarter_in_name(lowered):
        return quarter
    if found := _YEAR_MONTH.search(lowered) or _MONTH_YEAR.search(lowered):
        return dt.date(int(found["year"]), _MONTHS[found["month"]], 1)
    return None


def year_in_name(name: str) -> dt.date | None:
    """The first day of the one year that a file name states, the earliest it can speak from."""
    years = {found["year"] for found in _YEAR_ALONE.finditer(name)}
    return dt.date(int(years.pop()), 1, 1) if len(years) == 1 else None

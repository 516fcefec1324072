"""Cells of a payer's list, each with the one way to read it; what is odd is a ValueError.

The text of the error says what was found and is wanted, for the person who sent the list.
"""

from __future__ import annotations

import datetime as dt
import re

from codes.policies.values import CODE

Cell = str | dt.date
SHOWN = 40
_BETWEEN = re.compile(r"\s*[,;/|\n]\s*|\s+(?:and|or|&)\s+|\s+", re.IGNORECASE)
_BETWEEN_BRANDS = re.compile(r"[,;\n]|\s/\s")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SIGNS = re.compile("[®™℠*†]")
LONGEST_BRAND = 120
_LOOKS_LIKE_A_CODE = re.compile(r"[A-Z0-9]{5}")
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_YES = {
    "y", "yes", "x", "✓", "✔", "true", "required", "req", "applies", "applicable", "1", "pa",
    "pa required", "auth required", "authorization required", "prior auth required",
    "prior authorization required", "precert required",
}  # fmt: skip
_NO = {
    "n", "no", "false", "none", "0", "n/a", "na", "not required", "no pa", "no pa required",
    "pa not required", "not applicable", "no auth required", "no prior authorization required",
    "no authorization required",
}  # fmt: skip
MARKS = {"x", "✓", "✔"}
_TIERS = {
    "preferred": "preferred", "pref": "preferred", "p": "preferred",
    "preferred product": "preferred", "preferred drug": "preferred",
    "nonpreferred": "non_preferred", "non preferred": "non_preferred", "np": "non_preferred",
    "not preferred": "non_preferred", "non preferred product": "non_preferred",
    "excluded": "excluded", "not covered": "excluded", "non covered": "excluded",
    "noncovered": "excluded", "nc": "excluded", "exclusion": "excluded",
}  # fmt: skip
_CHANNELS = (
    (r"specialty pharmac(?:y|ies)|white bag(?:ging|ged)?|\bsp\b", ["specialty_pharmacy"]),
    (r"buy (?:and|&) bill|buy-and-bill|b\s?&\s?b|\bbnb\b", ["buy_and_bill"]),
    (r"(?:payer|plan)[ -](?:supplied|provided)", ["payer_supplied"]),
    (r"brown bag(?:ging|ged)?", ["patient_brought"]),
)
# CMS place of service code set; an outpatient department is on the campus (22) or off it (19).
_PLACES = (
    (r"off[ -]campus[- ](?:outpatient )?hospital", ["19"]),
    (r"on[ -]campus[- ](?:outpatient )?hospital", ["22"]),
    (r"outpatient hospital|hospital outpatient(?: department)?|\bhopd\b", ["19", "22"]),
    (r"(?:physician'?s? |doctor'?s? |provider )?office", ["11"]),
    (r"(?:patient'?s? )?home(?: infusion)?", ["12"]),
)
_JOINING = re.compile(
    r"\b(?:or|and|only|via|through|by|the|must|be|is|required|mandatory|pos|from|at)\b|[\s,;/&+|.:()]"
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_DAYS = (
    re.compile(r"(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<m>\d\d)(?P<d>\d\d)(?P<y>(?:19|20)\d\d)"),
    re.compile(r"(?P<m>[a-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})[- ](?P<m>[a-z]{3,9})\.?[- ](?P<y>\d{4}|\d{2})"),
)


def shown(cell: Cell) -> str:
    """A cell as a page shows it, cut short."""
    text = f"{cell:%m/%d/%Y}" if isinstance(cell, dt.date) else cell
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def plain(cell: Cell) -> str:
    """A cell's text in small letters, with dashes made blanks."""
    return " ".join(str(cell).lower().replace("-", " ").replace("‑", " ").split())  # noqa: RUF001 - a dash that word processors write


def codes(cell: Cell) -> list[str]:
    """The codes in a cell, which may have several with commas between them."""
    if isinstance(cell, dt.date):
        raise ValueError(_no_code("", cell))
    words = [word for word in _BETWEEN.split(str(cell)) if word]
    found = [word.upper() if word.isascii() else word for word in words]
    for word in found:
        if not CODE.fullmatch(word):
            raise ValueError(_no_code(word, cell))
    return list(dict.fromkeys(found))


def _no_code(word: str, cell: Cell) -> str:
    meant = word[:1] + word[1:].translate(_ALIKE)
    if CODE.fullmatch(meant) and _LOOKS_LIKE_A_CODE.fullmatch(word):
        return f"“{shown(word)}” is no code; {meant} may be meant."
    return f"“{shown(cell)}” is no code; a letter and four digits are wanted, such as J0256."


def answer(cell: Cell) -> bool:
    """Yes or no."""
    word = plain(cell).rstrip(".")
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(f"“{shown(cell)}” is neither yes nor no.")


def tier(cell: Cell, title: str = "") -> str:
    """A tier: preferred, not preferred, not covered. Numbered tiers mean no one thing.

    Below a heading such as "Preferred" yes and no are tiers too.
    """
    word = plain(cell).rstrip(".")
    if word in _TIERS:
        return _TIERS[word]
    if "prefer" in title.lower():
        try:
            return "preferred" if answer(cell) else "non_preferred"
        except ValueError:
            pass
    wanted = "preferred, non-preferred or not covered is wanted"
    raise ValueError(f"“{shown(cell)}” is no tier; {wanted}.")


def brand(cell: Cell) -> str:
    """The product that a cell names, as it stands there, less its signs."""
    found = " ".join(_SIGNS.sub("", str(cell)).split())
    if len(found) > LONGEST_BRAND:
        raise ValueError(f"“{shown(found)}” is longer than {LONGEST_BRAND} letters.")
    return found


def brands(cell: Cell) -> tuple[str, ...]:
    """The products that a cell names, several with commas or line breaks between them.

    What stands in brackets behind a name (its code) is not part of it.
    """
    text = _IN_BRACKETS.sub("", _SIGNS.sub("", str(cell)))
    found = tuple(filter(None, (" ".join(word.split()) for word in _BETWEEN_BRANDS.split(text))))
    for word in found:
        if plain(brand(word)) in _YES | _NO | MARKS | _TIERS.keys():
            raise ValueError(f"“{shown(cell)}” names no product.")
    if isinstance(cell, dt.date) or not found:
        raise ValueError(f"“{shown(cell)}” names no product.")
    return found


def channels(cell: Cell) -> tuple[str, ...]:
    """The ways in which a drug may be bought, in the order of the alphabet."""
    found = _found(str(cell), _CHANNELS)
    if not found:
        wanted = "specialty pharmacy or buy and bill"
        raise ValueError(f"“{shown(cell)}” is no way to buy a drug; {wanted} is wanted.")
    return found


def places(cell: Cell) -> tuple[str, ...]:
    """Places of service, rising."""
    numbers = ((r"\b[0-9]{1,2}\b", None),)
    found = _found(str(cell), (*_PLACES, *numbers))
    if not found:
        raise ValueError(f"“{shown(cell)}” is no place of service; 11, 19 is wanted.")
    return found


def _found(text: str, known: tuple[tuple[str, list[str] | None], ...]) -> tuple[str, ...]:
    """What a text names and nothing else; empty where something in it is not understood."""
    rest, found = " ".join(text.lower().split()), set()
    for pattern, means in known:
        for match in re.findall(pattern, rest):
            found.update(means if means is not None else [match.zfill(2)])
        rest = re.sub(pattern, " ", rest)
    return () if _JOINING.sub("", rest) else tuple(sorted(found))


def day(cell: Cell) -> dt.date:
    """A calendar day in one of the ways in which it is written in the United States."""
    if isinstance(cell, dt.date):
        return cell
    text = " ".join(cell.lower().split())
    for pattern in _DAYS:
        if found := pattern.fullmatch(text):
            try:
                return _day(found["y"], found["m"], found["d"])
            except ValueError:
                break
    raise ValueError(f"“{shown(cell)}” is no day; 01/31/2026 is wanted.")


def _day(year: str, month: str, number: str) -> dt.date:
    full = int(year)
    if len(year) == 2:
        full += 1900 if full >= 70 else 2000  # HCPCS codes of drugs go back to the eighties
    elif full < 1900:
        raise ValueError(year)
    named = _MONTHS.get(month[:3], 0)
    return dt.date(full, int(month) if month.isdigit() else named, int(number))

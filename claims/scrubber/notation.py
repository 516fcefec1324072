"""How codes, modifiers, diagnoses, NPIs and NDCs are written.

Codes, modifiers and places are trimmed and upper-cased, one ICD-10-CM dot after the third
character is ignored. Only ASCII is folded: the upper case of some foreign letters is an ASCII
letter, and such a spelling is for a rule to name.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BLANKS = " \t\r\n"
_CODE = re.compile(r"[A-Z][0-9]{4}|[0-9]{4}[0-9FTUM]")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_DIAGNOSIS = re.compile(r"[A-Z][0-9A-Z]{2,6}")
_WORD = re.compile(r"[a-z0-9]+")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015_./]+")
_NDC_PARTS = {(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)}

# CPT modifiers: two digits, and the physical states of anesthesia; without their text.
CPT_MODIFIERS = frozenset(
    [
        "22",
        "23",
        "24",
        "25",
        "26",
        "27",
        "32",
        "33",
        "47",
        "50",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "59",
        "62",
        "63",
        "66",
        "73",
        "74",
        "76",
        "77",
        "78",
        "79",
        "80",
        "81",
        "82",
        "90",
        "91",
        "92",
        "93",
        "95",
        "96",
        "97",
        "99",
        "P1",
        "P2",
        "P3",
        "P4",
        "P5",
        "P6",
    ]
)


@lru_cache(maxsize=8192)
def folded(text: str | None) -> str:
    """A code, modifier or place as it is looked up; "" when absent."""
    if text is None:
        return ""
    trimmed = text.strip(_BLANKS)
    return trimmed.upper() if trimmed.isascii() else trimmed


@lru_cache(maxsize=4096)
def folded_all(texts: tuple[str, ...] | None) -> tuple[str, ...]:
    """Codes as they are looked up, blanks left out."""
    return tuple(key for key in map(folded, texts or ()) if key)


@lru_cache(maxsize=4096)
def name_words(text: str | None) -> frozenset[str]:
    """The words of a drug's name, in whatever order and with whatever between them."""
    return frozenset(_WORD.findall((text or "").casefold()))


@lru_cache(maxsize=4096)
def name_key(text: str | None) -> str:
    """A brand or drug name as it is compared: one blank, any case."""
    return " ".join((text or "").split()).casefold()


def lab_key(text: str | None) -> str:
    """The name of a laboratory test as it is compared: AAT_SERUM is aat serum."""
    return name_key((text or "").replace("_", " "))


def is_code(text: str) -> bool:
    """Whether ``text`` has the shape of a HCPCS or CPT code."""
    return _CODE.fullmatch(text) is not None


def is_modifier(text: str) -> bool:
    """Whether ``text`` has the shape of a modifier."""
    return _MODIFIER.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def diagnosis_key(text: str) -> str:
    """An ICD-10-CM code without the one dot after its third character."""
    key = folded(text)
    return key[:3] + key[4:] if key[3:4] == "." else key


def is_diagnosis(key: str) -> bool:
    """Whether an undotted key has the shape of an ICD-10-CM code."""
    return _DIAGNOSIS.fullmatch(key) is not None


def dotted(key: str) -> str:
    """An undotted ICD-10-CM code as people write it."""
    return key if len(key) <= 3 else f"{key[:3]}.{key[3:]}"


def without_separators(text: str) -> str:
    """The text without blanks, dashes, dots and slashes anywhere."""
    return _SEPARATORS.sub("", text)


def without_blanks(text: str) -> str:
    """The text without blanks anywhere."""
    return "".join(text.split())


@lru_cache(maxsize=4096)
def is_npi(text: str) -> bool:
    """Ten ASCII digits, 1 or 2 first, Luhn check digit over 80840 and the number (NPI rule)."""
    if not re.fullmatch(r"[12][0-9]{9}", text):
        return False
    total = 24  # what the prefix 80840 contributes
    for position, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@lru_cache(maxsize=8192)
def ndc11(text: str | None) -> str | None:
    """Eleven digits 5-4-2 of an NDC written with hyphens or in full; None where it is not clear.

    Ten bare digits have three readings, so they give None.
    """
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{11}", text):
        return text
    parts = text.split("-")
    if not re.fullmatch(r"[0-9]+-[0-9]+-[0-9]+", text):
        return None
    if tuple(len(part) for part in parts) not in _NDC_PARTS:
        return None
    return parts[0].zfill(5) + parts[1].zfill(4) + parts[2].zfill(2)

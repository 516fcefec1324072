"""Fields for amounts as billers type them: units, doses, vials, money.

Django's own number fields take 1e5, full-width digits and 1_000, and refuse 1,000; a biller means
none of the first and types the last (security.md 6). Every message names what was typed and what
is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.scrubber.findings import spoken

NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)(?:\.[0-9]{1,4})?")
WHOLE_DIGITS = 7  # what the narrowest column keeps; SQLite would store more and fail to read it
MEASURES = {
    "mcg": "mcg", "ug": "mcg", "µg": "mcg", "mg": "mg", "g": "g", "gm": "g", "ml": "mL",
    "iu": "IU", "unit": "unit", "units": "unit", "meq": "mEq", "mci": "mCi", "uci": "uCi",
    "vial": "vial", "vials": "vial", "dose": "dose",
}  # fmt: skip
MEASURE = re.compile(r"[A-Za-zµ]{1,6}")


@dataclass(frozen=True, slots=True)
class Measured:
    """An amount as typed; ``measure`` is empty where only the number was typed."""

    amount: Decimal
    measure: str

    def __str__(self) -> str:
        return f"{spoken(self.amount)} {self.measure}".strip()


@dataclass(frozen=True, slots=True)
class Vials:
    """``count`` containers with ``size`` printed on each."""

    count: int
    size: Measured

    def __str__(self) -> str:
        return f"{self.count} x {self.size}"


def number(text: str, places: int) -> Decimal:
    """The number that ``text`` spells: 7 whole digits, ``places`` decimals; or ValueError."""
    if len(text) > 20 or not NUMBER.fullmatch(text):
        raise ValueError(text)
    whole, _, rest = text.replace(",", "").partition(".")
    if len(whole) > WHOLE_DIGITS or len(rest) > places:
        raise ValueError(text)
    return Decimal(text.replace(",", ""))


def measured(text: str) -> Measured:
    """An amount with or without its measure ("5,000 mg", "0.5mg", "5000"), or ValueError."""
    found = re.fullmatch(r"([0-9.,]+)\s*([A-Za-zµ]{0,6})", text)
    if not found:
        raise ValueError(text)
    measure = found.group(2).lower()
    if measure and measure not in MEASURES:
        raise ValueError(text)
    return Measured(number(found.group(1), 4), MEASURES.get(measure, ""))


class TextField(forms.CharField):
    """A short text input that parses itself; subclasses say how and what is wanted.

    ``offers`` is a kind of ``codes.choosing``: its values are listed while somebody types.
    """

    wanted = ""

    def __init__(self, *, offers: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")
        if offers:
            self.widget.attrs["data-choices"] = offers

    def parse(self, text: str) -> Any:
        """The value that ``text`` means, or ValueError; plain text means itself."""
        return text

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.parse(text)
        except ValueError:
            raise ValidationError(
                f"{self.label}: “{text}” is not understood. {self.wanted}", code="not_understood"
            ) from None

    def prepare_value(self, value: Any) -> Any:
        """What the input shows: what was typed, or the stored value as a person writes it."""
        if isinstance(value, Decimal):
            return spoken(value)
        return value if value is None or isinstance(value, str) else str(value)


class UnitsField(TextField):
    """Billing units. A fraction is a number here; that it is no billable one, a rule says."""

    wanted = "Type digits, for example 500."

    def parse(self, text: str) -> Decimal:
        return number(text, 3)


class QuantityField(UnitsField):
    """A quantity of an NDC."""

    wanted = "Type a number, for example 20 or 0.5."


class DoseField(TextField):
    """An amount of drug with its measure; a missing measure is the code's own, and said so."""

    wanted = "Type an amount and its measure, for example 5,000 mg."

    def parse(self, text: str) -> Measured:
        return measured(text)


class VialsField(TextField):
    """Containers opened: "5 x 1,000 mg", "20 g + 10 g + 5 g"."""

    wanted = "Type how many of which size, for example 5 x 1,000 mg or 20 g + 5 g."

    def parse(self, text: str) -> tuple[Vials, ...]:
        parts = [part.strip() for part in re.split(r"\+|;|,(?=\s)", text)]
        return tuple(self._one(part) for part in parts if part)

    def _one(self, part: str) -> Vials:
        found = re.fullmatch(r"(?:([0-9]{1,4})\s*[x\u00d7*]\s*)?(.+)", part)
        if found is None:
            raise ValueError(part)
        return Vials(int(found.group(1) or 1), measured(found.group(2).strip()))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return " + ".join(str(vials) for vials in value)
        return value


class MoneyField(TextField):
    """Dollars and cents, kept as whole cents."""

    wanted = "Type dollars and cents, for example 2,500.00."

    def parse(self, text: str) -> int:
        return int(number(text.removeprefix("$").strip(), 2) * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100:,}.{value % 100:02}" if isinstance(value, int) else value


class MinutesField(TextField):
    """A duration in minutes, typed as 220 or 3:40."""

    wanted = "Type minutes or hours and minutes, for example 220 or 3:40."

    def parse(self, text: str) -> int:
        found = re.fullmatch(r"(?:([0-9]{1,2}):([0-5][0-9]))|([0-9]{1,4})", text)
        if found is None:
            raise ValueError(text)
        hours, minutes, whole = found.groups()
        return int(whole) if whole else int(hours) * 60 + int(minutes)


class PointersField(TextField):
    """Diagnosis pointers as letters: A, AB, A,C. Kept as positions from 1."""

    wanted = "Type the letters of the diagnoses, A to L, for example A or A,C."

    def parse(self, text: str) -> tuple[int, ...]:
        letters = re.sub(r"[\s,]", "", text.upper())
        if not re.fullmatch(r"[A-L]{1,12}", letters):
            raise ValueError(text)
        return tuple(ord(letter) - ord("A") + 1 for letter in letters)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ",".join(chr(ord("A") + position - 1) for position in value)
        return value

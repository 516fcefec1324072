"""Inputs of requirements: each a form field with its way to policy JSON and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from claims.forms.days import DayField
from claims.forms.numbers import NUMBER, TextField
from claims.scrubber.findings import plain

_BETWEEN = re.compile(r"\s*[,;\n]\s*")
_DAYS = re.compile(r"[0-9]{1,5}")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")


class WordsField(TextField):
    """A list: words with commas between them; codes may be typed in small letters."""

    wanted = "Type words with commas between them."

    def __init__(self, *, upper: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.upper = upper
        self.widget.attrs["data-many"] = ""  # choices are for the word at the cursor

    def parse(self, text: str) -> list[str]:
        words = [" ".join(word.split()) for word in _BETWEEN.split(text)]
        found = [word.upper() if self.upper else word for word in words if word]
        return list(dict.fromkeys(found))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


class AmountField(TextField):
    """A number from 0 with at most four decimals; JSON keeps its digits."""

    wanted = "Type a number such as 700 or 0.25."

    def parse(self, text: str) -> int | Decimal:
        if not NUMBER.fullmatch(text):  # 1,200 is a number, 0,25 is none
            raise ValueError(text)
        number = Decimal(text.replace(",", ""))
        return int(number) if number == number.to_integral_value() else number

    def prepare_value(self, value: Any) -> Any:
        return plain(Decimal(str(value))) if isinstance(value, int | float | Decimal) else value


class WholeField(AmountField):
    """A whole number from 0."""

    wanted = "Type a whole number such as 28."

    def parse(self, text: str) -> int | Decimal:
        number = super().parse(text)
        if not isinstance(number, int):
            raise ValueError(text)
        return number


class WholesField(WordsField):
    """Whole numbers with commas between them, rising."""

    wanted = "Type whole numbers such as 0, 14, 42."

    def parse(self, text: str) -> list[str]:
        words = super().parse(text)
        if not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words):
            raise ValueError(text)
        return words


class RowsField(TextField):
    """Doses with the days that follow them: ``200: 21, 400: 42``."""

    wanted = "Type doses and days such as 200: 21, 400: 42."

    def parse(self, text: str) -> list[dict[str, Any]]:
        rows = []
        for part in _BETWEEN.split(text):
            dose, _, days = part.partition(":")
            if not _NUMBER.fullmatch(dose.strip()) or not _DAYS.fullmatch(days.strip()):
                raise ValueError(text)
            rows.append({"dose": Decimal(dose.strip()), "min_days": int(days.strip())})
        return rows

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(f"{one['dose']}: {one['min_days']}" for one in value)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a requirement: ``key`` in policy JSON, and how it looks."""

    key: str
    label: str
    kind: str = "text"  # text, words, codes, number, whole, wholes, rows, yes, choice, day
    choices: tuple[tuple[str, str], ...] = ()
    initial: str = ""
    hint: str = ""
    width: str = ""
    offers: str = ""  # what is listed while somebody types, a kind of codes.choosing

    def field(self) -> forms.Field:
        """The form field; nothing is required here: the reader of policies says what is missing."""
        more: dict[str, Any] = {
            "label": self.label, "help_text": self.hint, "initial": self.initial or None,
        }  # fmt: skip
        if self.kind == "choice":
            return forms.ChoiceField(choices=self.choices, required=False, **more)
        if self.kind == "yes":
            listed = [("", ""), ("yes", "yes"), ("no", "no")]
            return forms.ChoiceField(choices=listed, required=False, **more)
        more["offers"] = self.offers
        if self.kind == "codes":
            return WordsField(upper=True, max_length=9000, **more)
        return _FIELDS[self.kind](max_length=9000 if self.kind == "words" else 300, **more)


_FIELDS: dict[str, type[TextField]] = {
    "text": TextField, "words": WordsField, "number": AmountField, "whole": WholeField,
    "wholes": WholesField, "rows": RowsField, "day": DayField,
}  # fmt: skip


def to_json(value: object, kind: str) -> object:
    """A cleaned value as policy JSON has it; None where nothing was typed."""
    if value in (None, "", []):
        return None
    if kind == "yes":
        return value == "yes"
    if kind == "wholes" and isinstance(value, list):
        return [int(word) for word in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def from_json(value: object, kind: str) -> object:
    """What the input shows of a value of policy JSON."""
    if kind == "yes" and isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "day" and isinstance(value, str):
        return dt.date.fromisoformat(value)
    return value


def listed(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Choices with an empty one before them."""
    return (("", ""), *pairs)


def each(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Choices that read as they are kept."""
    return tuple((word, word) for word in words)

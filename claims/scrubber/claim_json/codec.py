"""How each kind of value is read from JSON, strictly, and written back.

One table of codecs serves both ways, so that reading what was written gives the same value. A codec
refuses with the path of the value, counted from itself; it never says what the value was, since
that may be a patient's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

_PLAIN = re.compile(r"-?[0-9]+(?:[.][0-9]+)?")
_SHORT = re.compile(r"-?[0-9]{1,12}(?:[.][0-9]{1,2})?")  # what nearly every amount is
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGEST = Decimal(10) ** 12
_SMALLEST_EXPONENT = -20
_FIRST_DAY, _LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


class ClaimInputError(ValueError):
    """Claim JSON that is not schema 1: ``path`` says where, ``message`` what is wanted."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message

    def below(self, step: str) -> ClaimInputError:
        """The same, said from one level up: only what is wrong has its path put together."""
        dot = "." if self.path and not self.path.startswith("[") else ""
        return ClaimInputError(f"{step}{dot}{self.path}", self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """Both directions of one kind of value."""

    read: Callable[[object], Any]
    write: Callable[[Any], object]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ClaimInputError("", "must be text.")
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError as lone:
        raise ClaimInputError("", "holds half of a surrogate pair.") from lone
    return value


def _number(value: object) -> Decimal:
    if isinstance(value, str):
        if _SHORT.fullmatch(value):
            return Decimal(value)
        if not _PLAIN.fullmatch(value):
            raise ClaimInputError("", "must be a plain decimal number, without an exponent.")
        number = Decimal(value)
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ClaimInputError("", "must be a number or plain decimal text.")
    elif isinstance(value, float):
        number = Decimal(repr(value))  # the digits that were written, not the binary fraction
    else:
        number = Decimal(value)
    if not number.is_finite():
        raise ClaimInputError("", "must be a finite number.")
    exponent = number.as_tuple().exponent
    if number.copy_abs() >= _LARGEST or (
        isinstance(exponent, int) and exponent < _SMALLEST_EXPONENT
    ):
        raise ClaimInputError("", "must be below 1,000,000,000,000 with at most 20 decimals.")
    return number


def _money(value: object) -> Decimal:
    number = _number(value)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise ClaimInputError("", "must have at most two decimals.")
    return number


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ClaimInputError("", "must be a whole number.")
    if not -(10**9) < value < 10**9:
        raise ClaimInputError("", "must be below 1,000,000,000.")
    if value % 1 != 0:
        raise ClaimInputError("", "must be a whole number.")
    return int(value)


def _day(value: object) -> dt.date:
    if not isinstance(value, str):
        raise ClaimInputError("", "must be a day written YYYY-MM-DD.")
    return _written_day(value)


@lru_cache(maxsize=4096)
def _written_day(text: str) -> dt.date:
    if not _DAY.fullmatch(text):
        raise ClaimInputError("", "must be a day written YYYY-MM-DD.")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as unreal:
        raise ClaimInputError("", "is not a day of the calendar.") from unreal
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ClaimInputError("", "must lie between 1900-01-01 and 2199-12-31.")
    return day


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ClaimInputError("", "must be true or false.")
    return value


def _same(value: object) -> object:
    return value


def _amount(value: Decimal) -> object:
    text = f"{value:f}"
    return text if "." in text else int(text)


TEXT = Codec(read=_text, write=_same)
NUMBER = Codec(read=_number, write=_amount)
MONEY = Codec(read=_money, write=lambda value: f"{value:.2f}")
INTEGER = Codec(read=_integer, write=_same)
DAY = Codec(read=_day, write=lambda value: value.isoformat())
FLAG = Codec(read=_flag, write=_same)


def choice(*options: str) -> Codec:
    """One of a few words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in options:
            raise ClaimInputError("", f"must be one of {', '.join(options)}.")
        return value

    return Codec(read=read, write=_same)


def many(codec: Codec) -> Codec:
    """A list of values of one kind."""
    read_one, write_one = codec.read, codec.write

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ClaimInputError("", "must be a list.")
        found: list[Any] = []
        try:
            for one in value:
                found.append(read_one(one))  # noqa: PERF401 - its length says which one is wrong
        except ClaimInputError as problem:
            raise problem.below(f"[{len(found)}]") from problem
        return tuple(found)

    return Codec(read=read, write=lambda values: [write_one(one) for one in values])


def object_at(value: object) -> dict[str, object]:
    """A JSON object, else an error."""
    if not isinstance(value, dict):
        raise ClaimInputError("", "must be an object.")
    return value

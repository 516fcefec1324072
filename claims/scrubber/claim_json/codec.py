"""How each kind of value is read from JSON, strictly, and written back.

One table of codecs serves both ways, so that reading what was written gives the same value. A codec
refuses with the path of the value; it never says what the value was, since that may be a patient's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_PLAIN = re.compile(r"-?[0-9]+(?:[.][0-9]+)?")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """Both directions of one kind of value."""

    read: Callable[[object, str], Any]
    write: Callable[[Any], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A key of a JSON object and the attribute it fills."""

    key: str
    attribute: str
    codec: Codec
    is_required: bool = False
    is_nullable: bool = False


def required(key: str, codec: Codec, attribute: str = "") -> Field:
    """A key that must be there."""
    return Field(key=key, attribute=attribute or key, codec=codec, is_required=True)


def optional(key: str, codec: Codec, attribute: str = "") -> Field:
    """A key that may be left out but is never null."""
    return Field(key=key, attribute=attribute or key, codec=codec)


def nullable(key: str, codec: Codec, attribute: str = "") -> Field:
    """A key that may be left out or null: both are a missing fact."""
    return Field(key=key, attribute=attribute or key, codec=codec, is_nullable=True)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise ClaimInputError(path, "must be text.")
    try:
        value.encode()
    except UnicodeEncodeError as lone:
        raise ClaimInputError(path, "holds half of a surrogate pair.") from lone
    return value


def _number(value: object, path: str) -> Decimal:
    if isinstance(value, str):
        if not _PLAIN.fullmatch(value):
            raise ClaimInputError(path, "must be a plain decimal number, without an exponent.")
        number = Decimal(value)
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ClaimInputError(path, "must be a number or plain decimal text.")
    elif isinstance(value, float):
        number = Decimal(repr(value))  # the digits that were written, not the binary fraction
    else:
        number = Decimal(value)
    if not number.is_finite():
        raise ClaimInputError(path, "must be a finite number.")
    exponent = number.as_tuple().exponent
    if number.copy_abs() >= _LARGEST or (
        isinstance(exponent, int) and exponent < _SMALLEST_EXPONENT
    ):
        raise ClaimInputError(path, "must be below 1,000,000,000,000 with at most 20 decimals.")
    return number


def _money(value: object, path: str) -> Decimal:
    number = _number(value, path)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise ClaimInputError(path, "must have at most two decimals.")
    return number


def _integer(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ClaimInputError(path, "must be a whole number.")
    if not -(10**9) < value < 10**9:
        raise ClaimInputError(path, "must be below 1,000,000,000.")
    if value % 1 != 0:
        raise ClaimInputError(path, "must be a whole number.")
    return int(value)


def _day(value: object, path: str) -> dt.date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ClaimInputError(path, "must be a day written YYYY-MM-DD.")
    try:
        day = dt.date.fromisoformat(value)
    except ValueError as unreal:
        raise ClaimInputError(path, "is not a day of the calendar.") from unreal
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ClaimInputError(path, "must lie between 1900-01-01 and 2199-12-31.")
    return day


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise ClaimInputError(path, "must be true or false.")
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

    def read(value: object, path: str) -> str:
        if not isinstance(value, str) or value not in options:
            raise ClaimInputError(path, f"must be one of {', '.join(options)}.")
        return value

    return Codec(read=read, write=_same)


def many(codec: Codec) -> Codec:
    """A list of values of one kind."""

    def read(value: object, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ClaimInputError(path, "must be a list.")
        return tuple(codec.read(one, f"{path}[{at}]") for at, one in enumerate(value))

    return Codec(read=read, write=lambda values: [codec.write(one) for one in values])


def at(path: str, key: str) -> str:
    """The path of ``key`` below ``path``."""
    return f"{path}.{key}" if path else key


def object_at(value: object, path: str) -> dict[str, object]:
    """A JSON object, else an error."""
    if not isinstance(value, dict):
        raise ClaimInputError(path, "must be an object.")
    return value


def read_fields(value: object, path: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    """The attributes of one JSON object; unknown and missing keys are errors."""
    found = object_at(value, path)
    known = {one.key for one in fields}
    for key in found:
        if key not in known:
            raise ClaimInputError(at(path, str(key)), "is not a key of claim JSON.")
    values: dict[str, Any] = {}
    for one in fields:
        if one.key not in found:
            if one.is_required:
                raise ClaimInputError(at(path, one.key), "is missing.")
            continue
        given = found[one.key]
        if given is not None or not one.is_nullable:
            values[one.attribute] = one.codec.read(given, at(path, one.key))
    return values


def write_fields(record: object, fields: tuple[Field, ...]) -> dict[str, object]:
    """The JSON object of ``record``; a missing fact is a missing key."""
    values = ((one, getattr(record, one.attribute)) for one in fields)
    return {one.key: one.codec.write(value) for one, value in values if value is not None}


def record(make: Callable[..., object], *fields: Field) -> Codec:
    """A JSON object that becomes ``make(**attributes)``."""
    return Codec(
        read=lambda value, path: make(**read_fields(value, path, fields)),
        write=lambda value: write_fields(value, fields),
    )

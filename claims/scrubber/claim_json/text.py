"""JSON text to values, refusing what JSON parsers let through."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation

from claims.scrubber.claim_json.codec import ClaimInputError

_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_text(text: str | bytes) -> object:
    """The value of a JSON text: amounts are `Decimal`, repeated keys and NaN are errors."""
    is_read = isinstance(text, bytes)  # what was UTF-8 holds half of a pair only as an escape
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as broken:
            raise ClaimInputError("", "The text is not UTF-8.") from broken
    try:
        value: object = _DECODER.decode(text.removeprefix("\ufeff"))
        if not is_read or _ESCAPED_SURROGATE.search(text):
            _refuse_surrogates(value)
    except ClaimInputError:
        raise
    except RecursionError as deep:
        raise ClaimInputError("", "The JSON is nested too deeply.") from deep
    except ValueError as broken:
        raise ClaimInputError("", "The text is not JSON.") from broken
    return value


def _finite(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as huge:
        raise ClaimInputError("", "A number is too large.") from huge


def _refuse_constant(name: str) -> object:
    raise ClaimInputError("", f"{name} is not a number.")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ClaimInputError("", "A key is repeated.")
    return found


_DECODER = json.JSONDecoder(
    parse_float=_finite, parse_constant=_refuse_constant, object_pairs_hook=_once
)


def _refuse_surrogates(value: object) -> None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, str) and not one.isascii():
            try:
                one.encode()
            except UnicodeEncodeError as lone:
                raise ClaimInputError("", "A text holds half of a surrogate pair.") from lone

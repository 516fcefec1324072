"""JSON text to values, refusing what JSON parsers let through."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation

from claims.scrubber.claim_json.codec import ClaimInputError


def parse_text(text: str | bytes) -> object:
    """The value of a JSON text: amounts are `Decimal`, repeated keys and NaN are errors."""
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as broken:
            raise ClaimInputError("", "The text is not UTF-8.") from broken
    try:
        value: object = json.loads(
            text.removeprefix("\ufeff"),
            parse_float=_finite,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once,
        )
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
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ClaimInputError("", "A key is repeated.")
        found[key] = value
    return found


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

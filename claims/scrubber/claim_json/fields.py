"""JSON objects key by key: which attribute each key fills, and which keys must be there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from claims.scrubber.claim_json.codec import ClaimInputError, Codec, object_at

_ABSENT = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A key of a JSON object and the attribute it fills."""

    key: str
    attribute: str
    codec: Codec
    is_required: bool = False
    is_nullable: bool = False


class Fields:
    """The keys of one JSON object, in the order in which they are looked at."""

    def __init__(self, *listed: Field) -> None:
        self.listed = listed
        self.keys = frozenset(one.key for one in listed)
        self.table = tuple(
            (one.key, one.attribute, one.codec.read, one.is_required, one.is_nullable)
            for one in listed
        )


def required(key: str, codec: Codec, attribute: str = "") -> Field:
    """A key that must be there."""
    return Field(key=key, attribute=attribute or key, codec=codec, is_required=True)


def optional(key: str, codec: Codec, attribute: str = "") -> Field:
    """A key that may be left out but is never null."""
    return Field(key=key, attribute=attribute or key, codec=codec)


def nullable(key: str, codec: Codec, attribute: str = "") -> Field:
    """A key that may be left out or null: both are a missing fact."""
    return Field(key=key, attribute=attribute or key, codec=codec, is_nullable=True)


def read_fields(value: object, fields: Fields) -> dict[str, Any]:
    """The attributes of one JSON object; unknown and missing keys are errors."""
    found = object_at(value)
    if not found.keys() <= fields.keys:
        unknown = next(key for key in found if key not in fields.keys)
        raise ClaimInputError(str(unknown), "is not a key of claim JSON.")
    values: dict[str, Any] = {}
    for key, attribute, read, is_required, is_nullable in fields.table:
        given = found.get(key, _ABSENT)
        if given is _ABSENT:
            if is_required:
                raise ClaimInputError(key, "is missing.")
        elif given is not None or not is_nullable:
            try:
                values[attribute] = read(given)
            except ClaimInputError as problem:
                raise problem.below(key) from problem
    return values


def write_fields(record: object, fields: Fields) -> dict[str, object]:
    """The JSON object of ``record``; a missing fact is a missing key."""
    written: dict[str, object] = {}
    for one in fields.listed:
        value = getattr(record, one.attribute)
        if value is not None:
            written[one.key] = one.codec.write(value)
    return written


def record(make: Callable[..., object], *listed: Field) -> Codec:
    """A JSON object that becomes ``make(**attributes)``."""
    fields = Fields(*listed)
    return Codec(
        read=lambda value: make(**read_fields(value, fields)),
        write=lambda value: write_fields(value, fields),
    )

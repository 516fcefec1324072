"""Facts as JSON and back: what a kept check read, so that it can be repeated years later.

One pair of functions serves every fact: the declared types say how a value is read. Amounts are
text with every digit they had, days are ISO dates. What says nothing (None, "", an empty list) is
left out where that is the default.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

_NOTHING: tuple[object, ...] = (None, "", (), {}, frozenset())
_PLAIN: dict[Any, Callable[[Any], Any]] = {
    **dict.fromkeys((str, int, bool, object, type(None)), lambda value: value),
    Decimal: Decimal,
    dt.date: dt.date.fromisoformat,
}


class FactsError(ValueError):
    """Kept facts that cannot be read: another shape than this edition of the rules knows."""


def write_facts(value: object) -> Any:
    """JSON values of a fact, of a collection of facts, or of a whole snapshot."""
    if dataclasses.is_dataclass(value):
        kept = (one for one in dataclasses.fields(value) if one.init)  # no memo
        pairs = ((one, getattr(value, one.name)) for one in kept)
        return {
            one.name: write_facts(held)
            for one, held in pairs
            if held not in _NOTHING or held != _default(one)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        rows = [(key, write_facts(held)) for key, held in sorted(value.items())]
        if all(isinstance(key, str) for key, _held in rows):
            return dict(rows)
        return [[write_facts(key), held] for key, held in rows]
    if isinstance(value, frozenset):
        return sorted(value)
    return [write_facts(one) for one in value] if isinstance(value, tuple) else value


def _default(one: dataclasses.Field[Any]) -> object:
    """What the field is where it is left out; MISSING where it cannot be."""
    if one.default_factory is not dataclasses.MISSING:
        return one.default_factory()
    return one.default


def read_facts(kind: Any, value: object) -> Any:
    """The fact of type ``kind`` that `write_facts` wrote. Raises FactsError."""
    try:
        return _reader(kind)(value)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as unread:
        raise FactsError(f"{getattr(kind, '__name__', kind)} cannot be read") from unread


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How a JSON value becomes a value of the declared type ``kind``."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if origin in {types.UnionType, typing.Union}:
        return _optional([one for one in arguments if one is not type(None)])
    if origin is tuple:
        return _tuple(arguments)
    if origin is frozenset:
        return frozenset
    if origin is Mapping:
        return _mapping(*arguments)
    return _record(kind)


def _optional(kinds: list[Any]) -> Callable[[Any], Any]:
    [kind] = kinds  # a fact is of one kind or missing
    read = _reader(kind)
    return lambda value: None if value is None else read(value)


def _tuple(kinds: tuple[Any, ...]) -> Callable[[Any], Any]:
    if kinds[-1] is Ellipsis:
        read = _reader(kinds[0])
        return lambda values: tuple(read(one) for one in values)
    readers = [_reader(kind) for kind in kinds]
    return lambda values: tuple(read(one) for read, one in zip(readers, values, strict=True))


def _mapping(key: Any, held: Any) -> Callable[[Any], Any]:
    read_key, read_held = _reader(key), _reader(held)

    def read(values: Any) -> dict[Any, Any]:
        rows = values.items() if isinstance(values, dict) else values
        return {read_key(name): read_held(one) for name, one in rows}

    return read


def _record(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    named = [one.name for one in dataclasses.fields(kind) if one.init]
    readers = {name: _reader(hints[name]) for name in named}
    return lambda value: kind(**{name: readers[name](held) for name, held in value.items()})

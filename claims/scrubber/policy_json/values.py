"""Values of policy JSON, read strictly, each with the path that an error names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

Made = TypeVar("Made")


class PolicyError(ValueError):
    """Policy JSON that cannot be read: ``path`` says where, the text what is wanted."""

    def __init__(self, path: str, wanted: str) -> None:
        super().__init__(f"{path}: {wanted}")
        self.path = path


def object_at(value: object, path: str, keys: set[str] | None) -> dict[str, Any]:
    """A JSON object with no other than the known keys; None knows every key."""
    if not isinstance(value, Mapping):
        raise PolicyError(path, "an object is wanted.")
    for key in value:
        if keys is not None and key not in keys:
            raise PolicyError(f"{path}.{key}", f"is not known; {', '.join(sorted(keys))} are.")
    return dict(value)


def each_at(
    found: Mapping[str, Any], key: str, make: Callable[[object, str], Made], path: str = ""
) -> tuple[Made, ...]:
    """The rows of a list, each read with its path."""
    rows = found.get(key) or ()
    if not isinstance(rows, list | tuple):
        raise PolicyError(f"{path}{key}", "a list is wanted.")
    return tuple(make(row, f"{path}{key}[{at}]") for at, row in enumerate(rows))


def text_at(found: Mapping[str, Any], key: str, path: str) -> str:
    """A text that is not blank."""
    value = found.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(path, "a text is wanted.")
    return value.strip()


def day_at(value: object, path: str) -> dt.date | None:
    """A day, or None where there is none."""
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise PolicyError(path, f"{value} is no day; YYYY-MM-DD is wanted.") from error


def number_at(value: object, path: str) -> Decimal:
    """A finite number from 0."""
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise PolicyError(path, f"{value} is no number.") from error
    if not number.is_finite() or number < 0:
        raise PolicyError(path, f"{value} is no number from 0.")
    return number

"""Values of policy JSON, each read with the path that a refusal names.

What the columns know by themselves (lengths, choices, numbers too large) is asked of them
afterwards, in `codes.policies.reading`. The scrubber reads the same layout for itself
(`claims.scrubber.policy_json`), because it may import nothing; a test holds the two together.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

DIAGNOSIS = re.compile(
    r"[A-Z][0-9A-Z]{2}(\.[0-9A-Z]{1,4})?\*?|[A-Z][0-9A-Z]{2}\.\*|[A-Z][0-9A-Z]{0,1}\*"
)
CODE = re.compile(r"[A-Z][0-9]{4}|[0-9]{4}[0-9A-Z]")
PLACE = re.compile(r"[0-9]{2}")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")  # becomes a link: never another scheme
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database keeps these
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
MOST_LISTED = 2000
MOST_SHOWN = 40
MOST_WHOLE = 32767


class PolicyProblemError(ValueError):
    """Policy JSON that is refused: ``path`` says where, the text what was found and is wanted."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}")
        self.path = path
        self.sentence = sentence


def found_words(value: object) -> str:
    """The value as a refusal shows it, cut short."""
    text = ascii(value) if _is_odd(value) else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _is_odd(value: object) -> bool:
    return isinstance(value, str) and _UNSTORABLE.search(value) is not None


def object_at(value: object, path: str, keys: Collection[str]) -> Mapping[str, Any]:
    """A JSON object with no other keys than these."""
    if not isinstance(value, Mapping):
        raise PolicyProblemError(path, f"found {found_words(value)}; wanted: an object.")
    for key in value:
        if key not in keys:
            named = ascii(key) if _is_odd(key) else str(key)
            at = f"{path}.{named}" if path else named
            raise PolicyProblemError(at, f"not known; wanted: {', '.join(sorted(keys))}.")
    return value


def list_at(value: object, path: str) -> list[Any]:
    """A JSON list that is not endless; None is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise PolicyProblemError(path, f"found {found_words(value)}; wanted: a list.")
    if len(value) > MOST_LISTED:
        raise PolicyProblemError(path, f"{len(value)} entries; wanted: {MOST_LISTED} at most.")
    return list(value)


def text(value: object, path: str) -> str:
    """A text that is not blank, without spaces around it."""
    if not isinstance(value, str) or not value.strip() or _UNSTORABLE.search(value):
        raise PolicyProblemError(path, f"found {found_words(value)}; wanted: a text.")
    if value != value.strip():
        raise PolicyProblemError(path, f"found {found_words(value)}; wanted: no spaces around it.")
    return value


def texts(value: object, path: str) -> list[str]:
    """A list of texts, each once."""
    found = [text(one, f"{path}[{at}]") for at, one in enumerate(list_at(value, path))]
    for at, one in enumerate(found):
        if one in found[:at]:
            raise PolicyProblemError(f"{path}[{at}]", f"{found_words(one)} stands here twice.")
    return found


def formed(pattern: re.Pattern[str], example: str) -> Callable[[object, str], str]:
    """A text of that form."""

    def read(value: object, path: str) -> str:
        found = text(value, path)
        if not pattern.fullmatch(found):
            words = f"found {found_words(value)}; wanted: a text such as {example}."
            raise PolicyProblemError(path, words)
        return found

    return read


def each_formed(pattern: re.Pattern[str], example: str) -> Callable[[object, str], list[str]]:
    """A list of texts of that form, each once."""
    one = formed(pattern, example)

    def read(value: object, path: str) -> list[str]:
        found = texts(value, path)
        return [one(each, f"{path}[{at}]") for at, each in enumerate(found)]

    return read


def chosen(*known: str) -> Callable[[object, str], list[str]]:
    """A list of some of these texts."""

    def read(value: object, path: str) -> list[str]:
        found = texts(value, path)
        for at, one in enumerate(found):
            if one not in known:
                words = f"found {found_words(one)}; wanted: {', '.join(known)}."
                raise PolicyProblemError(f"{path}[{at}]", words)
        return found

    return read


def whole(value: object, path: str) -> int:
    """A whole number from 0 that a small column holds, whatever the database."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_WHOLE:
        words = f"found {found_words(value)}; wanted: a whole number up to {MOST_WHOLE}."
        raise PolicyProblemError(path, words)
    return value


def at_most(most: int) -> Callable[[object, str], int]:
    """A whole number up to ``most``: days, months and years that a policy can mean."""

    def read(value: object, path: str) -> int:
        found = whole(value, path)
        if found > most:
            raise PolicyProblemError(path, f"found {found}; wanted: {most} at most.")
        return found

    return read


def wholes(value: object, path: str) -> list[int]:
    """A list of whole numbers, rising."""
    found = [whole(one, f"{path}[{at}]") for at, one in enumerate(list_at(value, path))]
    if found != sorted(set(found)):
        raise PolicyProblemError(path, f"found {found_words(found)}; wanted: rising numbers.")
    return found


def number(value: object, path: str) -> Decimal:
    """A finite number from 0; a fraction is read from its digits, never from a binary number."""
    words = f"found {found_words(value)}; wanted: a number from 0."
    if isinstance(value, bool) or value is None:
        raise PolicyProblemError(path, words)
    try:
        found = Decimal(str(value))
    except InvalidOperation as problem:
        raise PolicyProblemError(path, words) from problem
    if not found.is_finite() or found < 0:
        raise PolicyProblemError(path, words)
    return found


def yes_or_no(value: object, path: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise PolicyProblemError(path, f"found {found_words(value)}; wanted: true or false.")
    return value


def day(value: object, path: str) -> dt.date:
    """A day written as 2026-11-21; that there is no end is said by leaving it out."""
    try:
        found = dt.date.fromisoformat(text(value, path))
    except ValueError as problem:
        words = f"found {found_words(value)}; wanted: a day as 2026-11-21."
        raise PolicyProblemError(path, words) from problem
    if not EARLIEST <= found <= LATEST:
        raise PolicyProblemError(
            path, f"found {found}; wanted: a day from {EARLIEST} to {LATEST}, or none at all."
        )
    return found

"""The diagnoses of a claim as they are looked up."""

from __future__ import annotations

import datetime as dt

from claims.scrubber.context import Context
from claims.scrubber.notation import diagnosis_key, folded
from claims.scrubber.snapshot import LineSnapshot


def written(context: Context) -> tuple[tuple[int, str, str], ...]:
    """Position, text and key of each diagnosis that is not blank."""
    if "diagnoses" not in context.memo:
        rows = enumerate(context.claim.diagnoses or ())
        context.memo["diagnoses"] = tuple(
            (at, text, diagnosis_key(text)) for at, text in rows if folded(text)
        )
    found: tuple[tuple[int, str, str], ...] = context.memo["diagnoses"]
    return found


def pointed(line: LineSnapshot, context: Context) -> tuple[str, ...]:
    """The keys of the diagnoses that the line points to, in order of its pointers."""
    by_position = {at + 1: key for at, _text, key in written(context)}
    return tuple(by_position[one] for one in line.pointers or () if one in by_position)


def service_days(context: Context) -> tuple[dt.date, ...]:
    """The first and last days of the lines, each once, oldest first."""
    days: set[dt.date] = set()
    for line in context.claim.lines:
        if line.dos_from is not None:
            days |= {line.dos_from, max(line.dos_from, line.dos_to or line.dos_from)}
    return tuple(sorted(days))


def matches(key: str, patterns: tuple[str, ...]) -> bool:
    """Whether an undotted diagnosis is one of ``patterns``, with ``*`` for any ending."""
    for pattern in patterns:
        wanted = pattern.strip().upper().replace(".", "")
        if key.startswith(wanted[:-1]) if wanted.endswith("*") else key == wanted:
            return True
    return False

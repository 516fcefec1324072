"""What ranges of diagnoses demand: a csv of pattern, flag, value and source."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import heading, stated
from codes.importers.heading import Spellings
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, register
from codes.importers.source import Source
from codes.models import DiagnosisFlag

KIND = "dxflags"
KEY, VALUES = ("low", "high", "flag"), ("value", "source")
_COLUMNS: Spellings = {name: (name,) for name in ("pattern", "flag", "value", "source")}
_CODE = r"[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?"
_PATTERN = re.compile(rf"({_CODE})(?:-({_CODE}))?")
_VALUE = {
    "not_primary": re.compile(r".{1,80}"),
    "sex": re.compile(r"[FM]"),
    "age": re.compile(r"[0-9]{1,3}-[0-9]{1,3}"),
}
Flags = dict[tuple[str, str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFile:
    """Value and source by first code, last code (both undotted) and flag."""

    flags: Flags
    action_days: frozenset[dt.date] = frozenset()


def recognises(source: Source) -> bool:
    """Whether the heading is pattern, flag, value, source."""
    return heading.lines(source, _COLUMNS) is not None


def read(source: Source) -> FlagFile:
    """The flags. Raises UnreadableFile for a pattern, flag or value that is none."""
    flags: Flags = {}
    for line in heading.needed(source, _COLUMNS, "a table of diagnosis flags"):
        cells = line.cells
        found = _PATTERN.fullmatch(cells["pattern"].upper())
        if found is None:
            raise UnreadableFile(
                f"{line.place}: pattern is {cells['pattern']!r}; a code or two with a hyphen are"
                " wanted."
            )
        low = found[1].replace(".", "")
        high = (found[2] or found[1]).replace(".", "")
        value = _VALUE.get(cells["flag"])
        if value is None:
            raise UnreadableFile(
                f"{line.place}: flag is {cells['flag']!r}; {', '.join(_VALUE)} are known."
            )
        if low > high or not value.fullmatch(cells["value"]):
            raise UnreadableFile(
                f"{line.place}: {cells['pattern']} {cells['flag']} {cells['value']!r} is no flag."
            )
        if (low, high, cells["flag"]) in flags:
            raise UnreadableFile(f"{line.place}: {cells['pattern']} is listed twice.")
        flags[low, high, cells["flag"]] = (cells["value"], cells["source"][:120])
    if not flags:
        raise UnreadableFile(f"{source.name} lists no flags; a table of diagnosis flags is wanted.")
    return FlagFile(flags=flags)


@transaction.atomic
def store(file: FlagFile, origin: Origin) -> list[Tally]:
    """Write the differences; flags that the list does not name are left as they are."""
    release = register(
        KIND,
        f"Diagnosis flags, {origin.released:%B %Y}",
        origin,
        rows=len(file.flags),
        complete_for=[],
    )
    tally = Tally(label="dxflags flags")
    stated.store(DiagnosisFlag, KEY, VALUES, file.flags, release=release, tally=tally)
    facts_changed()
    return [tally]

"""The release behind imported rows, and the count of what an import did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from codes.importers.problem import UnreadableFile
from codes.models import ReferenceRelease

# The federal lists imported here have one publisher. Rows of any other publisher (the
# demonstration's, written by hand) are stand-ins that an official file replaces whatever its date.
PUBLISHER = "Centers for Medicare & Medicaid Services"
# Between quarters the set loses a handful of codes; a file of far fewer is a part of one.
LEAST_PERCENT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file behind the facts: its name, its hash, the day from which it speaks.

    ``may_list_fewer`` where a person vouches for a file that lists far fewer codes than known.
    ``options`` answer what the importer asks beyond that.
    """

    name: str
    sha256: str
    released: dt.date
    may_list_fewer: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the records of one kind. ``refused`` holds one reason per refused row."""

    label: str
    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    refused: tuple[str, ...] = ()

    def count(self, outcome: str) -> None:
        """Count one record: added, changed, ended or unchanged."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def counts(self) -> dict[str, int]:
        """The numbers, as the command prints them and the audit event keeps them."""
        return {
            "added": self.added,
            "changed": self.changed,
            "ended": self.ended,
            "unchanged": self.unchanged,
            "refused": len(self.refused),
        }

    def __str__(self) -> str:
        numbers = " ".join(f"{name}={number}" for name, number in self.counts().items())
        return f"{self.label}: {numbers}"


def register(
    kind: str, title: str, origin: Origin, *, rows: int, complete_for: list[list[str]]
) -> ReferenceRelease:
    """The release row of this file; the same file again finds its own."""
    facts: dict[str, Any] = {
        "publisher": PUBLISHER,
        "title": title[:120],
        "row_counts": {"rows": rows},
        "complete_for": complete_for,
    }
    release, _created = ReferenceRelease.objects.get_or_create(
        kind=kind, effective_from=origin.released, sha256=origin.sha256, defaults=facts
    )
    return release


def check_length(what: str, origin: Origin, *, listed: int, known: int) -> None:
    """Refuse a part of a file: every code it lacks would count as gone from the set.

    ``known`` is how many codes of the newest official release were in the set on the file's day.
    """
    if origin.may_list_fewer or listed * 100 >= known * LEAST_PERCENT:
        return
    raise UnreadableFile(
        f"{origin.name} lists {listed:,} {what}{'' if listed == 1 else 's'}, but the newest"
        f" official release has {known:,} that were added by {origin.released.isoformat()}; at"
        f" least {LEAST_PERCENT} % of them are wanted",
        asks="allow_fewer",
        option=", unless --allow-fewer is given",
    )


def is_official(release: ReferenceRelease) -> bool:
    """Whether the publisher itself said it."""
    return release.publisher == PUBLISHER


def is_newer(known: ReferenceRelease, incoming: ReferenceRelease) -> bool:
    """Whether what is known comes from a newer official file than the one coming in."""
    return is_official(known) and known.effective_from > incoming.effective_from


def newer_complete(release: ReferenceRelease) -> list[ReferenceRelease]:
    """Newer official releases of the same kind that list every code of some range, oldest first."""
    rows = ReferenceRelease.objects.filter(
        kind=release.kind, publisher=PUBLISHER, effective_from__gt=release.effective_from
    ).order_by("effective_from")
    return [row for row in rows if row.complete_for]


def covers(release: ReferenceRelease, code: str) -> bool:
    """Whether ``code`` is in a range of which the file lists every code."""
    return any(first <= code <= last for first, last in release.complete_for)

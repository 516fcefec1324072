"""Tables whose files state no days: a row holds from the file that first states it.

A newer file with other values closes the row and opens the next; a newer whole file that does not
list the key closes it. An older file fills in what was before the first row, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from codes.importers.held import Held, Key, Values, held, known_count, newer_files, write
from codes.importers.release import Origin, Tally, check_length
from codes.models import ReferenceRelease

_DAY = dt.timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Listing:
    """A table, what a file states of it, and how the file stands to what is known.

    ``is_whole``: the file lists every key there is. ``since_ever``: a key of the first file of its
    kind holds without a first day, because the file tells nothing of when it began.
    """

    table: type[models.Model]
    key: Sequence[str]
    values: Sequence[str]
    release: ReferenceRelease
    tally: Tally
    scope: Mapping[str, Any] = field(default_factory=dict)
    is_whole: bool = True
    since_ever: bool = False
    create: list[dict[str, Any]] = field(default_factory=list)
    update: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    newer: list[dt.date] = field(default_factory=list)

    @property
    def day(self) -> dt.date:
        """The day from which the file speaks."""
        return self.release.effective_from


def store(listing: Listing, stated: Mapping[Key, Values], origin: Origin, what: str) -> None:
    """Write the differences. Raises UnreadableFile for a file of far fewer keys than are known."""
    known = held(listing.table, listing.key, listing.values, **listing.scope)
    listing.newer = newer_files(listing.release)
    if listing.is_whole and not listing.newer:
        check_length(what, origin, listed=len(stated), known=known_count(known))
    first = _first_day(listing)
    for key, values in stated.items():
        versions = known.get(key)
        if versions is None:
            listing.tally.count("added")
            _open(listing, key, values, first, listing.newer[0] - _DAY if listing.newer else None)
        elif listing.newer:
            listing.tally.count(_before(listing, key, values, versions[0]))
        else:
            listing.tally.count(_revise(listing, key, values, versions[-1]))
    if listing.is_whole and not listing.newer:
        _end(listing, (rows[-1] for key, rows in known.items() if key not in stated))
    write(listing.table, listing.create, listing.update)


def _first_day(listing: Listing) -> dt.date | None:
    if not listing.since_ever:
        return listing.day
    others = ReferenceRelease.objects.filter(
        kind=listing.release.kind,
        publisher=listing.release.publisher,
        effective_from__lt=listing.day,
    )
    return listing.day if others.exists() else None


def _before(listing: Listing, key: Key, values: Values, first: Held) -> str:
    """An older file: it may tell what held before the first row, and changes no row."""
    if first.start is None or first.start <= listing.day or not first.is_official:
        return "unchanged"
    _open(listing, key, values, listing.day, first.start - _DAY)
    return "added"


def _revise(listing: Listing, key: Key, values: Values, row: Held) -> str:
    has_ended = row.through is not None and row.through < listing.day
    starts_now = row.start is not None and row.start >= listing.day
    if not row.is_official or (starts_now and row.values != values):
        _correct(listing, row, values)
        return "unchanged" if row.values == values else "changed"
    if row.values == values and not has_ended:
        return "unchanged"
    if not has_ended:
        listing.update.append((row.pk, {"effective_through": listing.day - _DAY}))
    _open(listing, key, values, listing.day, None)
    return "changed"


def _correct(listing: Listing, row: Held, values: Values) -> None:
    """Take the values in place: of a stand-in, or of a file of the same day."""
    columns = dict(zip(listing.values, values, strict=True))
    listing.update.append((row.pk, {**columns, "release": listing.release}))


def _open(
    listing: Listing, key: Key, values: Values, start: dt.date | None, through: dt.date | None
) -> None:
    listing.create.append(
        {
            **listing.scope,
            **dict(zip(listing.key, key, strict=True)),
            **dict(zip(listing.values, values, strict=True)),
            "effective_from": start,
            "effective_through": through,
            "release": listing.release,
        }
    )


def _end(listing: Listing, rows: Iterable[Held]) -> None:
    """What a newer whole file does not list has ended the day before."""
    last = listing.day - _DAY
    for row in rows:
        is_open = row.is_official and row.through is None
        if is_open and (row.start is None or row.start <= last):
            listing.update.append((row.pk, {"effective_through": last}))
            listing.tally.count("ended")

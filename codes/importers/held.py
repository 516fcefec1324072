"""Rows of a table as they are held, without making objects of them: some tables are long."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import models

from codes.importers.release import PUBLISHER
from codes.models import ReferenceRelease

AT_ONCE = 2_000
Key = tuple[Any, ...]
Values = tuple[Any, ...]


class Held(NamedTuple):
    """One stored row: its days, the file it comes from, and the columns that a file states."""

    pk: int
    start: dt.date | None
    through: dt.date | None
    released: dt.date
    is_official: bool
    values: Values


def held(
    table: type[models.Model], key: Sequence[str], values: Sequence[str], **scope: Any
) -> dict[Key, list[Held]]:
    """Every row by its key, oldest first; no first day is the oldest."""
    is_dated = any(field.name == "effective_from" for field in table._meta.fields)
    days = ["effective_from", "effective_through"] if is_dated else ["pk", "pk"]
    rows = table._default_manager.filter(**scope).order_by()
    columns = ["pk", *days, "release__effective_from", "release__publisher", *key, *values]
    found: dict[Key, list[Held]] = defaultdict(list)
    for pk, start, through, released, publisher, *rest in rows.values_list(*columns).iterator():
        found[tuple(rest[: len(key)])].append(
            Held(
                pk,
                start if is_dated else None,
                through if is_dated else None,
                released,
                publisher == PUBLISHER,
                tuple(rest[len(key) :]),
            )
        )
    for versions in found.values():
        versions.sort(key=lambda row: row.start or dt.date.min)
    return dict(found)


def newer_files(release: ReferenceRelease) -> list[dt.date]:
    """The days of newer official files of the same kind, oldest first."""
    rows = ReferenceRelease.objects.filter(
        kind=release.kind, publisher=PUBLISHER, effective_from__gt=release.effective_from
    )
    return sorted(rows.values_list("effective_from", flat=True))


def write(
    table: type[models.Model],
    create: Iterable[Mapping[str, Any]],
    update: Iterable[tuple[int, Mapping[str, Any]]],
) -> None:
    """Create rows, a few thousand at a time, and change others column by column."""
    rows = (table(**columns) for columns in create)
    while part := list(islice(rows, AT_ONCE)):
        table._default_manager.bulk_create(part)
    by_columns: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for pk, columns in update:
        by_columns[tuple(sorted(columns))].append(table(pk=pk, **columns))
    for names, changed in by_columns.items():
        table._default_manager.bulk_update(changed, names, batch_size=200)


def known_count(rows: Mapping[Key, list[Held]]) -> int:
    """How many keys an official file stated and none has ended since."""
    return sum(1 for each in rows.values() if each[-1].is_official and each[-1].through is None)


def batches(rows: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    """The rows in lists of at most ``size``."""
    stream = iter(rows)
    while part := list(islice(stream, size)):
        yield part

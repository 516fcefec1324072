"""The journal of an import: every row that it changed, before and after, so that it can be undone.

Restoring takes away what is there and puts the rows back under their old keys, so that a dump of
the tables equals the one made before the import.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps

from codes.importing.large import Range
from codes.importing.tables import Image, RowChange, Table, images, parts, row_of
from codes.models import ImportJournal, ImportRun

PART = 20_000
_Line = tuple[int, Image | None, Image | None]


class JournalWriter:
    """Takes changed rows one by one and writes them in parts."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._lines: list[_Line] = []
        self._table: Table | None = None
        self._number = 0

    def add(self, change: RowChange) -> None:
        """Take a row; a part never holds rows of two tables."""
        if change.table is not self._table or len(self._lines) == PART:
            self.close()
        self._table = change.table
        self._lines.append((change.key, change.before, change.after))

    def add_range(self, found: Range) -> None:
        """Take rows that are new in a long table, as one entry."""
        self.close()
        said = [found.watched, found.release, found.first, found.last, found.sums]
        self._write(found.table, found.rows, said, is_range=True)

    def close(self) -> None:
        """Write what is left."""
        if self._table is None or not self._lines:
            return
        self._write(self._table, len(self._lines), self._lines)
        self._lines = []

    def _write(self, table: Table, rows: int, body: list[Any], *, is_range: bool = False) -> None:
        self._number += 1
        ImportJournal.objects.create(
            run=self._run,
            table=table._meta.label,
            number=self._number,
            rows=rows,
            is_range=is_range,
            body=zlib.compress(json.dumps(body).encode()),
        )


def entries(run: ImportRun) -> Iterator[list[RowChange]]:
    """The changed rows, part by part."""
    numbers = run.journal.filter(is_range=False).order_by("number").values_list("number", flat=True)
    for number in list(numbers):
        part = run.journal.get(number=number)
        table = apps.get_model(part.table)
        lines: list[_Line] = json.loads(zlib.decompress(bytes(part.body)))
        yield [
            RowChange(table=table, key=key, before=before, after=after)
            for key, before, after in lines
        ]


def ranges(run: ImportRun) -> Iterator[Range]:
    """The rows that are new in long tables."""
    for part in run.journal.filter(is_range=True).order_by("number"):
        watched, release, first, last, sums = json.loads(zlib.decompress(bytes(part.body)))
        yield Range(
            table=apps.get_model(part.table),
            watched=tuple(watched),
            release=release,
            first=first,
            last=last,
            rows=part.rows,
            sums=sums,
        )


def changed_later(changes: list[RowChange]) -> list[RowChange]:
    """Those whose row is no longer as the import left it."""
    found = []
    for chunk in parts([change.key for change in changes]):
        now = images(changes[0].table, chunk)
        wanted = set(chunk)
        found += [
            change
            for change in changes
            if change.key in wanted and now.get(change.key) != change.after
        ]
    return found


def take_away(changes: list[RowChange]) -> None:
    """Remove the rows of one table as they are now, to make room for what they were.

    References between tables are checked when the transaction ends; nothing cascades.
    """
    for chunk in parts([change.key for change in changes]):
        rows = changes[0].table._default_manager.filter(pk__in=chunk)
        rows._raw_delete(rows.db)  # noqa: SLF001 - delete() would follow references


def take_range_away(found: Range) -> None:
    """Remove the rows that an import added to a long table; nothing cascades."""
    rows = found.found()
    rows._raw_delete(rows.db)  # noqa: SLF001 - delete() would follow references


def put_back(changes: list[RowChange]) -> None:
    """Write the rows of one table as they were before the import, under their old keys."""
    before = [row_of(one.table, one.before) for one in changes if one.before is not None]
    if before:
        changes[0].table._default_manager.bulk_create(before, batch_size=500)

"""Tables that are too long to copy: new rows are kept as a range of keys, changed ones one by one.

A quarter of PTP edits is 1.7 million rows. The rows that an import adds have the keys after the
last one before it, and name its release; what they add up to tells later whether one was touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Count, Max, Min

from codes.importers.before import names, quoted
from codes.importers.registry import Large
from codes.importing.tables import RowChange, Table, changes_of, image
from codes.models import ReferenceRelease

Sums = list[list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Rows that an import added: those of ``release`` with keys ``first`` .. ``last``.

    ``sums`` counts them by the columns that a person can change.
    """

    table: Table
    watched: tuple[str, ...]
    release: int
    first: int
    last: int
    rows: int
    sums: Sums

    def found(self) -> models.QuerySet[Any]:
        """The rows as they are now."""
        return _rows(self.table, self.release, self.first, self.last)

    def is_as_left(self) -> bool:
        """Whether none was changed or removed since."""
        return _sums(self.found(), self.watched) == self.sums

    def sample(self, most: int) -> Iterator[RowChange]:
        """The first rows, as changes."""
        for row in self.found().order_by("pk")[:most]:
            yield RowChange(table=self.table, key=row.pk, before=None, after=image(row))


@contextmanager
def opened(watched: Iterable[Large]) -> Iterator[dict[Table, int]]:
    """Give each table its empty twin (`codes.importers.before`); the answer is its last key."""
    tables = [each.table for each in watched]
    last: dict[Table, int] = {}
    with connection.cursor() as cursor:
        for table in tables:
            live, copy = names(table)
            cursor.execute(f"CREATE TEMPORARY TABLE {copy} AS SELECT * FROM {live} WHERE 1 = 0")  # noqa: S608 - names of our own tables, quoted
            cursor.execute(f"CREATE INDEX {quoted(f'at_{copy}')} ON {copy} (id)")
            last[table] = table._default_manager.aggregate(last=Max("pk"))["last"] or 0
    yield last
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE {names(table)[1]}")


def changed(table: Table) -> Iterator[RowChange]:
    """The rows that the importer put into the twin, before and after."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {names(table)[1]} ORDER BY id")  # noqa: S608 - names of our own tables, quoted
        keys = [key for (key,) in cursor.fetchall()]
    yield from changes_of(table, keys)


def added(large: Large, after: int, release: ReferenceRelease) -> Range | None:
    """The rows of ``release`` with keys above ``after``; None where there are none."""
    rows = _rows(large.table, release.pk, after + 1, None)
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"), rows=Count("pk"))
    if not ends["rows"]:
        return None
    return Range(
        table=large.table,
        watched=large.watched,
        release=release.pk,
        first=ends["first"],
        last=ends["last"],
        rows=ends["rows"],
        sums=_sums(rows, large.watched),
    )


def _rows(table: Table, release: int, first: int, last: int | None) -> models.QuerySet[Any]:
    rows = table._default_manager.filter(release_id=release, pk__gte=first)
    return rows if last is None else rows.filter(pk__lte=last)


def _sums(rows: models.QuerySet[Any], watched: Sequence[str]) -> Sums:
    counted = rows.order_by().values_list(*watched).annotate(rows=Count("pk"))
    plain = [
        [None if cell is None else str(cell) for cell in group[:-1]] + [group[-1]]
        for group in counted
    ]
    return sorted(plain, key=str)

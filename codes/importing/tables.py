"""Which rows of some tables a piece of work changed, and what stood in them before and after.

The tables are copied inside the database for the length of the transaction, and compared there:
a table of more than a million rows never passes through memory, only what changed does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models

from codes.importers.before import names, quoted

Table = type[models.Model]
Image = dict[str, Any]
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One row that is not as it was: ``before`` None where it is new, ``after`` where it is gone.

    An image is the row's columns as JSON can hold them: days and decimals as text.
    """

    table: Table
    key: int
    before: Image | None
    after: Image | None


@contextmanager
def copied(tables: Iterable[Table]) -> Iterator[None]:
    """Keep a copy of the tables as they are now; inside a transaction only."""
    twins = [names(table) for table in tables]
    with connection.cursor() as cursor:
        for table, copy in twins:
            cursor.execute(f"CREATE TEMPORARY TABLE {copy} AS SELECT * FROM {table}")  # noqa: S608 - names of our own tables, quoted
            cursor.execute(f"CREATE INDEX {quoted(f'at_{copy}')} ON {copy} (id)")
    yield
    with connection.cursor() as cursor:
        for _table, copy in twins:
            cursor.execute(f"DROP TABLE {copy}")


def changed_since_copied(table: Table) -> Iterator[RowChange]:
    """The rows of a copied table that differ from the copy, by key."""
    live, copy = names(table)
    either = " UNION ".join(
        f"SELECT id FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {other}) AS only_{place}"  # noqa: S608 - names of our own tables, quoted
        for place, (one, other) in enumerate([(live, copy), (copy, live)])
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{either} ORDER BY id")
        keys = [key for (key,) in cursor.fetchall()]
    yield from changes_of(table, keys)


def changes_of(table: Table, keys: Sequence[int]) -> Iterator[RowChange]:
    """The rows with these keys, as the copy has them and as they are."""
    _live, copy = names(table)
    for part in parts(keys):
        marks = ",".join(["%s"] * len(part))
        old = table._default_manager.raw(
            f"SELECT * FROM {copy} WHERE id IN ({marks})",  # noqa: S608 - names of our own tables, quoted
            part,
        )
        before = {row.pk: image(row) for row in old}
        after = images(table, part)
        for key in part:
            yield RowChange(table=table, key=key, before=before.get(key), after=after.get(key))


def images(table: Table, keys: Sequence[int]) -> dict[int, Image]:
    """The rows with these keys as they are now; at most `AT_ONCE` at a time."""
    return {key: image(row) for key, row in table._default_manager.in_bulk(list(keys)).items()}


def image(row: models.Model) -> Image:
    """The columns of a row as JSON can hold them, by attribute."""
    return {
        field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields
    }


def row_of(table: Table, columns: Image) -> models.Model:
    """The row that an image was made of."""
    fields = table._meta.concrete_fields
    return table(**{field.attname: _value(field, columns[field.attname]) for field in fields})


def parts(keys: Sequence[int], most: int = AT_ONCE) -> Iterator[list[int]]:
    """The keys in lists of at most ``most``: databases bound the parameters of a statement."""
    for first in range(0, len(keys), most):
        yield list(keys[first : first + most])


def _value(field: models.Field[Any, Any], plain: Any) -> Any:
    return plain if isinstance(field, models.JSONField) else field.to_python(plain)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value

"""Rows of a long table as they were before an import changed them.

While an import is stored, each of its long tables has an empty twin of its own shape; whoever
changes or removes rows puts them there first. The twin lives as long as the transaction's work.
"""

from __future__ import annotations

from django.db import connection, models


def quoted(name: str) -> str:
    """A name of ours as the database wants it."""
    return connection.ops.quote_name(name.replace('"', ""))


def names(table: type[models.Model]) -> tuple[str, str]:
    """The table and its twin, quoted."""
    name = table._meta.db_table
    return quoted(name), quoted(f"before_{name}")


def keep(table: type[models.Model], condition: str) -> int:
    """Copy the rows that meet ``condition`` (SQL of ours, about ``live``); how many there are."""
    live, copy = names(table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {copy} SELECT live.* FROM {live} AS live WHERE {condition}")  # noqa: S608 - names and conditions of our own
        return int(cursor.rowcount)

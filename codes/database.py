"""A database that was never migrated, as commands meet it on a fresh machine."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection


def migrate_when_empty() -> None:
    """Make the tables when there are none; leave any other database alone."""
    if "django_migrations" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)

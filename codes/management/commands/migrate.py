"""`manage.py migrate`, and the triggers afterwards: a rebuilt table loses them without a word."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import DEFAULT_DB_ALIAS, connection


class Command(DjangoMigrate):
    """Django's own command; what it leaves without triggers is protected again."""

    def handle(self, *args: Any, **options: Any) -> None:
        from codes.policies import protection

        super().handle(*args, **options)
        is_ours = options.get("database", DEFAULT_DB_ALIAS) == DEFAULT_DB_ALIAS
        if is_ours and not options.get("plan") and not options.get("check_unapplied"):
            tables = set(connection.introspection.table_names())
            if {guard.table for guard in protection.wanted()} <= tables:
                protection.install()

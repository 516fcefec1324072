"""Load the demonstration: reference facts, five sign-ins, an infusion practice with its claims."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    """`manage.py demo`: the second run changes nothing."""

    help = "Load the demonstration data; the second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two switches."""
        parser.add_argument(
            "--reset", action="store_true", help="delete the demo practices' rows and load anew"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there are users already"
        )

    def handle(self, *_args: Any, reset: bool, if_empty: bool, **_options: Any) -> None:
        """Migrate an empty database, load, and say what was added."""
        if settings.PRODUCTION:
            raise CommandError("The demonstration is not loaded with production settings.")
        if not connection.introspection.table_names():
            call_command("migrate", verbosity=0)
        from billing_site.accounts.models import User

        if if_empty and User.objects.exists():
            return
        self._load(reset=reset)

    def _load(self, *, reset: bool) -> None:
        from django.utils import timezone

        from claims.demo.load import load

        added = load(now=timezone.now(), password=os.environ.get("DEMO_PASSWORD", ""), reset=reset)
        for name, count in added.items():
            self.stdout.write(f"{name}: added={count}")

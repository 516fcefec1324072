"""`manage.py protect`: install the triggers that keep published policies, or verify them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Exit status 0: all triggers are there."""

    help = "Keep published policy versions from being changed, by triggers of the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--verify", action="store_true", help="look only, install nothing")

    def handle(self, *_args: Any, verify: bool, **_options: Any) -> None:
        from codes.policies import protection

        if not verify:
            protection.install()
        absent = protection.missing()
        if absent:
            raise CommandError(f"{len(absent)} triggers are not there: {', '.join(absent)}")
        self.stdout.write(f"policies: {len(list(protection.wanted()))} triggers keep them")

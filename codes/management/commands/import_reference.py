"""Load a publisher's own file into the reference tables."""

from __future__ import annotations

import datetime as dt
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone


class Command(BaseCommand):
    """`manage.py import_reference KIND FILE`: what a newer file says; a second run is unchanged."""

    help = "Load a publisher's file (zip, xlsx, fixed-width text, csv) into the reference tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """KIND, FILE and three options."""
        parser.add_argument("kind", help="hcpcs, modifiers, pos")
        parser.add_argument("file", type=Path, help="the file as the publisher issues it")
        parser.add_argument(
            "--release",
            metavar="YYYY-MM-DD",
            help="the day from which the file speaks, where its name does not say it",
        )
        parser.add_argument(
            "--allow-fewer",
            action="store_true",
            help="take a CMS code file that lists far fewer codes than the newest one",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change and change nothing"
        )

    def handle(
        self,
        *_args: Any,
        kind: str,
        file: Path,
        release: str | None,
        allow_fewer: bool,
        dry_run: bool,
        **_options: Any,
    ) -> None:
        """Read the whole file first; store it in one transaction with its audit event."""
        from codes.database import migrate_when_empty
        from codes.importers.problem import UnreadableFile
        from codes.importers.registry import IMPORTERS
        from codes.importers.release import Origin
        from codes.importers.release_day import release_day
        from codes.importers.source import open_source

        importer = IMPORTERS.get(kind)
        if importer is None:
            raise CommandError(
                f"{kind!r} is no kind of reference file; {', '.join(IMPORTERS)} are known."
            )
        option = _day(release) if release is not None else None
        try:
            self._progress(f"Reading {file.name} …")
            source = open_source(file)
            reading = importer.read(source)
            today = timezone.localdate()
            origin = Origin(
                name=source.name,
                sha256=source.sha256,
                released=release_day(source, reading.action_days, option=option, today=today),
                may_list_fewer=allow_fewer,
            )
            migrate_when_empty()
            self._progress("Storing …")
            self._store(importer, reading, origin, kind=kind, dry_run=dry_run)
        except UnreadableFile as error:
            raise CommandError(f"{error} Nothing was changed.") from error

    def _store(self, importer: Any, reading: Any, origin: Any, *, kind: str, dry_run: bool) -> None:
        from billing_site.audit.record import record_command

        with transaction.atomic():
            tallies = importer.store(reading, origin)
            record_command(
                "reference.import",
                object_type=kind,
                object_id=origin.released.isoformat(),
                changes={
                    "file": origin.name,
                    "sha256": origin.sha256,
                    **{tally.label: tally.counts() for tally in tallies},
                },
            )
            if dry_run:
                transaction.set_rollback(True)
        for tally in tallies:
            for reason in tally.refused:
                self.stdout.write(f"refused: {reason}")
        self.stdout.write(f"release: {origin.released.isoformat()}, from {origin.name}")
        if dry_run:
            self.stdout.write("dry run: nothing was stored")
        for tally in tallies:
            self.stdout.write(str(tally))

    def _progress(self, words: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(words)


def _day(written: str) -> dt.date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            pass
    raise CommandError(
        f"--release {written!r} is no day; YYYY-MM-DD is wanted. Nothing was changed."
    )

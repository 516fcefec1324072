"""Load a publisher's own file into the reference tables."""

from __future__ import annotations

import datetime as dt
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

if TYPE_CHECKING:
    from codes.importing.storing import Reading, Stored


class Command(BaseCommand):
    """`manage.py import_reference KIND FILE`: what a newer file says; a second run is unchanged."""

    help = "Load a publisher's file (zip, xlsx, fixed-width text, csv) into the reference tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """KIND, FILE and four options."""
        parser.add_argument("kind", help="hcpcs, modifiers, pos, icd10cm, mue, ptp and others")
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
            "--program",
            help="medicare or medicaid, for a table of MUEs that does not say it",
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
        program: str | None = None,
        **_options: Any,
    ) -> None:
        """Read the whole file first; store it in one transaction with its audit event."""
        from codes.database import migrate_when_empty
        from codes.importers.problem import UnreadableFile
        from codes.importers.registry import IMPORTERS
        from codes.importers.source import open_source
        from codes.importing import storing

        if kind not in IMPORTERS:
            raise CommandError(
                f"{kind!r} is no kind of reference file; {', '.join(IMPORTERS)} are known."
            )
        option = _day(release) if release is not None else None
        try:
            said = storing.Answers(
                kind=kind,
                day=option,
                may_list_fewer=allow_fewer,
                options={"program": program} if program else {},
            )
            reading = storing.read(
                open_source(file), said, today=timezone.localdate(), say=self._progress
            )
            migrate_when_empty()
            stored = self._try_out(reading) if dry_run else self._apply(file, reading)
        except UnreadableFile as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self._print(reading, stored, dry_run=dry_run)

    def _try_out(self, reading: Reading) -> Stored:
        from codes.importing import storing

        return storing.try_out(reading, self._progress)

    def _apply(self, file: Path, reading: Reading) -> Stored:
        """Store as the page does, so that the import is in the history and can be undone there."""
        from codes.importing import storing, uploads
        from codes.models import ImportRun

        run = ImportRun(
            kinds=[reading.kind],
            file_name=uploads.plain_name(file.name),
            sha256=reading.origin.sha256,
            size=file.stat().st_size,
        )
        return storing.apply(run, reading, None, say=self._progress)

    def _print(self, reading: Reading, stored: Stored, *, dry_run: bool) -> None:
        from codes.importing import storing

        for tally in stored.tallies:
            for reason in tally.refused[: storing.REFUSED_KEPT]:
                self.stdout.write(f"refused: {reason}")
            if len(tally.refused) > storing.REFUSED_KEPT:
                more = len(tally.refused) - storing.REFUSED_KEPT
                self.stdout.write(f"refused: {more:,} more rows of {tally.label}")
        origin = reading.origin
        self.stdout.write(f"release: {origin.released.isoformat()}, from {origin.name}")
        if dry_run:
            self.stdout.write("dry run: nothing was stored")
        for tally in stored.tallies:
            self.stdout.write(str(tally))

    def _progress(self, done: int, total: int, words: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"{done} of {total}: {words} …")


def _day(written: str) -> dt.date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            pass
    raise CommandError(
        f"--release {written!r} is no day; YYYY-MM-DD is wanted. Nothing was changed."
    )

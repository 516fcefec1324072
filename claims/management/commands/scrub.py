"""`manage.py scrub FILE|-`: check the claims of a file and print one report a line."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from billing_site.accounts.models import Practice
from claims.interchange.claim_file import FileProblemError, claims_in
from claims.services.batch import reports
from claims.services.text_report import text_report
from codes.database import migrate_when_empty
from codes.models import HcpcsCode

CLEAN, FOUND, UNREADABLE = 0, 1, 2


def day(text: str) -> dt.date:
    """An ISO date of the command line."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day; wanted: YYYY-MM-DD") from None


class Command(BaseCommand):
    """Exit status 0: no error found; 1: errors or input errors; 2: the file cannot be read."""

    help = "Check claims of a file (claim JSON, a list, cases, JSON Lines); - is standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--format", choices=["json", "text"], default="json")
        parser.add_argument("--as-of", type=day, default=None)
        parser.add_argument("--processes", type=int, choices=range(1, 65), default=1, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        migrate_when_empty()
        sys.exit(self._run(options))

    def _run(self, options: dict[str, Any]) -> int:
        if not HcpcsCode.objects.exists():
            return self._refuse("No codes are loaded; run import_reference hcpcs or demo first.")
        as_of = options["as_of"] or _today()
        counts: Counter[str] = Counter()
        try:
            with _opened(options["file"]) as stream:
                values = claims_in(stream)
                for one in reports(values, as_of=as_of, processes=options["processes"]):
                    counts.update(one.severities)
                    counts["claims"] += 1
                    is_json = options["format"] == "json"
                    self.stdout.write(one.text if is_json else text_report(json.loads(one.text)))
        except FileProblemError as problem:
            return self._refuse(str(problem))
        except BrokenPipeError:
            return UNREADABLE  # the reader has gone; there is nobody to tell
        except OSError as problem:
            return self._refuse(f"The file cannot be opened: {problem.strerror}.")
        self.stderr.write(
            f"{counts['claims']} claims: {counts['error']} errors, {counts['warning']} warnings, "
            f"{counts['info']} notes, {counts['input_error']} not readable"
        )
        return FOUND if counts["error"] or counts["input_error"] else CLEAN

    def _refuse(self, sentence: str) -> int:
        self.stderr.write(sentence)
        return UNREADABLE


def _today() -> dt.date:
    """The day it is in the first practice, or in UTC before there is one."""
    practice = Practice.objects.order_by("pk").first()
    return timezone.localdate(timezone=practice.zone if practice else dt.UTC)


def _opened(name: str) -> Any:
    return nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb")

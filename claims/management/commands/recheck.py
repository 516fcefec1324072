"""`manage.py recheck [CLAIM …]`: repeat kept checks from their receipts and say what differs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from claims.models import Check
from claims.scrubber.edition import rules_version
from claims.services.differences import Difference
from claims.services.receipts import Recheck, Repeats, recheck

EQUAL, DIFFERENT, BROKEN = 0, 1, 2
AT_ONCE = 200


class Command(BaseCommand):
    """Exit status 0: every report is equal; 1: some differ; 2: a receipt is damaged or unreadable,
    or nothing is kept under that number."""

    help = "Repeat kept checks from the facts they read; nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("claims", nargs="*", metavar="CLAIM", help="claim numbers; all if none")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = options["claims"]
        counts: Counter[Repeats] = Counter()
        seen = set()
        for check in _checks(numbers):
            seen.add(check.claim.number)
            found = recheck(check)
            counts[found.state] += 1
            self._say(check, found)
        unknown = sorted(set(numbers) - seen)
        for number in unknown:
            self.stderr.write(f"{number}: no check is kept of a claim with that number.")
        self.stderr.write(
            f"{sum(counts.values())} receipts: "
            + ", ".join(f"{counts[state]} {state.value}" for state in Repeats)
        )
        sys.exit(_status(counts, unknown))

    def _say(self, check: Check, found: Recheck) -> None:
        kept = check.edition_id or "before receipts"
        head = f"{check.claim.number} version {check.claim_version}, {check.as_of.isoformat()}"
        now = rules_version()
        versions = f"rules {kept}" + ("" if kept == now else f", now {now}")
        self.stdout.write(f"{head}: {found.state.value} ({versions})")
        named = {
            "damaged": found.damaged,
            "edits changed": found.rules,
            "parts changed": found.parts,
        }
        for label, names in named.items():
            if names:
                self.stdout.write(f"  {label}: {', '.join(names)}")
        for one in found.differences:
            self.stdout.write(f"  {_difference(one)}")


def _checks(numbers: list[str]) -> Iterator[Check]:
    checks = Check.objects.select_related("claim", "edition").order_by("pk")
    if numbers:
        checks = checks.filter(claim__number__in=numbers)
    return checks.iterator(chunk_size=AT_ONCE)


def _difference(one: Difference) -> str:
    sides = " -> ".join(f"“{side}”" if side else "nothing" for side in (one.before, one.after))
    return f"{one.rule} {one.where}, {one.kind.value}: {sides}"


def _status(counts: Counter[Repeats], unknown: list[str]) -> int:
    if unknown or counts[Repeats.DAMAGED] or counts[Repeats.UNREADABLE]:
        return BROKEN
    return DIFFERENT if counts[Repeats.DIFFERS] else EQUAL

"""`manage.py bench`: how fast varied claims are checked, and what each rule costs."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.bench.by_rule import MOST, shares
from claims.bench.measuring import measure, write_claims
from claims.bench.varied import LAST_DAY, SEED
from codes.models import HcpcsCode


class Command(BaseCommand):
    """Makes claims from the demo facts, which must be loaded, and checks them as `scrub` does."""

    help = "Check many made-up claims and say how many a CPU second, and how much memory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--claims", type=int, default=5_000, metavar="N")
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--write", type=Path, metavar="FILE", help="keep the claims there")
        parser.add_argument("--processes", type=int, choices=range(1, 65), default=1, metavar="N")
        parser.add_argument(
            "--profile", action="store_true", help="show each rule's share of the rule time"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not HcpcsCode.objects.exists():
            raise CommandError("No codes are loaded; run demo first: the claims use its facts.")
        with tempfile.TemporaryDirectory() as folder:
            path = options["write"] or Path(folder) / "claims.jsonl"
            write_claims(path, options["claims"], options["seed"])
            if options["profile"]:
                self._profile(path)
            else:
                self._measure(path, options["processes"])

    def _measure(self, path: Path, processes: int) -> None:
        cost = measure(path, as_of=LAST_DAY, processes=processes)
        self.stdout.write(
            f"{cost.claims} claims, {cost.findings} findings, {processes} process(es)\n"
            f"{cost.cpu_seconds:.1f} CPU seconds, {cost.claims_per_cpu_second:.0f} claims in each\n"
            f"{cost.peak_mib:.0f} MiB at most in one process"
        )

    def _profile(self, path: Path) -> None:
        found = shares(path, as_of=LAST_DAY)
        for rule, share in found:
            self.stdout.write(f"{rule}  {share:6.1%}")
        above = [rule for rule, share in found if share > MOST]
        self.stdout.write(f"Above {MOST:.0%} of rule time: {', '.join(above) or 'none'}")

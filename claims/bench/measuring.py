"""What a run of the batch check costs: CPU seconds and peak memory, children counted too."""

from __future__ import annotations

import datetime as dt
import json
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.bench.varied import varied_claims
from claims.interchange.claim_file import claims_in
from claims.services.batch import reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took. ``peak_mib`` is the largest process, start-up and Django included."""

    claims: int
    findings: int
    cpu_seconds: float
    peak_mib: float

    @property
    def claims_per_cpu_second(self) -> float:
        return self.claims / self.cpu_seconds if self.cpu_seconds else 0.0


def write_claims(path: Path, count: int, seed: int) -> None:
    """Varied claims as JSON Lines, one at a time."""
    with path.open("w", encoding="utf-8") as file:
        for claim in varied_claims(count, seed):
            file.write(json.dumps(claim, default=str) + "\n")


def measure(path: Path, *, as_of: dt.date, processes: int) -> Cost:
    """Check every claim of the file as `scrub` does; the reports are counted and let go."""
    before = _cpu_seconds()
    claims = findings = 0
    for severities in _checked(path, as_of, processes):
        claims += 1
        findings += len(severities)
    return Cost(
        claims=claims,
        findings=findings,
        cpu_seconds=_cpu_seconds() - before,
        peak_mib=_peak_mib(),
    )


def _checked(path: Path, as_of: dt.date, processes: int) -> Iterator[tuple[str, ...]]:
    with path.open("rb") as lines:
        for one in reports(claims_in(lines), as_of=as_of, processes=processes):
            yield one.severities


def _cpu_seconds() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def _peak_mib() -> float:
    """Linux counts in KiB."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(used.ru_maxrss for used in both) / 1024

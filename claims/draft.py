"""A claim in hand: unsaved or loaded rows, before they are checked or stored."""

from __future__ import annotations

from dataclasses import dataclass, field

from claims.models import Claim, Container, ServiceLine


@dataclass(slots=True)
class DraftLine:
    """A service line with the containers opened for it."""

    row: ServiceLine
    containers: list[Container] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A claim with its lines in order. ``claim.patient`` may be a patient not yet stored."""

    claim: Claim
    lines: list[DraftLine]

    @property
    def total_cents(self) -> int:
        """The sum of the charges."""
        return sum(line.row.charge_cents or 0 for line in self.lines)

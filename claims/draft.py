"""A claim in hand: unsaved or loaded rows, before they are checked or stored."""

from __future__ import annotations

from dataclasses import dataclass, field

from claims.models import ChecklistItem, Claim, Container, Override, ServiceLine


@dataclass(slots=True)
class DraftLine:
    """A service line with the containers opened for it."""

    row: ServiceLine
    containers: list[Container] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A claim with its lines in order. ``claim.patient`` may be a patient not yet stored.

    ``recorded`` is what people recorded of its documents, by the code of the document;
    ``overrides`` are those of the stored claim, withdrawn ones too.
    """

    claim: Claim
    lines: list[DraftLine]
    recorded: dict[str, ChecklistItem] = field(default_factory=dict)
    overrides: list[Override] = field(default_factory=list)

    @property
    def recorded_states(self) -> dict[str, str]:
        """State by code of document, as the scrubber takes it."""
        return {code: item.state for code, item in self.recorded.items()}

    @property
    def total_cents(self) -> int:
        """The sum of the charges."""
        return sum(line.row.charge_cents or 0 for line in self.lines)

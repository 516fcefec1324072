"""The ten claims that wait in the queue, each with the one thing it is there to show.

Six are right claims whose vials, sizes, times or coverage in patients.json make the case; the
others are made wrong here, on purpose.
"""

from __future__ import annotations

from dataclasses import replace

from claims.demo.plan import Catalogue, PlannedClaim, PlannedLine

NAMES = (
    "milligrams_as_units",
    "printed_vials",
    "specialty_pharmacy",
    "authorization_for_reference_product",
    "two_ndcs",
    "too_soon",
    "infusion_of_220_minutes",
    "hemoglobin_missing",
    "double_units",
    "coverage_moved",
)


def prepare(name: str, claim: PlannedClaim, shelf: Catalogue) -> PlannedClaim:
    """The claim as it waits in the queue under that name."""
    lines = claim.lines
    if name == "milligrams_as_units":
        lines = (_billed(lines[0], int(lines[0].dose or 0), shelf), *lines[1:])
    elif name == "double_units":
        lines = (_billed(lines[0], 2 * lines[0].units, shelf), *lines[1:])
    elif name == "specialty_pharmacy":
        lines = tuple(
            replace(line, drug_source="specialty_pharmacy") if line.is_drug else line
            for line in lines
        )
    elif name == "hemoglobin_missing":
        claim = replace(claim, haemoglobin=None, said_missing=("haemoglobin",))
    return replace(claim, queue=name, lines=lines)


def _billed(line: PlannedLine, units: int, shelf: Catalogue) -> PlannedLine:
    return replace(line, units=units, charge_cents=units * shelf.charges[line.code])

"""What is computed beside a line, and may be taken over with one key."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from claims.scrubber.findings import Fix
from claims.services import Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something computed that the biller may take over with one key."""

    working: str
    label: str = ""
    key: str = ""


def offers_of(checked: Checked, findings: list[dict[str, Any]]) -> dict[int, list[Offer]]:
    """Per line: the working with its units, and what the vials leave.

    Where a finding of the line offers the same already, only the words are shown.
    """
    mended = {(found["line"], found.get("field")) for found in findings if found["fix"]}
    offers: dict[int, list[Offer]] = {}
    for one in checked.suggestions:
        row = offers.setdefault(one.line, [])
        if one.working:
            fix = None if (one.line, "units") in mended else one.units_fix
            words = f"{one.working}{_charge_per_unit(checked, one.line)}"
            row.append(_offer(words, fix, f"offer:{one.line}:units"))
        if one.why and (one.line, "modifiers") not in mended:
            row.append(_offer(one.why, one.waste_fix, f"offer:{one.line}:waste"))
    return offers


def _offer(words: str, fix: Fix | None, key: str) -> Offer:
    return Offer(working=words, label=fix.label if fix else "", key=key)


def _charge_per_unit(checked: Checked, number: int) -> str:
    """What one unit is charged, so that a charge for other units is seen."""
    [line] = [line for line in checked.claim["lines"] if line["n"] == number]
    charge, units = line.get("charge"), line.get("units")
    if charge is None or not units:
        return ""
    return f" \u00b7 charged ${Decimal(str(charge)) / Decimal(str(units)):,.2f} a unit"

"""Where JW and JZ are asked for: payer, day and setting."""

from __future__ import annotations

import datetime as dt

from claims.scrubber.context import Context
from claims.scrubber.findings import Severity
from claims.scrubber.notation import folded
from claims.scrubber.reference import TermsFacts
from claims.scrubber.snapshot import LineSnapshot

# CMS discarded drug policy: JZ required from the first day, claims returned from the second.
REQUIRED_FROM = dt.date(2023, 7, 1)
EDITED_FROM = dt.date(2023, 10, 1)
_EXCLUDED_PLACES = {
    "21": "inpatient hospital",
    "50": "federally qualified health center",
    "72": "rural health clinic",
}


def excluded_setting(line: LineSnapshot, context: Context) -> str | None:
    """Why neither modifier belongs here; None where the policy applies.

    A packaged drug (OPPS status N) counts as such in hospital departments only.
    """
    place = folded(line.place)
    if place in _EXCLUDED_PLACES:
        return _EXCLUDED_PLACES[place]
    code = context.code_of(line)
    if code is not None and code.opps_status == "N" and place in {"19", "22"}:
        return "packaged drug in a hospital department"
    return None


def demand(terms: TermsFacts, day: dt.date) -> Severity | None:
    """How firmly the payer asks for JW or JZ on that day; None where it does not."""
    if terms.waste_modifiers != "required" or day < (terms.waste_required_from or REQUIRED_FROM):
        return None
    return Severity.WARNING if day < (terms.waste_edited_from or EDITED_FROM) else Severity.ERROR

"""What a claim shows about its patient, from the record and from the diagnoses."""

from __future__ import annotations

import datetime as dt

from claims.scrubber.context import Context
from claims.scrubber.notation import diagnosis_key

_EARLIER_STAGES = {"N181", "N182", "N183", "N184", "N185"}


def is_on_dialysis(context: Context) -> bool | None:
    """Dialysis as the claim shows it; None when it shows neither."""
    patient = context.claim.patient
    keys = {diagnosis_key(one) for one in context.claim.diagnoses or ()}
    if "Z992" in keys:
        return True
    if patient is not None and patient.on_dialysis is not None:
        return patient.on_dialysis
    # Kidney disease of a stage before the last says that dialysis has not begun.
    if "N186" not in keys and any(key[:4] in _EARLIER_STAGES for key in keys):
        return False
    return None


def is_prevention(context: Context) -> bool | None:
    """Whether HIV drugs are given before exposure; None when no diagnosis tells."""
    keys = {diagnosis_key(one) for one in context.claim.diagnoses or ()}
    if keys & {"B20", "Z21", "B9735"} or any(key.startswith("O987") for key in keys):
        return False
    return True if "Z2981" in keys else None


def age_on(birth: dt.date, day: dt.date) -> int:
    """Whole years on ``day``; born on 29 February, the birthday is 1 March in common years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))

"""What is left of a patient's prior authorizations, and whether somebody should act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from claims.models import Patient, PriorAuthorization

EXPIRES_SOON = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationLine:
    """An authorization with what is left of it; ``state`` says whether somebody should act."""

    row: PriorAuthorization
    left: int
    state: str


def authorizations_of(patient: Patient, today: dt.date) -> list[AuthorizationLine]:
    """The patient's authorizations, newest first; one query."""
    rows = PriorAuthorization.objects.filter(patient=patient).select_related("payer")
    return [_authorization(row, today) for row in rows.order_by("-effective_from", "pk")]


def _authorization(row: PriorAuthorization, today: dt.date) -> AuthorizationLine:
    left = max(row.approved_units - row.used_units, 0)
    if row.effective_through < today:
        state = "ended"
    elif left == 0:
        state = "used up"
    elif row.effective_through <= today + EXPIRES_SOON:
        state = "expiring"
    elif left * 5 <= row.approved_units:
        state = "low"
    else:
        state = "open"
    return AuthorizationLine(row=row, left=left, state=state)

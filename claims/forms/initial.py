"""A stored claim as the values of the entry form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from claims.draft import Draft, DraftLine
from claims.forms.numbers import Measured, Vials
from claims.gather.desk import Desk

LETTERS = "ABCDEFGHIJKL"


def head_values(draft: Draft | None, desk: Desk) -> dict[str, Any]:
    """Initial values of the head; a new claim starts in the user's first practice."""
    if draft is None:
        return {"practice": next(iter(desk.practices), None)}
    claim = draft.claim
    values: dict[str, Any] = {
        "practice": claim.practice_id,
        "patient": str(claim.patient) if claim.patient else "",
        "payer": claim.payer.code if claim.payer else "",
        "member_id": claim.member_id,
        "date_of_service": claim.date_of_service,
        "place": claim.place,
        "rendering": claim.rendering_id,
        "ordering": claim.ordering_id,
        "facility": claim.facility_id,
        "authorization": claim.authorization.number
        if claim.authorization
        else claim.authorization_number,
    }
    for letter, diagnosis in zip(LETTERS, claim.diagnoses, strict=False):
        values[f"dx_{letter.lower()}"] = diagnosis
    return values


def line_values(draft: Draft | None) -> list[dict[str, Any]]:
    """Initial values of each stored line."""
    return [_line(line) for line in draft.lines] if draft else []


def _line(line: DraftLine) -> dict[str, Any]:
    row = line.row
    values: dict[str, Any] = {
        "line_id": row.pk,
        "code": row.code,
        "dose": _measured(row.dose_amount, row.dose_measure),
        "units": row.units,
        "pointers": row.pointers,
        "charge": row.charge_cents,
        "product": row.product,
        "discarded": _measured(row.discarded_amount, row.discarded_measure),
        "route": row.route,
        "ndc": row.ndc,
        "ndc_quantity": row.ndc_quantity,
        "ndc_measure": row.ndc_measure,
        "minutes": None if row.minutes is None else str(row.minutes),
        "drug_source": row.drug_source,
        "description": row.description,
        "vials": [Vials(vial.count, Measured(vial.size, vial.measure)) for vial in line.containers],
    }
    return values | {f"mod{cell}": code for cell, code in enumerate(row.modifiers, start=1)}


def _measured(amount: Decimal | None, measure: str) -> Measured | None:
    return None if amount is None else Measured(amount, measure)

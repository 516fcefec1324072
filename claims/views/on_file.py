"""What is on file for the patient who was picked: shown, never filled in silently."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from claims.draft import Draft
from claims.models import Coverage, Patient
from claims.scrubber.findings import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """Sentences about the patient, and what could be filled in while no payer is chosen.

    ``payers`` are (code, name) pairs; ``visit`` is (public id, day) of the patient's last claim.
    """

    sentences: list[str]
    payers: list[tuple[str, str]]
    visit: tuple[str, dt.date] | None


def on_file(draft: Draft) -> OnFile | None:
    """What the record holds for this claim; None before a stored patient is picked.

    One query, and only while no payer is chosen: the rest came with the patient.
    """
    patient = draft.claim.patient
    if patient is None or patient.pk is None:
        return None
    born = f"{patient.last_name}, {patient.first_name}, born {patient.birth_date:%m/%d/%Y}"
    sentences = [born, *_coverage(draft, patient), *_authorization(draft)]
    if draft.claim.date_of_service:
        sentences.append(f"service on {draft.claim.date_of_service:%A %m/%d/%Y}")
    weight = getattr(patient, "weight_kg", None)
    if weight is not None:
        sentences.append(f"{spoken(weight)} kg on {patient.weight_date:%m/%d/%Y}")  # type: ignore[attr-defined]  # added by claims.gather.desk.patients
    return OnFile(
        sentences=sentences, payers=_payers(draft, patient), visit=_last_visit(draft, patient)
    )


def _last_visit(draft: Draft, patient: Patient) -> tuple[str, dt.date] | None:
    visit = getattr(patient, "visit_id", None)
    if visit is None or draft.claim.payer is not None:
        return None
    return str(visit), patient.visit_on  # type: ignore[attr-defined]  # added by claims.gather.desk.patients


def _coverage(draft: Draft, patient: Patient) -> list[str]:
    start = getattr(patient, "covered_from", None)
    if draft.claim.payer is None:
        return []
    if start is None:
        return [f"No coverage by {draft.claim.payer.name} on file"]
    through = patient.covered_through  # type: ignore[attr-defined]  # as above
    end = f"through {through:%m/%d/%Y}" if through else "no end date"
    return [
        f"{draft.claim.payer.name}, member {patient.covered_member}, from {start:%m/%d/%Y}, {end}"  # type: ignore[attr-defined]  # as above
    ]


def _authorization(draft: Draft) -> list[str]:
    row = draft.claim.authorization
    if row is None:
        number = draft.claim.authorization_number
        return [f"authorization {number} is not on file: units and dates unknown"] if number else []
    left = row.approved_units - row.used_units
    units = f"{left:,} of {row.approved_units:,} units left"
    return [f"Authorization for {row.code}: {units}, ends {row.effective_through:%m/%d/%Y}"]


def _payers(draft: Draft, patient: Patient) -> list[tuple[str, str]]:
    if draft.claim.payer is not None:
        return []
    rows = Coverage.objects.filter(patient=patient).select_related("payer")
    if draft.claim.date_of_service:
        day = draft.claim.date_of_service
        rows = rows.filter(effective_from__lte=day).exclude(effective_through__lt=day)
    return list(dict.fromkeys((row.payer.code, row.payer.name) for row in rows))

"""Stored claims with everything a check or the form needs of them."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from billing_site.accounts.models import User
from claims.draft import Draft, DraftLine
from claims.gather.desk import patients
from claims.models import Claim, Patient

PARTIES = (
    "practice", "patient__weights", "patient__coverages__payer", "payer", "rendering", "ordering",
    "supervising", "facility", "authorization",
)  # fmt: skip


def drafts_of(claims: Iterable[Claim]) -> list[Draft]:
    """Claims in hand, in a fixed number of queries for any number of them."""
    claims = list(claims)
    prefetch_related_objects(
        claims,
        *PARTIES,
        "lines__containers",
        "checklist__recorded_by",
        "overrides__made_by",
    )
    for claim in claims:
        if claim.patient is not None:
            claim.patient = _on_the_day(claim.patient, claim)
    return [
        Draft(
            claim=claim,
            lines=[
                DraftLine(row=row, containers=list(row.containers.all()))
                for row in claim.lines.all()
            ],
            recorded={item.code: item for item in claim.checklist.all()},
            overrides=list(claim.overrides.all()),
        )
        for claim in claims
    ]


def _on_the_day(patient: Patient, claim: Claim) -> Patient:
    """A copy of the patient with what `claims.gather.desk.patients` adds, for this claim's day.

    A copy, as claims of one patient share the row and each has its own day.
    """
    day, payer = claim.date_of_service, claim.payer_id
    found: Any = copy.copy(patient)
    weights = [one for one in patient.weights.all() if day is None or one.taken_on <= day]
    newest = max(weights, key=lambda one: one.taken_on, default=None)
    found.weight_kg = newest.kilograms if newest else None
    found.weight_date = newest.taken_on if newest else None
    covered = [
        one
        for one in patient.coverages.all()
        if one.payer_id == payer and (day is None or one.effective_from <= day)
    ]
    held = max(covered, key=lambda one: one.effective_from, default=None)
    found.covered_member = held.member_id if held else None
    found.covered_from = held.effective_from if held else None
    found.covered_through = held.effective_through if held else None
    found.covered_verified = held.verified_on if held else None
    return found  # type: ignore[no-any-return]  # Any for the attributes above only


def draft_for(user: User, claim: Claim) -> Draft:
    """One claim for the form, its patient with weight and coverage as of the date of service."""
    [draft] = drafts_of([claim])
    if claim.patient_id:
        payer = claim.payer.code if claim.payer else ""
        rows = patients(user, payer, claim.date_of_service)
        claim.patient = rows.get(pk=claim.patient_id)
    return draft

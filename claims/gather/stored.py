"""Stored claims with everything a check or the form needs of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from billing_site.accounts.models import User
from claims.draft import Draft, DraftLine
from claims.gather.desk import patients
from claims.models import Claim

PARTIES = (
    "practice", "patient", "payer", "rendering", "ordering", "facility", "authorization",
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


def draft_for(user: User, claim: Claim) -> Draft:
    """One claim for the form, its patient with weight and coverage as of the date of service."""
    [draft] = drafts_of([claim])
    if claim.patient_id:
        payer = claim.payer.code if claim.payer else ""
        rows = patients(user, payer, claim.date_of_service)
        claim.patient = rows.get(pk=claim.patient_id)
    return draft

"""From the rows of a claim to the snapshot that the rules see."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from claims.draft import Draft, DraftLine
from claims.gather.circumstances import (
    attestations_of,
    exemption_of,
    haemoglobin_of,
    other_payer_of,
    said_missing_of,
)
from claims.gather.history import SCOPE
from claims.gather.record import PatientRecord
from claims.models import Claim, Patient
from claims.scrubber.snapshot import (
    Amount,
    AuthorizationSnapshot,
    ClaimSnapshot,
    ContainerSnapshot,
    CoverageSnapshot,
    FacilitySnapshot,
    HistoryLine,
    LineSnapshot,
    NdcSnapshot,
    PatientSnapshot,
)


def snapshot_of(
    draft: Draft,
    *,
    as_of: dt.date,
    authority_mode: str,
    history: tuple[HistoryLine, ...] | None = None,
    record: PatientRecord | None = None,
) -> ClaimSnapshot:
    """The claim as the rules see it; ``as_of`` is today in the practice's time zone."""
    claim = draft.claim
    practice = claim.practice if claim.practice_id else None
    entity = None
    if practice is not None:
        entity = "organization" if practice.is_organization else "individual"
    snapshot = ClaimSnapshot(
        id=claim.number or "new",
        as_of=as_of,
        authority_mode=authority_mode,
        payer=claim.payer.code if claim.payer else None,
        patient=_patient(claim),
        coverage=_coverage(claim.patient),
        billing_npi=practice.npi if practice else None,
        billing_entity=entity,
        rendering_npi=claim.rendering.npi if claim.rendering else None,
        ordering_npi=claim.ordering.npi if claim.ordering else None,
        supervising_npi=claim.supervising.npi if claim.supervising else None,
        facility=_facility(claim),
        prior_auth=_authorization(claim),
        history=history,
        history_scope=None if history is None else SCOPE,
        diagnoses=tuple(claim.diagnoses),
        documents=None if claim.documents is None else tuple(claim.documents),
        total=Decimal(draft.total_cents) / 100,
        lines=tuple(_line(line, claim) for line in draft.lines),
    )
    return _in_its_circumstances(snapshot, claim, record or PatientRecord())


def _in_its_circumstances(
    snapshot: ClaimSnapshot, claim: Claim, record: PatientRecord
) -> ClaimSnapshot:
    """The claim with what only some payers, policies and codes ask for."""
    return replace(
        snapshot,
        assignment=claim.assignment or None,
        frequency_code=claim.frequency_code or None,
        original_ref=claim.original_ref or None,
        labs=record.labs,
        haemoglobin=haemoglobin_of(claim),
        attestations=attestations_of(claim, record),
        exemption=exemption_of(claim, record),
        site_exception=claim.site_exception or None,
        acquired_340b=claim.acquired_340b,
        other_payer=other_payer_of(claim),
        said_missing=said_missing_of(claim),
    )


def _patient(claim: Claim) -> PatientSnapshot | None:
    patient = claim.patient
    if patient is None:
        return None
    return PatientSnapshot(
        birth_date=patient.birth_date,
        death_date=patient.death_date,
        sex=patient.sex or None,
        member_id=claim.member_id or _added(patient, "covered_member"),
        weight_kg=_added(patient, "weight_kg"),
        weight_date=_added(patient, "weight_date"),
        on_dialysis=patient.on_dialysis,
    )


def _added(patient: Patient, name: str) -> Any:
    """What `claims.gather.desk.patients` added to the row; None for a row that it did not read."""
    return getattr(patient, name, None)


def _coverage(patient: Patient | None) -> CoverageSnapshot | None:
    start = _added(patient, "covered_from") if patient else None
    if patient is None or start is None:
        return None
    return CoverageSnapshot(
        effective_from=start,
        effective_through=_added(patient, "covered_through"),
        verified_on=_added(patient, "covered_verified"),
    )


def _facility(claim: Claim) -> FacilitySnapshot | None:
    site = claim.facility
    if site is None:
        return None
    return FacilitySnapshot(name=site.name, npi=site.npi or None, address=site.address or None)


def _authorization(claim: Claim) -> AuthorizationSnapshot | None:
    row = claim.authorization
    if row is None:
        number = claim.authorization_number
        return AuthorizationSnapshot(number=number) if number else None
    return AuthorizationSnapshot(
        number=row.number,
        code=row.code,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
        approved_units=Decimal(row.approved_units),
        used_units=Decimal(row.used_units),
    )


def _line(line: DraftLine, claim: Claim) -> LineSnapshot:
    row = line.row
    day = row.date_of_service or claim.date_of_service
    ndc = None
    if row.ndc or row.ndc_quantity is not None or row.ndc_measure:
        ndc = NdcSnapshot(
            number=row.ndc or None, quantity=row.ndc_quantity, measure=row.ndc_measure or None
        )
    containers = tuple(
        ContainerSnapshot(
            size=vial.size, measure=vial.measure, count=Decimal(vial.count), lot=vial.lot or None
        )
        for vial in line.containers
    )
    return LineSnapshot(
        number=row.number,
        code=row.code or None,
        units=row.units,
        modifiers=tuple(row.modifiers),
        dos_from=day,
        dos_to=day,
        place=row.place or claim.place or None,
        charge=None if row.charge_cents is None else Decimal(row.charge_cents) / 100,
        pointers=_positions(row.pointers),
        dose=_amount(row.dose_amount, row.dose_measure),
        discarded=_amount(row.discarded_amount, row.discarded_measure),
        route=row.route or None,
        brand=row.product or None,
        containers=containers or None,
        ndc=ndc,
        minutes=None if row.minutes is None else Decimal(row.minutes),
        container_type=row.container_type or None,
        start=row.start or None,
        stop=row.stop or None,
        description=row.description or None,
        drug_source=row.drug_source or None,
    )


def _amount(amount: Decimal | None, measure: str) -> Amount | None:
    return None if amount is None else Amount(amount=amount, measure=measure)


def _positions(letters: str) -> tuple[int, ...]:
    """Positions from 1 of stored pointer letters ("A,C" is 1 and 3)."""
    return tuple(ord(letter) - ord("A") + 1 for letter in letters.split(",") if letter)

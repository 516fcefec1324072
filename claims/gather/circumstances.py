"""Facts of a claim beyond patient, visit and lines, in the words of the scrubber."""

from __future__ import annotations

from decimal import Decimal

from claims.gather.record import PatientRecord
from claims.models import Claim
from claims.scrubber.snapshot import (
    AttestationsSnapshot,
    ExemptionSnapshot,
    HaemoglobinSnapshot,
    OtherPayerSnapshot,
)


def haemoglobin_of(claim: Claim) -> HaemoglobinSnapshot | None:
    """The value that a claim for an ESA carries."""
    if claim.haemoglobin is None:
        return None
    return HaemoglobinSnapshot(
        value=claim.haemoglobin,
        measure=claim.haemoglobin_measure or None,
        date=claim.haemoglobin_on,
    )


def attestations_of(claim: Claim, record: PatientRecord) -> AttestationsSnapshot | None:
    """What was attested to on the claim, with the trials of the patient's record."""
    flags = tuple(sorted((str(name), bool(said)) for name, said in claim.attestations.items()))
    if not flags and record.trials is None:
        return None
    return AttestationsSnapshot(steps=record.trials, flags=flags)


def exemption_of(claim: Claim, record: PatientRecord) -> ExemptionSnapshot | None:
    """The exemption that the claim names, with its product where it is on file."""
    number = claim.exemption_number
    if not number:
        return None
    filed = next((one for one in record.exemptions if one.number == number.upper()), None)
    return ExemptionSnapshot(
        id=number,
        product=filed.product if filed else None,
        reason=filed.reason if filed else None,
    )


def other_payer_of(claim: Claim) -> OtherPayerSnapshot | None:
    """What another payer did; None where nothing is said of any."""
    told = (claim.other_payer, claim.other_coverage, claim.other_paid_cents, claim.other_paid_on)
    if all(one is None or one == "" for one in told):
        return None
    cents = claim.other_paid_cents
    return OtherPayerSnapshot(
        primary=claim.other_payer or None,
        other_coverage=claim.other_coverage,
        paid=None if cents is None else Decimal(cents) / 100,
        date=claim.other_paid_on,
    )


def said_missing_of(claim: Claim) -> frozenset[str]:
    """Keys that were asked for and left blank, as long as they still are."""
    blank = {
        "haemoglobin": claim.haemoglobin is None,
        "ordering_npi": claim.ordering is None,
    }
    return frozenset(key for key in claim.said_missing if blank.get(key, False))

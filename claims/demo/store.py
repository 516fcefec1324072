"""From planned claims to rows, in bulk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from billing_site.accounts.models import Practice, User
from claims.demo.plan import PlannedClaim, PlannedLine
from claims.models import (
    Claim,
    Container,
    Facility,
    Patient,
    PriorAuthorization,
    Provider,
    ServiceLine,
)
from codes.models import Payer

FIRST_NUMBER = 1001
LETTERS = "ABCDEFGHIJKL"
# days from the visit to the last change, by status; drafts change on the day itself
SETTLED_AFTER = {
    Claim.Status.SUBMITTED: 2,
    Claim.Status.REJECTED: 3,
    Claim.Status.ACCEPTED: 4,
    Claim.Status.UNPROCESSABLE: 12,
    Claim.Status.PAID: 17,
    Claim.Status.PART_PAID: 18,
    Claim.Status.DENIED: 19,
    Claim.Status.VOID: 20,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """The rows that claims point to, by the keys of the plan."""

    practices: dict[str, Practice]
    facilities: dict[tuple[str, int], Facility]
    providers: dict[str, Provider]
    patients: dict[str, Patient]
    authorizations: dict[str, PriorAuthorization]
    payers: dict[str, Payer]
    biller: User


def numbers(claims: list[PlannedClaim]) -> list[str]:
    """Claim numbers in order."""
    return [f"C-{FIRST_NUMBER + place:05}" for place in range(len(claims))]


def store(claims: list[PlannedClaim], belongings: Belongings, today: dt.date) -> list[Claim]:
    """Store claims, lines and containers; the rows in the order of the plan."""
    rows = [
        _claim(claim, number, belongings)
        for claim, number in zip(claims, numbers(claims), strict=True)
    ]
    Claim.objects.bulk_create(rows)
    lines = [
        (_line(line, row, number), line)
        for claim, row in zip(claims, rows, strict=True)
        for number, line in enumerate(claim.lines, start=1)
    ]
    ServiceLine.objects.bulk_create([row for row, _line in lines])
    Container.objects.bulk_create(
        Container(line=row, count=vial.count, size=vial.size, measure=vial.of.measure, lot=vial.lot)
        for row, line in lines
        for vial in line.vials
    )
    _date(rows, claims, today)
    return rows


def _claim(claim: PlannedClaim, number: str, belongings: Belongings) -> Claim:
    facility = belongings.facilities[claim.practice, claim.facility]
    return Claim(
        number=number,
        practice=belongings.practices[claim.practice],
        status=claim.status,
        patient=belongings.patients[claim.patient],
        payer=belongings.payers[claim.payer],
        member_id=claim.member_id,
        rendering=belongings.providers[claim.rendering],
        ordering=belongings.providers[claim.ordering],
        facility=facility,
        authorization=belongings.authorizations.get(claim.authorization),
        date_of_service=claim.day,
        place=facility.place,
        diagnoses=list(claim.diagnoses),
        documents=list(claim.documents),
        total_cents=claim.total_cents,
        assignment="accepted" if claim.payer == "MEDICARE_B" else "",
        haemoglobin=claim.haemoglobin,
        haemoglobin_measure="" if claim.haemoglobin is None else "g/dL",
        haemoglobin_on=None if claim.haemoglobin is None else claim.day - dt.timedelta(days=6),
        said_missing=list(claim.said_missing),
        created_by=belongings.biller,
    )


def _line(line: PlannedLine, claim: Claim, number: int) -> ServiceLine:
    return ServiceLine(
        claim=claim,
        number=number,
        code=line.code,
        dose_amount=line.dose,
        dose_measure=line.measure if line.dose is not None else "",
        units=line.units,
        modifiers=list(line.modifiers),
        pointers=",".join(LETTERS[: min(4, len(claim.diagnoses))]),
        charge_cents=line.charge_cents,
        route=line.route,
        product=line.product,
        discarded_amount=line.discarded,
        discarded_measure=line.measure if line.discarded is not None else "",
        ndc=line.ndc,
        ndc_quantity=line.ndc_quantity,
        ndc_measure=line.ndc_measure,
        drug_source=line.drug_source,
        minutes=line.minutes,
        outcome=line.outcome,
        paid_cents=line.paid_cents,
        outcome_carc=line.carc,
        outcome_rarc=line.rarc,
    )


def _date(rows: list[Claim], claims: list[PlannedClaim], today: dt.date) -> None:
    """Set when each claim was made and last changed; the queue's ten are the newest of all."""
    newest = dt.datetime.combine(today - dt.timedelta(days=1), dt.time(20), tzinfo=dt.UTC)
    for place, (row, claim) in enumerate(zip(rows, claims, strict=True)):
        if claim.queue:
            row.created_at = row.updated_at = newest - dt.timedelta(minutes=len(rows) - place)
            continue
        minute = dt.timedelta(minutes=place % 50)
        row.created_at = dt.datetime.combine(claim.day, dt.time(17), tzinfo=dt.UTC) + minute
        settled = dt.timedelta(days=SETTLED_AFTER.get(Claim.Status(claim.status), 0))
        row.updated_at = min(row.created_at + settled, newest - dt.timedelta(hours=2) + minute)
    Claim.objects.bulk_update(rows, ["created_at", "updated_at"])

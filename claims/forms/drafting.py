"""From what is typed to the rows it means, over what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.draft import Draft, DraftLine
from claims.forms.line import LineForm
from claims.forms.numbers import Measured, Vials
from claims.gather.desk import Desk, authorization
from claims.models import Claim, Container, Patient, ServiceLine
from claims.models.claim import CIRCUMSTANCES


def draft_claim(
    head: Mapping[str, Any], patient: Patient | None, desk: Desk, stored: Claim | None
) -> Claim:
    """The claim that the head of the form means; a field that cannot be read counts as empty."""
    claim = Claim(number=stored.number if stored else "")
    practice = desk.practices.get(head.get("practice") or 0)
    if practice is not None:
        claim.practice = practice
    claim.patient = patient
    claim.payer = desk.payers.get(head.get("payer") or "")
    claim.member_id = head.get("member_id") or ""
    claim.date_of_service = head.get("date_of_service")
    claim.place = head.get("place") or ""
    claim.rendering = desk.providers.get(head.get("rendering") or 0)
    claim.ordering = desk.providers.get(head.get("ordering") or 0)
    claim.facility = desk.facilities.get(head.get("facility") or 0)
    claim.diagnoses = list(head.get("diagnoses", ()))
    claim.documents = stored.documents if stored else None
    for name in CIRCUMSTANCES if stored else ():
        setattr(claim, name, getattr(stored, name))
    claim.said_missing = list(stored.said_missing) if stored else []
    number = head.get("authorization") or ""
    if number and patient is not None and patient.pk and claim.payer:
        claim.authorization = authorization(patient, claim.payer.code, number)
    claim.authorization_number = "" if claim.authorization else number
    return claim


def new_patient(head: Mapping[str, Any]) -> Patient | None:
    """The patient that the form adds, not stored yet; None before the birth date is typed."""
    birth = head.get("new_birth_date")
    if birth is None:
        return None
    return Patient(
        practice_id=head.get("practice") or 0,
        last_name=head.get("new_last_name") or "",
        first_name=head.get("new_first_name") or "",
        birth_date=birth,
        sex=head.get("new_sex") or "",
    )


def draft_line(form: LineForm, number: int, stored: Draft | None) -> DraftLine:
    """The service line that one row of the form means.

    What the form has no input for (lots, times, a day or place of its own) comes from the stored
    line.
    """
    typed = getattr(form, "cleaned_data", {})
    before = _stored_line(typed.get("line_id"), stored)
    dose: Measured | None = typed.get("dose")
    discarded: Measured | None = typed.get("discarded")
    pointers: tuple[int, ...] = typed.get("pointers") or ()
    row = ServiceLine(
        number=number,
        code=typed.get("code") or "",
        dose_amount=dose.amount if dose else None,
        dose_measure=dose.measure if dose else "",
        units=typed.get("units"),
        modifiers=list(typed.get("modifiers", ())),
        pointers=",".join(chr(ord("A") + position - 1) for position in pointers),
        charge_cents=typed.get("charge"),
        discarded_amount=discarded.amount if discarded else None,
        discarded_measure=discarded.measure if discarded else "",
        ndc_quantity=typed.get("ndc_quantity"),
        minutes=typed.get("minutes"),
    )
    for name in ("route", "product", "ndc", "ndc_measure", "drug_source", "description"):
        setattr(row, name, typed.get(name) or "")
    if before is not None:
        for name in ("date_of_service", "place", "container_type", "start", "stop"):
            setattr(row, name, getattr(before.row, name))
    return DraftLine(row=row, containers=_containers(typed.get("vials") or (), before))


def _stored_line(line_id: int | None, stored: Draft | None) -> DraftLine | None:
    lines = stored.lines if stored else []
    return next((line for line in lines if line_id and line.row.pk == line_id), None)


def _containers(vials: tuple[Vials, ...], before: DraftLine | None) -> list[Container]:
    """The containers typed; one that stands as it was stored keeps its lot."""
    kept = list(before.containers) if before else []
    made = []
    for part in vials:
        same = next((old for old in kept if _is_same(old, part)), None)
        if same is not None:
            kept.remove(same)
        made.append(
            Container(
                count=part.count,
                size=part.size.amount,
                measure=part.size.measure,
                lot=same.lot if same else "",
            )
        )
    return made


def _is_same(old: Container, typed: Vials) -> bool:
    measure = typed.size.measure or old.measure
    return (old.count, old.size, old.measure) == (typed.count, typed.size.amount, measure)

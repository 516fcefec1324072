"""The whole entry form: the head, the lines, and the rows they mean."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from claims.draft import Draft, DraftLine
from claims.forms.claim import ClaimForm
from claims.forms.initial import head_values, line_values
from claims.forms.line import LineForm, LineSet
from claims.forms.numbers import Measured, Vials
from claims.gather.desk import Desk, authorization
from claims.models import Claim, Container, Patient, ServiceLine

BLANK_ROWS = 2


class SaveForm(forms.Form):
    """The hidden part of the page: which version was opened, and the key of this save."""

    base_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    submit_key = forms.UUIDField(required=False, widget=forms.HiddenInput)


class Entry:
    """The entry form over a claim, empty, loaded or posted.

    Everything posted stays in the form whatever happens; `draft` gives the rows it means.
    """

    def __init__(
        self, desk: Desk, *, data: QueryDict | None = None, draft: Draft | None = None
    ) -> None:
        self.desk = desk
        self.stored = draft
        head = head_values(draft, desk) if data is None else None
        rows = line_values(draft) if data is None else None
        self.head = ClaimForm(data, initial=head, desk=desk)
        self.lines = LineSet(data, initial=rows, prefix="lines")
        if data is None:
            self.lines.extra = 1 if rows else BLANK_ROWS
        version = draft.claim.version if draft else None
        self.save = SaveForm(data, initial={"base_version": version, "submit_key": uuid.uuid4()})

    def is_storable(self) -> bool:
        """Whether everything typed can be stored; what a rule thinks of it is another question."""
        return all([self.save.is_valid(), self.head.is_valid(), self.lines.is_valid()])

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) of everything that cannot be stored, in reading order."""
        found = [
            (self.head[name].id_for_label, str(sentence))
            for name, sentences in self.head.errors.items()
            for sentence in sentences
            if name in self.head.fields
        ]
        found += [("", str(sentence)) for sentence in self.lines.non_form_errors()]
        for index, form in enumerate(self.lines.forms, start=1):
            for name, sentences in form.errors.items():
                found += [(form[name].id_for_label, f"Line {index}: {s}") for s in sentences]
        found += [("", f"{s}") for sentences in self.save.errors.values() for s in sentences]
        return found

    def draft(self) -> Draft:
        """The rows that the form means; a field that cannot be read counts as empty."""
        self.is_storable()
        head = getattr(self.head, "cleaned_data", {})
        stored = self.stored.claim if self.stored else None
        claim = Claim(number=stored.number if stored else "")
        practice = self.desk.practices.get(head.get("practice") or 0)
        if practice is not None:
            claim.practice = practice
        claim.patient = self._patient(head)
        claim.payer = self.desk.payers.get(head.get("payer") or "")
        claim.member_id = head.get("member_id") or ""
        claim.date_of_service = head.get("date_of_service")
        claim.place = head.get("place") or ""
        claim.rendering = self.desk.providers.get(head.get("rendering") or 0)
        claim.ordering = self.desk.providers.get(head.get("ordering") or 0)
        claim.facility = self.desk.facilities.get(head.get("facility") or 0)
        claim.diagnoses = list(head.get("diagnoses", ()))
        claim.documents = stored.documents if stored else None
        number = head.get("authorization")
        if number and claim.patient and claim.patient.pk and claim.payer:
            claim.authorization = authorization(claim.patient, claim.payer.code, number)
        lines = [
            draft_line(form, index)
            for index, form in enumerate(self.lines.forms, start=1)
            if not form.is_blank
        ]
        return Draft(claim=claim, lines=lines)

    def _patient(self, head: dict[str, Any]) -> Patient | None:
        if self.head.chosen_patient is not None:
            return self.head.chosen_patient
        birth = head.get("new_birth_date")
        if not self.head.adds_patient or birth is None:
            return None
        return Patient(
            practice_id=head.get("practice") or 0,
            last_name=head.get("new_last_name") or "",
            first_name=head.get("new_first_name") or "",
            birth_date=birth,
            sex=head.get("new_sex") or "",
        )

    @property
    def posted_line_ids(self) -> list[int]:
        """Ids of stored lines that the post names, as often as it names them."""
        ids = [getattr(form, "cleaned_data", {}).get("line_id") for form in self.lines.forms]
        return [line_id for line_id in ids if line_id is not None]


def draft_line(form: LineForm, number: int) -> DraftLine:
    """The service line that one row of the form means."""
    typed = getattr(form, "cleaned_data", {})
    dose: Measured | None = typed.get("dose")
    discarded: Measured | None = typed.get("discarded")
    vials: tuple[Vials, ...] = typed.get("vials") or ()
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
        route=typed.get("route") or "",
        product=typed.get("product") or "",
        discarded_amount=discarded.amount if discarded else None,
        discarded_measure=discarded.measure if discarded else "",
        ndc=typed.get("ndc") or "",
        ndc_quantity=typed.get("ndc_quantity"),
        ndc_measure=typed.get("ndc_measure") or "",
        drug_source=typed.get("drug_source") or "",
        minutes=typed.get("minutes"),
        description=typed.get("description") or "",
    )
    containers = [
        Container(count=part.count, size=part.size.amount, measure=part.size.measure)
        for part in vials
    ]
    return DraftLine(row=row, containers=containers)

"""The head of the entry form: patient, payer, visit, diagnoses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError

from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.initial import LETTERS
from claims.forms.line import UpperField
from claims.forms.numbers import TextField
from claims.gather.desk import Desk, patients
from claims.models import Patient

PATIENT = re.compile(
    r"(?P<last>[^,·]+),\s*(?P<first>[^·]+?)\s*(?:·\s*(?P<m>\d\d)/(?P<d>\d\d)/(?P<y>\d{4}).*)?"
)


class ClaimForm(CheckedForm):
    """What a biller types once per claim.

    A patient is picked by name or added with the fields named ``new_…``; a choice that is not on
    the user's desk is refused as if it did not exist.
    """

    practice = forms.TypedChoiceField(label="Practice", coerce=int, empty_value=None)
    patient = TextField(label="Patient")
    payer = forms.ChoiceField(label="Payer", required=False)
    member_id = TextField(label="Member ID", max_length=40)
    date_of_service = DayField(label="Date of service", max_length=12)
    place = forms.ChoiceField(label="Place", required=False)
    rendering = forms.TypedChoiceField(
        label="Rendering provider", coerce=int, empty_value=None, required=False
    )
    ordering = forms.TypedChoiceField(
        label="Ordering provider", coerce=int, empty_value=None, required=False
    )
    facility = forms.TypedChoiceField(label="Site", coerce=int, empty_value=None, required=False)
    authorization = TextField(label="Authorization", max_length=50)
    new_last_name = TextField(label="Family name", max_length=60)
    new_first_name = TextField(label="First name", max_length=40)
    new_birth_date = DayField(label="Birth date", past_only=True, max_length=12)
    new_sex = forms.ChoiceField(
        label="Sex", required=False, choices=[("", ""), *Patient.Sex.choices]
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.chosen_patient: Patient | None = None
        today = desk.today(None)
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.today = today
        people = desk.providers.values()
        self._offer("payer", [(code, payer.name) for code, payer in desk.payers.items()])
        self._offer("place", [(row.code, f"{row.code} {row.name}") for row in desk.places])
        self._offer("rendering", [(row.pk, str(row)) for row in people if row.renders])
        self._offer("ordering", [(row.pk, str(row)) for row in people if row.orders])
        self._offer("facility", [(pk, row.name) for pk, row in desk.facilities.items()])
        practices = [(pk, row.name) for pk, row in desk.practices.items()]
        self._offer("practice", practices, may_be_empty=False)
        for letter in LETTERS:
            self.fields[f"dx_{letter.lower()}"] = UpperField(
                label=f"Diagnosis {letter}", max_length=10
            )
        self.helper = _helper(practices=len(practices))

    def diagnosis_cells(self, titles: Sequence[str]) -> list[tuple[str, Any, str]]:
        """(letter, input, title) for the twelve diagnoses."""
        shown = [*titles, *[""] * len(LETTERS)]
        return [
            (letter, self[f"dx_{letter.lower()}"], title)
            for letter, title in zip(LETTERS, shown, strict=False)
        ]

    def _offer(
        self, name: str, choices: Sequence[tuple[Any, str]], *, may_be_empty: bool = True
    ) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", ""), *choices] if may_be_empty else list(choices)

    @property
    def fills_e_to_l(self) -> bool:
        """Whether the folded half of the diagnoses holds something."""
        return any(self[f"dx_{letter.lower()}"].value() for letter in LETTERS[4:])

    @property
    def new_patient_cells(self) -> list[Any]:
        """The inputs with which a patient is added."""
        return [self[name] for name in self.fields if name.startswith("new_")]

    @property
    def adds_patient(self) -> bool:
        """Whether something was typed into the fields of a new patient."""
        return any(cell.data for cell in self.new_patient_cells)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cells = [cleaned.get(f"dx_{letter.lower()}") or "" for letter in LETTERS]
        while cells and not cells[-1]:
            cells.pop()
        for letter, cell in zip(LETTERS, cells, strict=False):
            if not cell and not self[f"dx_{letter.lower()}"].errors:
                self.add_error(
                    f"dx_{letter.lower()}",
                    f"Diagnosis {letter} is empty, but a later one is filled; move that one up.",
                )
        cleaned["diagnoses"] = tuple(cells)
        if cleaned.get("patient"):
            self.chosen_patient = self._find_patient(cleaned)
        if self.chosen_patient is None and self.adds_patient:
            self._want_whole_patient(cleaned)
        return cleaned

    def _find_patient(self, cleaned: dict[str, Any]) -> Patient | None:
        """The one patient that the text names; none or several is an error at the field."""
        text = cleaned["patient"]
        found = PATIENT.fullmatch(text)
        if found is None:
            self.add_error("patient", _patient_error(text, "is not written as Last, First"))
            return None
        rows = patients(self.desk.user, cleaned.get("payer") or "", cleaned.get("date_of_service"))
        rows = rows.filter(
            practice_id=cleaned.get("practice") or 0,
            last_name__iexact=found["last"].strip(),
            first_name__iexact=found["first"].strip(),
        )
        if found["y"]:
            rows = rows.filter(
                birth_date__year=int(found["y"]),
                birth_date__month=int(found["m"]),
                birth_date__day=int(found["d"]),
            )
        matches = list(rows[:2])
        if len(matches) == 1:
            return matches[0]
        reason = "names more than one patient" if matches else "names no patient of this practice"
        self.add_error("patient", _patient_error(text, reason))
        return None

    def _want_whole_patient(self, cleaned: dict[str, Any]) -> None:
        for cell in self.new_patient_cells:
            if not cleaned.get(cell.name) and not cell.errors:
                self.add_error(cell.name, f"{cell.label} is missing for the new patient.")


def _patient_error(text: str, reason: str) -> ValidationError:
    return ValidationError(
        f"Patient: “{text}” {reason}. Pick one from the list, or add a patient below.",
        code="no_such_patient",
    )


def _helper(*, practices: int) -> FormHelper:
    """The head as one strip of twelve columns; the page owns the form tag.

    Who bills for one practice only does not choose it.
    """
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    cells = [
        Field("patient", wrapper_class="w4", list="patients", placeholder="Last, First"),
        Field("payer", wrapper_class="w3"),
        Field("member_id", wrapper_class="w3"),
        Field("date_of_service", wrapper_class="w2", placeholder="mm/dd/yyyy"),
        Field("place", wrapper_class="w2"),
        Field("facility", wrapper_class="w2"),
        Field("rendering", wrapper_class="w3"),
        Field("ordering", wrapper_class="w3"),
        Field("authorization", wrapper_class="w2"),
        Field("practice", wrapper_class="w4", type="hidden")
        if practices == 1
        else Field("practice", wrapper_class="w4"),
    ]
    helper.layout = Layout(Div(*cells, css_class="strip"))
    return helper

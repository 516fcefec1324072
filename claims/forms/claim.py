"""The head of the entry form: patient, payer, visit, diagnoses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.initial import LETTERS
from claims.forms.line import UpperField
from claims.forms.numbers import TextField
from claims.gather.desk import Desk, patients
from claims.models import Claim, Facility, Patient, Provider

PATIENT = re.compile(
    r"(?P<last>[^,·]+),\s*(?P<first>[^,·]+?)\s*"
    r"(?:·\s*(?P<m>[0-9]{2})/(?P<d>[0-9]{2})/(?P<y>[0-9]{4})(?:\s*·\s*(?P<sex>[A-Z]))?\s*)?"
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

    def __init__(self, *args: Any, desk: Desk, stored: Claim | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.stored = stored
        self.chosen_patient: Patient | None = None
        today = desk.today(None)
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.today = today
        people = desk.providers.values()
        self._offer("payer", [(code, payer.name) for code, payer in desk.payers.items()])
        self._offer("place", [(row.code, f"{row.code} {row.name}") for row in desk.places])
        self._offer("rendering", [(row.pk, row.name) for row in people if row.renders])
        self._offer("ordering", [(row.pk, row.name) for row in people if row.orders])
        self._offer("facility", [(pk, row.name) for pk, row in desk.facilities.items()])
        practices = [(pk, row.name) for pk, row in desk.practices.items()]
        self._offer("practice", practices, may_be_empty=False)
        for letter in LETTERS:
            self.fields[f"dx_{letter.lower()}"] = UpperField(
                label=f"Diagnosis {letter}", max_length=10, offers="diagnoses"
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
            if self.adds_patient:
                self.add_error("patient", "Patient: pick one or add one, not both.")
        elif self.adds_patient:
            self._want_whole_patient(cleaned)
        self._want_one_practice(cleaned)
        return cleaned

    def _want_one_practice(self, cleaned: dict[str, Any]) -> None:
        """Providers and sites are of the claim's practice, and a claim stays where it is."""
        practice = cleaned.get("practice")
        parties: dict[str, dict[int, Provider] | dict[int, Facility]] = {
            "rendering": self.desk.providers,
            "ordering": self.desk.providers,
            "facility": self.desk.facilities,
        }
        for name, rows in parties.items():
            row = rows.get(cleaned.get(name) or 0)
            if row is not None and row.practice_id != practice:
                self.add_error(name, f"{self.fields[name].label}: not of this practice.")
        if self.stored is not None and practice not in {None, self.stored.practice_id}:
            self.add_error("practice", "Practice: a stored claim stays with its practice.")

    def _find_patient(self, cleaned: dict[str, Any]) -> Patient | None:
        """The one patient that the text names; none or several is an error at the field."""
        text = cleaned["patient"]
        found = PATIENT.fullmatch(text)
        rows = self._patients(cleaned)
        if self.stored and self.stored.patient and text == str(self.stored.patient):
            rows = rows.filter(pk=self.stored.patient.pk)
        else:
            rows = _named(rows, found) if found else _beginning(rows, text)
        matches = list(rows[:2])
        if not matches and found and not found["y"]:
            matches = list(_beginning(self._patients(cleaned), text)[:2])
        if len(matches) == 1:
            return matches[0]
        reason = "names more than one patient" if matches else "names no patient of this practice"
        self.add_error("patient", _patient_error(text, reason))
        return None

    def _patients(self, cleaned: dict[str, Any]) -> QuerySet[Patient]:
        """The chosen practice's patients, with their coverage and weight for this claim."""
        rows = patients(self.desk.user, cleaned.get("payer") or "", cleaned.get("date_of_service"))
        return rows.filter(practice_id=cleaned.get("practice") or 0)

    def _want_whole_patient(self, cleaned: dict[str, Any]) -> None:
        """All four parts, names that can be picked again, and nobody who is on file already."""
        for cell in self.new_patient_cells:
            value = cleaned.get(cell.name)
            if not value and not cell.errors:
                self.add_error(cell.name, f"{cell.label} is missing for the new patient.")
            elif isinstance(value, str) and set(value) & set(",·"):
                self.add_error(cell.name, f"{cell.label}: “{value}” has a comma or a dot (·).")
        if self.errors:
            return
        known = patients(self.desk.user).filter(
            practice_id=cleaned.get("practice") or 0,
            last_name__iexact=cleaned["new_last_name"],
            first_name__iexact=cleaned["new_first_name"],
            birth_date=cleaned["new_birth_date"],
        )
        if known.exists():
            self.add_error("new_last_name", "This patient is on file: pick the name above.")


def _beginning(rows: QuerySet[Patient], text: str) -> QuerySet[Patient]:
    """Patients whose name begins so: "sampl", "sampleton, w"; a beginning of one is enough."""
    last, _, first = (part.strip() for part in text.partition(","))
    rows = rows.filter(last_name__istartswith=last)
    return rows.filter(first_name__istartswith=first) if first else rows


def _named(rows: QuerySet[Patient], found: re.Match[str]) -> QuerySet[Patient]:
    """Patients of that name, and of that birth date and sex where the text gives them."""
    rows = rows.filter(
        last_name__iexact=found["last"].strip(), first_name__iexact=found["first"].strip()
    )
    if not found["y"]:
        return rows
    try:
        rows = rows.filter(birth_date=dt.date(int(found["y"]), int(found["m"]), int(found["d"])))
    except ValueError:
        return rows.none()
    return rows.filter(sex=found["sex"]) if found["sex"] else rows


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
        Field("payer", wrapper_class="w4"),
        Field("member_id", wrapper_class="w2"),
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

"""What is typed of a patient's record: weights, results, authorizations, exemptions, trials."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.line import UpperField
from claims.forms.numbers import TextField, number
from claims.models import StepTrial
from claims.scrubber.notation import is_code

POUND = Decimal("0.45359237")  # kilograms, exactly (NIST Handbook 44, appendix C)
_WEIGHT = re.compile(r"([0-9.,]+)\s*(kg|lbs?)?", re.IGNORECASE)
_CENTS = Decimal("0.01")


class WeightField(TextField):
    """A weight in kilograms; pounds are converted, rounded to ten grams."""

    wanted = "Type kilograms or pounds, for example 72.5 or 160 lb."

    def parse(self, text: str) -> Decimal:
        found = _WEIGHT.fullmatch(text)
        if found is None:
            raise ValueError(text)
        typed = number(found[1], 2)
        in_pounds = (found[2] or "").lower().startswith("lb")
        kilograms = typed * POUND if in_pounds else typed
        if not 0 < kilograms < 1000:
            raise ValueError(text)
        return kilograms.quantize(_CENTS, ROUND_HALF_UP)


class WholeUnitsField(TextField):
    """Billing units of an authorization; none are halves."""

    wanted = "Type a whole number of units, for example 3,600."

    def parse(self, text: str) -> int:
        return int(number(text, 0))


class ValueField(TextField):
    """The number of a laboratory result."""

    wanted = "Type the number alone, for example 7.5; its unit stands beside it."

    def parse(self, text: str) -> Decimal:
        return number(text, 4)


class RecordForm(CheckedForm):
    """One row of a patient's record."""

    def __init__(
        self, *args: Any, today: dt.date, payers: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, DayField):
                field.today = today
            if name == "payer":
                field.choices = [("", ""), *payers]  # type: ignore[attr-defined]  # a ChoiceField

    def columns(self) -> dict[str, Any]:
        """The columns of the row: a day that was not typed is None, a text is empty."""
        cleaned = {
            name: "" if value is None and not isinstance(self.fields[name], DayField) else value
            for name, value in self.cleaned_data.items()
        }
        if "payer" in cleaned:
            cleaned["payer_id"] = int(cleaned.pop("payer"))
        return cleaned


class WeightForm(RecordForm):
    """A weight and its day."""

    kilograms = WeightField(label="Weight", required=True, help_text="kg, or 160 lb")
    taken_on = DayField(label="Taken on", required=True, past_only=True)


class AuthorizationForm(RecordForm):
    """A prior authorization as the payer wrote it."""

    payer = forms.ChoiceField(label="Payer")
    number = TextField(label="Number", max_length=50, required=True)
    code = UpperField(label="Code", max_length=5, required=True, offers="codes")
    effective_from = DayField(label="First day", required=True)
    effective_through = DayField(label="Last day", required=True)
    approved_units = WholeUnitsField(label="Units approved", required=True)
    used_units = WholeUnitsField(label="Units used", help_text="empty: none yet")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, first = cleaned.get("code"), cleaned.get("effective_from")
        last = cleaned.get("effective_through")
        if code and not is_code(code):
            self.add_error("code", f"“{code}” is no HCPCS or CPT code; wanted: J0256.")
        if first and last and last < first:
            words = f"The last day, {last:%m/%d/%Y}, is before the first, {first:%m/%d/%Y}."
            self.add_error("effective_through", words)
        return cleaned

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"used_units": self.cleaned_data["used_units"] or 0}


class ExemptionForm(RecordForm):
    """A payer's exemption for a product that it does not prefer."""

    payer = forms.ChoiceField(label="Payer")
    number = TextField(label="Number", max_length=50, required=True)
    product = TextField(
        label="Product", max_length=120, offers="brands", help_text="empty: any product"
    )
    reason = TextField(label="Reason", max_length=80)


class TrialForm(RecordForm):
    """An agent that was tried before, and how that ended."""

    agent = TextField(label="Agent", max_length=80, required=True, offers="agents")
    outcome = forms.ChoiceField(
        label="Ended by", choices=[("", ""), *StepTrial.Outcome.choices], required=True
    )
    ended_on = DayField(label="Ended on", past_only=True)


class LabForm(RecordForm):
    """A laboratory result, with the unit and method that its threshold is written for."""

    lab = UpperField(label="Test", max_length=40, required=True, offers="labs")
    value = ValueField(label="Result", max_length=20, required=True)
    unit = TextField(label="Unit", max_length=20, help_text="umol/L, mg/dL")
    method = TextField(label="Method", max_length=60, help_text="where the report names one")
    taken_on = DayField(label="Taken on", past_only=True)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"lab": self.cleaned_data["lab"].replace(" ", "_")}

"""The small forms of the editor: the head of a version, and one requirement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.numbers import TextField
from claims.forms.policy.criteria import Body
from claims.forms.policy.inputs import WordsField, listed
from claims.forms.policy.kinds import CITED, SCOPE, Kind
from codes.models import PolicyVersion

DAYS = ("effective_from", "effective_to", "review_by", "observe_to", "source_day")


class HeadForm(CheckedForm):
    """Title, codes and days of a version, and where it was read."""

    title = TextField(label="Title", max_length=160)
    codes = WordsField(label="Codes", upper=True, max_length=20_000, offers="codes")
    effective_from = DayField(label="First day", help_text="dates of service")
    effective_to = DayField(label="Last day", help_text="empty: until further notice")
    review_by = DayField(label="Review by", help_text="after it, nothing blocks")
    observe_to = DayField(label="Observe only until", help_text="until then, notes only")
    standing = forms.ChoiceField(
        label="Standing", choices=PolicyVersion.Standing.choices, required=False
    )
    source_kind = forms.ChoiceField(
        label="Source", choices=listed(*PolicyVersion.SourceKind.choices), required=False
    )
    source_day = DayField(label="Source of")
    source_url = TextField(label="Address of the source", max_length=400)
    notes = TextField(label="Notes", max_length=2000)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DAYS:
            self.fields[name].today = today  # type: ignore[attr-defined]  # a DayField

    def told(self) -> Body:
        """The head of policy JSON."""
        given = dict(self.cleaned_data)
        kind, day = given.pop("source_kind"), given.pop("source_day")
        given.pop("codes")
        told = {
            key: value.isoformat() if isinstance(value, dt.date) else value
            for key, value in given.items()
            if value
        }
        if told.get("standing") == PolicyVersion.Standing.PRIMARY:
            del told["standing"]
        source = {"kind": kind, "day": day and day.isoformat()}
        if kind or day:
            told["source"] = {key: value for key, value in source.items() if value}
        return told


class CriterionForm(CheckedForm):
    """One requirement, its weight and where the payer wrote it."""

    requirement = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, of: Kind, scopes: Iterable[str], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        for one in (*of.inputs, *CITED):
            field = one.field()
            if one.key == SCOPE and isinstance(field, forms.ChoiceField):
                named = [(scope, scope.replace("/", " for ")) for scope in scopes]
                field.choices = [("", "the whole policy"), *named]
            if isinstance(field, DayField):
                field.today = today
            self.fields[one.key] = field
        self.fields["requirement"].initial = of.key
        self.words = ""
        self.sentence = ""

    @property
    def own(self) -> list[tuple[Any, str]]:
        """The inputs of the requirement, each with its width."""
        return [(self[one.key], one.width) for one in self.of.inputs]

    @property
    def cited(self) -> list[tuple[Any, str]]:
        """The inputs of weight and citation."""
        return [(self[one.key], one.width) for one in CITED]

    @property
    def weight(self) -> str:
        """How much it weighs, in one word."""
        return dict(CITED[0].choices).get(str(self["severity"].value() or "error"), "")

    @property
    def citation(self) -> str:
        """Where it is written, in one line; empty where nobody said."""
        parts = (self["document"].value(), self["section"].value())
        return ", ".join(str(part) for part in parts if part)

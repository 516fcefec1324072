"""A payer's list: the file, and what its columns mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.policy.inputs import WholeField, WordsField
from codes.models import PolicyVersion
from codes.policies.lists.guessing import Columns
from codes.policies.lists.kinds import KINDS, LABELS, ListKind, Meaning
from codes.policies.lists.proposing import Body
from codes.policies.lists.sheet import Sheet

_SOURCES = (PolicyVersion.SourceKind.BULLETIN, PolicyVersion.SourceKind.POLICY)
_CHANNELS = (
    ("specialty_pharmacy", "Specialty pharmacy only"),
    ("buy_and_bill", "Buy and bill only"),
    ("buy_and_bill,specialty_pharmacy", "Buy and bill or specialty pharmacy"),
    ("payer_supplied", "Supplied by the payer"),
    ("payer_supplied,specialty_pharmacy", "Payer or specialty pharmacy"),
)
_OTHERS = (("take_out", "Take them out of the policy"), ("leave", "Leave them in"))


class ListUploadForm(CheckedForm):
    """Which kind of list it is, and its file."""

    kind = forms.ChoiceField(
        label="The list has",
        choices=[(str(kind), one.label) for kind, one in KINDS.items()],
        error_messages={"required": "Choose what the list has."},
    )
    file = forms.FileField(
        label="File",
        max_length=None,
        allow_empty_file=True,  # an empty one is refused with its name
        error_messages={"required": "Choose the file as the payer publishes it."},
    )


class ListMappingForm(CheckedForm):
    """Which row has the headings, what each column means, and what else the list leaves open."""

    heading = WholeField(label="Headings are in row", help_text="0: there are none")
    others = forms.ChoiceField(label="Codes that the list does not name", choices=_OTHERS)
    setting = forms.CharField(required=False)
    restricted = WordsField(label="Places with an exception", max_length=200)
    source_kind = forms.ChoiceField(
        label="Source", choices=[(str(one), one.label) for one in _SOURCES]
    )
    source_day = DayField(label="The list is of")

    def __init__(
        self,
        posted: Any = None,
        *,
        kind: ListKind,
        sheets: Sequence[Sheet],
        sheet: Sheet,
        initial: dict[str, Any],
        today: dt.date,
    ) -> None:
        super().__init__(posted, initial=initial)
        self.kind, self.sheet = kind, sheet
        choices = [(str(one.number), one.label) for one in sheets]
        self.fields = {"sheet": forms.ChoiceField(label="Sheet", choices=choices)} | self.fields
        if len(sheets) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()
        if kind is ListKind.PRODUCTS:
            self.fields["others"].label = "Products that the list does not name"
        self._ask_for_the_setting()
        day = self.fields["source_day"]
        if isinstance(day, DayField):
            day.today = today
        described = KINDS[kind].columns
        meanings = [("", "Not used"), *((str(one), LABELS[one]) for one in described)]
        for at in range(sheet.width):
            label = f"Column {letters(at)} means"
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=label, choices=meanings, required=False
            )

    def _ask_for_the_setting(self) -> None:
        """The places or ways to buy that hold for all codes, where the list is about them."""
        if self.kind is ListKind.SITE:
            self.fields["setting"] = WordsField(
                label="Covered places", max_length=200, help_text="empty: as the column says"
            )
            return
        del self.fields["restricted"]
        if self.kind is ListKind.CHANNEL:
            self.fields["setting"] = forms.ChoiceField(
                label="The drug is bought by",
                choices=[("", "As the column says"), *_CHANNELS],
                required=False,
            )
        else:
            del self.fields["setting"]

    @property
    def asked(self) -> list[Any]:
        """The fields beside those of the columns."""
        return [self[name] for name in self.fields if not name.startswith("column-")]

    @property
    def meanings(self) -> list[Any]:
        """The fields of the columns, from left to right."""
        return [self[f"column-{at}"] for at in range(self.sheet.width)]

    def clean(self) -> dict[str, Any]:
        """Refuse a meaning that two columns have, and one that none has and the list needs."""
        cleaned = dict(super().clean() or self.cleaned_data)
        given = [cleaned.get(f"column-{at}") for at in range(self.sheet.width)]
        for at, meaning in enumerate(given):
            if meaning and meaning in given[:at]:
                first, label = letters(given.index(meaning)), LABELS[Meaning(meaning)]
                self.add_error(f"column-{at}", f"Column {first} is “{label}” already.")
        sets = KINDS[self.kind].wanted
        if not any(set(wanted) <= set(given) for wanted in sets):
            lacking = [one for one in sets[0] if one not in given]
            for wanted in lacking:
                self.add_error("column-0", f"Choose the column that is “{LABELS[wanted]}”.")
        by_column = {Meaning.PREFERRED, Meaning.NOT_PREFERRED} & set(given)
        if by_column and {Meaning.BRAND, Meaning.TIER} & set(given):
            words = (
                "A list names its products in one column with their tiers, or in one for each tier."
            )
            self.add_error(f"column-{given.index(min(by_column))}", words)
        for name in ("setting", "restricted"):
            self._ask_the_places(name, cleaned.get(name))
        return cleaned

    def _ask_the_places(self, name: str, typed: object) -> None:
        if self.kind is ListKind.SITE and isinstance(typed, list):
            for word in typed:
                if not (len(word) == 2 and word.isascii() and word.isdigit()):
                    self.add_error(name, f"“{word}” is no place of service; two digits are wanted.")

    def columns(self) -> Columns:
        """The columns as they were chosen; for a valid form."""
        given = [self.cleaned_data[f"column-{at}"] for at in range(self.sheet.width)]
        return Columns(
            heading=self.cleaned_data["heading"] or 0,
            meanings=tuple(Meaning(one) if one else None for one in given),
        )

    def setting_chosen(self) -> tuple[str, ...]:
        """The places or ways to buy as they were chosen; empty where the column says them."""
        given = self.cleaned_data.get("setting") or ()
        return tuple(sorted(given.split(",") if isinstance(given, str) else given))

    def source(self, sha256: str) -> Body:
        """The source of the version, as policy JSON has it."""
        kind, day = self.cleaned_data["source_kind"], self.cleaned_data["source_day"]
        told: Body = {"kind": kind}
        if day:
            told["day"] = day.isoformat()
        return told | {"sha256": sha256}


def letters(at: int) -> str:
    """The name that a spreadsheet gives a column, from 0: A, B, … Z, AA."""
    return letters(at // 26 - 1) + letters(at % 26) if at >= 26 else chr(ord("A") + at)

"""One service line of the entry form, and the set of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet

from claims.forms.bound import CheckedForm
from claims.forms.numbers import (
    DoseField,
    MinutesField,
    MoneyField,
    PointersField,
    QuantityField,
    TextField,
    UnitsField,
    VialsField,
)
from claims.models.claim import ROUTES, SOURCES

MAX_LINES = 50  # 837P: 2400 loop repeats at most 50 times
MAX_FORMS = 60  # never more are built, whatever is posted
MODIFIER_CELLS = 4
NDC_MEASURES = [
    ("UN", "UN unit"),
    ("ML", "ML"),
    ("GR", "GR gram"),
    ("F2", "F2 IU"),
    ("ME", "ME mg"),
]


class UpperField(TextField):
    """A code: trimmed and upper-cased, otherwise as typed."""

    def parse(self, text: str) -> str:
        return text.upper()


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", ""), *choices], required=False)


class LineForm(CheckedForm):
    """What a biller types of one service line; dose first, units follow."""

    line_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = UpperField(label="Code", max_length=10, offers="codes")
    dose = DoseField(label="Dose given", max_length=30)
    units = UnitsField(label="Units", max_length=14)
    mod1 = UpperField(label="Modifier 1", max_length=4)
    mod2 = UpperField(label="Modifier 2", max_length=4)
    mod3 = UpperField(label="Modifier 3", max_length=4)
    mod4 = UpperField(label="Modifier 4", max_length=4)
    pointers = PointersField(label="Diagnoses", max_length=24)
    charge = MoneyField(label="Charge", max_length=14)
    product = TextField(label="Product", widget=forms.TextInput(attrs={"list": "products"}))
    vials = VialsField(
        label="Vials opened", widget=forms.TextInput(attrs={"placeholder": "5 x 1,000 mg"})
    )
    discarded = DoseField(label="Discarded", max_length=30)
    route = _choice("Route", ROUTES)
    ndc = TextField(label="NDC", max_length=20)
    ndc_quantity = QuantityField(label="NDC quantity", max_length=14)
    ndc_measure = _choice("NDC measure", NDC_MEASURES)
    minutes = MinutesField(
        label="Infusion time",
        max_length=10,
        widget=forms.TextInput(attrs={"placeholder": "3:40"}),
    )
    drug_source = _choice("Drug source", SOURCES)
    description = TextField(label="Description", max_length=80)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed here; a blank row is no service line."""
        return not self.initial and not set(self.changed_data) - {"line_id"}

    @property
    def modifier_cells(self) -> list[Any]:
        """The four modifier inputs."""
        return [self[f"mod{cell}"] for cell in range(1, MODIFIER_CELLS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cells = [cleaned.get(f"mod{cell}") for cell in range(1, MODIFIER_CELLS + 1)]
        cleaned["modifiers"] = tuple(cell for cell in cells if cell)
        return cleaned


class LineFormSet(BaseFormSet[LineForm]):
    """The service lines; at most 50, and never more forms built than 60 whatever is posted."""

    default_error_messages = {
        "too_many_forms": f"A claim holds at most {MAX_LINES} service lines; nothing was saved.",
        "missing_management_form": (
            "The form arrived without its line count, so nothing was saved. Open the claim again."
        ),
    }

    def total_form_count(self) -> int:
        """As posted, bounded; Django's own bound is applied when it validates."""
        return min(super().total_form_count(), self.absolute_max)

    @property
    def typed(self) -> list[LineForm]:
        """The forms in which something stands, in order."""
        return [form for form in self.forms if not form.is_blank]


LineSet = forms.formset_factory(
    LineForm,
    formset=LineFormSet,
    extra=0,
    max_num=MAX_LINES,
    absolute_max=MAX_FORMS,
    validate_max=True,
)

"""What a biller says of one document of a claim."""

from __future__ import annotations

from typing import Any

from django import forms

from claims.forms.bound import CheckedForm
from claims.forms.numbers import TextField
from claims.models import ChecklistItem

NEEDS_WORDS = {
    "present": "Say where it is: a date, a page, a scan.",
    "not_needed": "Say why it is not needed.",
    "problem": "Say what is wrong with it.",
}


class DocumentForm(CheckedForm):
    """The state of a document and where it is; every state but missing needs words."""

    state = forms.ChoiceField(label="State", choices=ChecklistItem.State.choices)
    reference = TextField(label="Where it is, or why not", max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = NEEDS_WORDS.get(cleaned.get("state", ""))
        if wanted and self.has_changed() and not cleaned.get("reference"):
            self.add_error("reference", wanted)
        return cleaned

"""What people type on the pages of the code reference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from billing_site.accounts.models import User
from codes.comparison import COMPARED
from codes.decisions import LEAST_WORDS, Decision
from codes.models import FactConflict, GuideStatement

_FACTS = dict(GuideStatement.Fact.choices)


class ConflictFilter(forms.Form):
    """Which conflicts a list shows; an empty choice shows all of them."""

    use_required_attribute = False

    code = forms.CharField(label="Code begins with", max_length=5, required=False)
    field = forms.ChoiceField(
        label="Field",
        required=False,
        choices=[("", "Any"), *((name, _FACTS[name]) for name in COMPARED), ("other", "Other")],
    )
    severity = forms.ChoiceField(
        label="Severity", required=False, choices=[("", "Any"), *FactConflict.Severity.choices]
    )
    owner = forms.ChoiceField(
        label="Owner", required=False, choices=[("", "Anybody"), ("me", "Me"), ("none", "Nobody")]
    )

    def wanted(self, user: User) -> Q:
        """The condition of the choices that were understood."""
        chosen: dict[str, str] = self.cleaned_data
        found = Q()
        if chosen.get("code"):
            found &= Q(code__startswith=chosen["code"].strip().upper())
        if chosen.get("field"):
            other = chosen["field"] == "other"
            found &= ~Q(field__in=COMPARED) if other else Q(field=chosen["field"])
        if chosen.get("severity"):
            found &= Q(severity=chosen["severity"])
        if chosen.get("owner"):
            found &= Q(owner=user.pk) if chosen["owner"] == "me" else Q(owner__isnull=True)
        return found


class DecisionForm(forms.Form):
    """A decision about a conflict; to accept it wants a reason."""

    use_required_attribute = False

    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.HiddenInput)
    note = forms.CharField(
        label="Why it is accepted as it stands",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"At least {LEAST_WORDS} characters; it stays with the conflict.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse to accept without a reason."""
        values = super().clean() or self.cleaned_data
        note = values.get("note", "")
        if values.get("decision") == Decision.ACCEPT and "note" in values:
            length = len(note)
            if length < LEAST_WORDS:
                self.add_error(
                    "note",
                    f"The reason has {length} character{'' if length == 1 else 's'};"
                    f" {LEAST_WORDS} or more are wanted.",
                )
        return values

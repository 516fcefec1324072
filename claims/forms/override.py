"""Why a lead overrides a finding."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from claims.forms.bound import CheckedForm
from claims.forms.numbers import TextField
from claims.models import Override


class OverrideForm(CheckedForm):
    """The reason, long enough to tell somebody else something."""

    reason = TextField(
        label="Reason", max_length=300, help_text="What the record shows, and where it is."
    )

    def clean_reason(self) -> str:
        reason = " ".join(str(self.cleaned_data.get("reason") or "").split())
        if len(reason) < Override.LEAST_REASON:
            raise ValidationError(
                f"Give a reason of {Override.LEAST_REASON} characters or more; "
                f"this has {len(reason)}."
            )
        return reason

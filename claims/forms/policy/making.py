"""The first words of a policy: whose, of which codes, from when; or a file of policy JSON."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.numbers import TextField
from claims.forms.policy.inputs import WordsField
from codes.models import Payer, PolicyVersion

MOST_BYTES = 2_000_000


class NewPolicyForm(CheckedForm):
    """Enough for a first draft; the editor asks the rest."""

    payer = forms.ChoiceField(label="Payer")
    codes = WordsField(label="Codes", upper=True, max_length=20_000, required=True, offers="codes")
    effective_from = DayField(label="First day", required=True, help_text="of service")
    title = TextField(label="Title", max_length=160, help_text="empty: the payer and the codes")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = Payer.objects.order_by("name").values_list("code", "name")
        self.fields["payer"].choices = [("", ""), *payers]  # type: ignore[attr-defined]  # as above
        self.fields["effective_from"].today = today  # type: ignore[attr-defined]  # a DayField

    def clean_codes(self) -> list[str]:
        """Refuse a list of nothing but commas."""
        codes: list[str] = self.cleaned_data["codes"] or []
        if not codes:
            raise ValidationError("Codes: none was typed. Type codes such as J0256, J0257.")
        return codes

    def told(self) -> dict[str, Any]:
        """Policy JSON of the first version."""
        given = self.cleaned_data
        payer, codes = given["payer"], given["codes"]
        name = dict(self.fields["payer"].choices)[payer]  # type: ignore[attr-defined]  # as above
        more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
        title = given.get("title") or f"{name}: {', '.join(codes[:3])}{more}"
        return {
            "id": free_identifier(f"{payer}-{codes[0]}"),
            "payer": payer,
            "version": 1,
            "title": title[:160],
            "effective_from": given["effective_from"].isoformat(),
            "effective_to": None,
            "codes": [{"code": code} for code in codes],
        }


def free_identifier(stem: str) -> str:
    """An identifier that no version has: ``NORTHLAKE-J0256-1``."""
    stem = slugify(stem).upper()[:34]
    taken = set(
        PolicyVersion.objects.filter(identifier__startswith=stem).values_list(
            "identifier", flat=True
        )
    )
    names = (f"{stem}{letter}-1" for letter in ("", *"BCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return next(name for name in names if name not in taken)


class PolicyFileForm(CheckedForm):
    """Policy JSON as another Firstpass exports it."""

    file = forms.FileField(label="File of policy JSON")

    def clean_file(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(f"The file has {file.size:,} bytes; {MOST_BYTES:,} at most.")
        try:
            value = json.loads(file.read().decode("utf-8"), parse_float=Decimal)
        except (UnicodeDecodeError, ValueError, RecursionError):
            raise ValidationError("The file is no JSON that can be read.") from None
        if not isinstance(value, dict):
            raise ValidationError("The file holds a list; wanted: one version of a policy.")
        return value

"""What is said and signed when a version is submitted, approved, ended or withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from billing_site.accounts.models import User
from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.numbers import TextField

SIGNED = {"approve", "withdraw", "emergency", "shorten"}  # security.md 4: with step-up sign-in


class ReviewForm(CheckedForm):
    """Words, a day where one is asked for, and the password of whoever signs."""

    words = TextField(label="What to say", max_length=1000)
    last = DayField(label="Last day")
    password = forms.CharField(
        label="Your password, to sign",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        required=False,
        strip=False,
    )

    def __init__(self, *args: Any, user: User, today: dt.date, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.verb = user, verb
        self.fields["last"].today = today  # type: ignore[attr-defined]  # a DayField

    def clean_password(self) -> str:
        password = str(self.cleaned_data.get("password") or "")
        if self.verb in SIGNED and not self.user.check_password(password):
            raise ValidationError("Sign with the password that you sign in with.")
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.verb == "shorten" and not given.get("last") and "last" not in self.errors:
            self.add_error("last", "Name the last day.")
        return given

"""The effective sheet of a payer, a code, a place and a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing_site.accounts.access import EVERYONE, requires
from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.numbers import TextField
from claims.gather.desk import Desk
from claims.rehearsal.sheet import rows_of
from claims.views.request import StaffRequest
from codes.models import Payer
from codes.policies.values import CODE, PLACE


class SheetForm(CheckedForm):
    """What the sheet is asked for."""

    payer = forms.ChoiceField(label="Payer", required=False)
    code = TextField(label="Code", max_length=5, offers="codes")
    place = TextField(label="Place", max_length=2)
    day = DayField(label="Date of service")

    def __init__(self, *args: Any, today: dt.date, payers: dict[str, Payer], **more: Any) -> None:
        super().__init__(*args, **more)
        named = sorted((payer.name, code) for code, payer in payers.items())
        self.fields["payer"].choices = [("", ""), *((code, name) for name, code in named)]  # type: ignore[attr-defined]
        self.fields["day"].today = today  # type: ignore[attr-defined]  # a DayField

    def clean_code(self) -> str:
        code = str(self.cleaned_data.get("code") or "").upper()
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(f"Code is {code!r}; wanted: a code such as J0256.")
        return code

    def clean_place(self) -> str:
        place = str(self.cleaned_data.get("place") or "")
        if place and not PLACE.fullmatch(place):
            raise forms.ValidationError(f"Place is {place!r}; wanted: two digits such as 11.")
        return place


@requires(*EVERYONE)
@require_safe
def sheet(request: StaffRequest) -> HttpResponse:
    """Every requirement with its layer; nothing before payer and code are named."""
    desk = Desk(request.user)
    today = desk.today(None)
    given = request.GET.copy()
    given.setdefault("day", f"{today:%m/%d/%Y}")
    form = SheetForm(given, today=today, payers=desk.payers)
    rows = None
    if form.is_valid():
        asked = form.cleaned_data
        payer = desk.payers.get(asked["payer"])
        if payer is not None and asked["code"]:
            rows = rows_of(payer, asked["code"], asked["place"], asked["day"] or today)
    layers: dict[str, list[Any]] = {}
    for row in rows or ():
        layers.setdefault(row.layer, []).append(row)
    context = {"form": form, "layers": list(layers.items()), "is_asked": rows is not None}
    return render(request, "policies/sheet.html", context)

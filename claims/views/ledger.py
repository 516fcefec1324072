"""The ledgers of one patient: authorizations, doses, and visits that are thought of."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.numbers import TextField
from claims.gather.desk import Desk
from claims.models import Patient
from claims.services.authorizations import authorizations_of
from claims.services.ledgers import Ledger
from claims.views.request import StaffRequest
from codes.models import Payer

MOST_VISITS = 40
_VISIT = re.compile(r"\s*([^:;\n]+?)\s*:\s*([0-9]{1,5})\s*")


class VisitsField(TextField):
    """Visits with their units: ``12/01/2026: 420, 12/08/2026: 420``."""

    wanted = "Type days and units such as 12/01/2026: 420, 12/08/2026: 420."
    today: dt.date

    def parse(self, text: str) -> list[tuple[dt.date, int]]:
        days = DayField()
        days.today = self.today
        found = []
        for part in text.split(","):
            match = _VISIT.fullmatch(part)
            if match is None:
                raise ValueError(text)
            found.append((days.parse(match[1]), int(match[2])))
        if len(found) > MOST_VISITS:
            raise ValueError(text)
        return found


class PlanForm(CheckedForm):
    """Visits that are thought of; by post, as they are a patient's."""

    code = TextField(label="Code", max_length=5, offers="codes")
    visits = VisitsField(
        label="Planned visits", max_length=1000, help_text="12/01/2026: 420, 12/08/2026: 420"
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visits"].today = today  # type: ignore[attr-defined]  # a VisitsField


@requires(
    Role.BILLER,
    Role.LEAD,
    Role.AUDITOR,
    action="patient.ledger",
    object_type="patient",
    object_kwarg="public_id",
)
@require_http_methods(["GET", "POST"])
def ledger(request: StaffRequest, public_id: str) -> HttpResponse:
    """Everything of one patient; another practice's patient is not found."""
    patients = Patient.objects.visible_to(request.user).prefetch_related("weights")
    patient = get_object_or_404(patients.select_related("practice"), public_id=public_id)
    today = Desk(request.user).today(patient.practice)
    form = PlanForm(request.POST if request.method == "POST" else None, today=today)
    payers = Payer.objects.filter(claims__patient=patient).distinct().order_by("name")
    ledgers = [Ledger(patient, payer, today) for payer in payers]
    planned = []
    if request.method == "POST" and form.is_valid():
        code = str(form.cleaned_data["code"] or "").upper()
        visits = form.cleaned_data["visits"] or []
        planned = [(one.payer.name, one.said(code, visits)) for one in ledgers if code in one.codes]
    context = {
        "patient": patient,
        "authorizations": authorizations_of(patient, today),
        "drugs": [one.drug(code) for one in ledgers for code in one.codes],
        "form": form,
        "planned": planned,
        "today": today,
    }
    return render(request, "claims/ledger.html", context)

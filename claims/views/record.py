"""The record of one patient: what payers' policies ask for beside the claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.forms import record as forms
from claims.gather.desk import Desk
from claims.models import Patient
from claims.scrubber.findings import plain
from claims.services.record import (
    RecordRefusedError,
    Row,
    add_row,
    change_row,
    digest_of,
    remove_row,
)
from claims.views.page import Summary
from claims.views.request import StaffRequest
from codes.models import Payer

WRITERS = (Role.BILLER, Role.LEAD)


def _day(day: dt.date | None) -> str:
    return f"{day:%m/%d/%Y}" if day else "no day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of rows: the patient's attribute, its form, and the cells of a row."""

    key: str
    title: str
    rows: str
    form: type[forms.RecordForm]
    heads: tuple[str, ...]
    cells: Callable[[Any], tuple[str, ...]]
    has_payer: bool = False

    def of(self, patient: Patient) -> QuerySet[Any]:
        """The patient's rows of the kind."""
        rows: QuerySet[Any] = getattr(patient, self.rows).all()
        return rows.select_related("payer") if self.has_payer else rows


KINDS = (
    Kind(
        key="authorization", title="Prior authorizations", rows="authorizations", has_payer=True,
        form=forms.AuthorizationForm, heads=("Number", "Code", "Days", "Approved", "Used"),
        cells=lambda row: (
            f"{row.number}, {row.payer.name}", row.code,
            f"{_day(row.effective_from)} to {_day(row.effective_through)}",
            f"{row.approved_units:,}", f"{row.used_units:,}",
        ),
    ),
    Kind(
        key="exemption", title="Exemptions", rows="exemptions", has_payer=True,
        form=forms.ExemptionForm, heads=("Number", "Product", "Reason"),
        cells=lambda row: (
            f"{row.number}, {row.payer.name}", row.product or "any product", row.reason,
        ),
    ),
    Kind(
        key="trial", title="Earlier agents tried", rows="trials",
        form=forms.TrialForm, heads=("Agent", "Ended by", "Ended on"),
        cells=lambda row: (row.agent, row.get_outcome_display(), _day(row.ended_on)),
    ),
    Kind(
        key="lab", title="Laboratory results", rows="labs",
        form=forms.LabForm, heads=("Test", "Result", "Method", "Taken on"),
        cells=lambda row: (
            row.lab.replace("_", " "), f"{plain(row.value)} {row.unit}", row.method,
            _day(row.taken_on),
        ),
    ),
    Kind(
        key="weight", title="Weights", rows="weights",
        form=forms.WeightForm, heads=("Weight", "Taken on"),
        cells=lambda row: (f"{plain(row.kilograms)} kg", _day(row.taken_on)),
    ),
)  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind on the page: its rows with their cells, and its form."""

    kind: Kind
    rows: list[tuple[Any, list[tuple[str, str]]]]
    form: forms.RecordForm
    changed: int | None
    seen: str
    is_open: bool


class Book:
    """The record of one patient, with what its forms offer read once."""

    def __init__(self, request: StaffRequest, public_id: str) -> None:
        patients = Patient.objects.visible_to(request.user).select_related("practice")
        self.patient = get_object_or_404(patients, public_id=public_id)
        self.today = Desk(request.user).today(self.patient.practice)
        self.payers = list(Payer.objects.order_by("name").values_list("pk", "name"))

    def named(self, wanted: str) -> tuple[Kind, Row | None]:
        """``weight`` is a new row, ``weight-12`` the row 12; anything else is not found."""
        key, _, number = wanted.partition("-")
        kind = BY_KEY.get(key)
        if kind is None or (number and not (number.isascii() and number.isdigit())):
            raise Http404
        if not number:
            return kind, None
        return kind, get_object_or_404(kind.of(self.patient), pk=int(number[:18]))

    def form(self, kind: Kind, row: Row | None, posted: QueryDict | None) -> forms.RecordForm:
        """The form of a kind: empty, with a row in it, or as it was posted."""
        initial = {name: getattr(row, name) for name in kind.form.base_fields} if row else {}
        if row and kind.has_payer:
            initial["payer"] = initial["payer"].pk
        return kind.form(
            posted, prefix=kind.key, initial=initial, payers=self.payers, today=self.today
        )

    def part(self, kind: Kind, row: Row | None, form: forms.RecordForm | None) -> Part:
        """One kind as the page shows it; ``form`` is the one that was refused."""
        return Part(
            kind=kind,
            rows=[
                (one, list(zip(kind.heads, kind.cells(one), strict=True)))
                for one in kind.of(self.patient)
            ],
            form=form or self.form(kind, row, None),
            changed=row.pk if row else None,
            seen=digest_of(row) if row else "",
            is_open=bool(row or form),
        )


@requires(
    *WRITERS,
    Role.AUDITOR,
    action="patient.record",
    object_type="patient",
    object_kwarg="public_id",
)
@require_http_methods(["GET", "POST"])
def record(request: StaffRequest, public_id: str) -> HttpResponse:
    """What is on record, with a form a kind; an auditor reads."""
    book = Book(request, public_id)
    may_write = request.user.holds(*WRITERS)
    if request.method == "GET":
        wanted = request.GET.get("change", "") if may_write else ""
        return _page(request, book, *(book.named(wanted) if wanted else (None, None)))
    if not may_write:
        raise PermissionDenied
    verb, _, wanted = request.POST.get("do", "").partition(":")
    kind, row = book.named(wanted)
    form = None
    try:
        if verb == "remove" and row is not None:
            remove_row(row, actor=actor_of(request))
            messages.success(request, "Removed.")
        else:
            form = book.form(kind, row, request.POST)
            if not form.is_valid():
                return _page(request, book, kind, row, form)
            _keep(request, book, kind, row, form)
    except RecordRefusedError as refused:
        if form is not None:
            form.add_error(None, str(refused))
            return _page(request, book, kind, row, form)
        messages.warning(request, str(refused))
    return redirect("patient-record", public_id=public_id)


def _keep(
    request: StaffRequest, book: Book, kind: Kind, row: Row | None, form: forms.RecordForm
) -> None:
    actor = actor_of(request)
    if row is None:
        made = getattr(book.patient, kind.rows).model(patient=book.patient)
        add_row(made, form.columns(), actor=actor)
        messages.success(request, "Added.")
        return
    change_row(row, form.columns(), seen=request.POST.get("seen", ""), actor=actor)
    messages.success(request, "Changed.")


def _page(
    request: StaffRequest,
    book: Book,
    chosen: Kind | None,
    row: Row | None,
    form: forms.RecordForm | None = None,
) -> HttpResponse:
    context = {
        "patient": book.patient,
        "parts": [
            book.part(kind, row, form) if kind is chosen else book.part(kind, None, None)
            for kind in KINDS
        ],
        "may_write": request.user.holds(*WRITERS),
        "summary": form and Summary(heading="Nothing was kept", items=form.problems),
    }
    return render(request, "claims/record.html", context, status=422 if form else 200)

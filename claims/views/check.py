"""The live check and the patient list: fragments that a form asks for while it is typed in."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from claims.forms.entry import Entry, still_said
from claims.gather.desk import Desk, patients
from claims.models import Claim
from claims.scrubber.catalogue import all_rules
from claims.services import check_draft
from claims.views.on_file import on_file
from claims.views.page import LISTED_PATIENTS, shown_lines, total_of
from claims.views.request import StaffRequest
from claims.views.shown import shown_check


@requires(Role.BILLER, Role.LEAD)
@require_POST
def check(request: StaffRequest) -> HttpResponse:
    """Check a claim as it is typed; nothing is stored, so no audit event is written.

    With ``live`` in the address, fields that were not reached yet are not findings; ``claim`` names
    the stored claim whose recorded documents count.
    """
    desk = Desk(request.user)
    entry = Entry(desk, data=request.POST)
    draft = entry.draft()
    stored = _stored(request)
    if stored is not None:
        draft.claim.number, draft.claim.documents = stored.number, stored.documents
        draft.recorded = {item.code: item for item in stored.checklist.all()}
        draft.overrides = list(stored.overrides.all())
    live = "live" in request.GET
    if live:
        still_said(draft, stored)
    practice = draft.claim.practice if draft.claim.practice_id else None
    checked = check_draft(draft, today=desk.today(practice), tables=desk.tables)
    shown = shown_check(checked, rules_run=len(all_rules()), live=live, unread=entry.errors)
    context = {
        "check": shown,
        "whole": not live,
        "shown_lines": shown_lines(entry, shown),
        "total": total_of(entry),
        "on_file": on_file(draft),
        "more": entry.more,
        "diagnoses": entry.head.diagnosis_cells(checked.titles),
        "page": _page(request),
        "claim": stored,
    }
    return render(request, "claims/partials/check.html", context)


def _stored(request: StaffRequest) -> Claim | None:
    """The stored claim that the form is about, for what was recorded of its documents."""
    try:
        public_id = uuid.UUID(request.GET.get("claim", ""))
    except ValueError:
        return None
    claims = Claim.objects.visible_to(request.user).prefetch_related(
        "checklist__recorded_by", "overrides__made_by"
    )
    return claims.filter(public_id=public_id).first()


def _page(request: StaffRequest) -> str:
    """The address of the page that asks, for its fix buttons; nothing where none is named."""
    try:
        return request.htmx.current_url_abs_path or ""
    except ValueError:
        return ""


@requires(Role.BILLER, Role.LEAD, action="patient.search", object_type="patient")
@require_POST
def find_patients(request: StaffRequest) -> HttpResponse:
    """Patients whose name starts with what was typed, as options; a name has no place in a URL."""
    typed = request.POST.get("patient", "").replace("\x00", "")
    family, _, first = (part.strip() for part in typed.partition(","))
    rows = patients(request.user).filter(last_name__istartswith=family[:60])
    if first:
        rows = rows.filter(first_name__istartswith=first.split("·")[0].strip()[:40])
    context = {"shown_patients": rows[:LISTED_PATIENTS]}
    return render(request, "claims/partials/patient_options.html", context)

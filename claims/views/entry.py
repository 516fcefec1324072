"""The claim-entry page: type, check, mend, save. Plain posts; htmx only makes it quicker."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.draft import Draft
from claims.forms.entry import Entry, still_said
from claims.forms.posted import PostedRows
from claims.gather.desk import Desk
from claims.gather.stored import draft_for
from claims.models import Claim
from claims.services import (
    Checked,
    ClaimSentError,
    SaveRefusedError,
    SaveRequest,
    save_claim,
)
from claims.views.conflict import Conflict, conflict_with
from claims.views.mending import check_for, checked_of, mend, mend_all
from claims.views.page import Summary, entry_page
from claims.views.request import StaffRequest
from claims.views.shown import input_name

CODE = r"[A-Z0-9]{5}"
BILLERS = (Role.BILLER, Role.LEAD)
NOT_UNDONE = "Not undone: it has changed since. Put it back by hand."
WITHHELD = "Editorial mode is on, and no claim about a disputed code is made ready in it. "


@requires(*BILLERS, action="claim.new", object_type="claim")
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A claim that is not stored yet."""
    return _entry(request, None)


@requires(*BILLERS, action="claim.edit", object_type="claim", object_kwarg="public_id")
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, public_id: str) -> HttpResponse:
    """A stored draft; a submitted claim is shown, not edited."""
    claim = get_object_or_404(Claim.objects.visible_to(request.user), public_id=public_id)
    stored = draft_for(request.user, claim)
    if claim.is_editable:
        return _entry(request, stored)
    if request.method == "GET":
        return redirect("claim-detail", public_id=public_id)
    entry = Entry(Desk(request.user), data=request.POST, draft=stored)
    draft = entry.draft()
    conflict = conflict_with(ClaimSentError(), request.POST, entry, draft)
    return entry_page(
        request, conflict.entry, check_for(entry.desk, draft), conflict=conflict, status=409
    )


def _entry(request: StaffRequest, stored: Draft | None) -> HttpResponse:
    desk = Desk(request.user)
    if request.method == "GET":
        code = request.GET.get("code", "")
        entry = Entry(desk, draft=stored, code=code if re.fullmatch(CODE, code) else "")
        checked = check_for(desk, stored) if stored else None
        return entry_page(request, entry, checked)
    entry = Entry(desk, data=request.POST, draft=stored)
    wanted = request.POST.get("do", "check")
    if entry.torn:
        return _refused(request, entry)
    if wanted in {"save", "ready"}:
        return _save(request, entry, ready=wanted == "ready")
    if wanted == "check":
        return entry_page(request, entry, checked_of(desk, entry), whole=True)
    return _reshape(request, entry, wanted)


def _reshape(request: StaffRequest, entry: Entry, wanted: str) -> HttpResponse:
    """Add, repeat or remove a line, apply fixes or take them back; nothing is stored."""
    rows = PostedRows(entry.data or request.POST, len(entry.lines.forms))
    if wanted == "fixall":
        return _preview(request, entry, rows)
    focus, summary = "", None
    if undo := re.fullmatch(r"undo:([0-9]{1,2})", wanted):
        name = rows.undo(int(undo[1]))
        focus = f"id_{name}" if name else ""
        summary = Summary(heading=NOT_UNDONE, items=()) if name is None else None
    else:
        focus = _act(entry, rows, wanted)
    entry = Entry(entry.desk, data=rows.to_data(), draft=entry.stored)
    return entry_page(request, entry, _live_check(entry), focus=focus, summary=summary)


def _preview(request: StaffRequest, entry: Entry, rows: PostedRows) -> HttpResponse:
    """What all fixes together would change; the form stays as it was typed."""
    steps = mend_all(entry, rows)
    return entry_page(request, entry, _live_check(entry), steps=steps, focus="do-fixall")


def _live_check(entry: Entry) -> Checked:
    draft = entry.draft()
    still_said(draft, entry.stored.claim if entry.stored else None)
    return check_for(entry.desk, draft)


def _act(entry: Entry, rows: PostedRows, wanted: str) -> str:
    """Do what a button of the form says to its rows; returns the id that gets the focus."""
    verb, _, rest = wanted.partition(":")
    if verb in {"add", "repeat"}:
        getattr(rows, verb)()
        return f"id_lines-{len(rows.rows) - 1}-code"
    if verb == "payer" and rest in entry.desk.payers:
        rows.head["payer"] = rest
        return "id_payer"
    if verb == "remove" and re.fullmatch(r"[0-9]{1,3}", rest):
        return "do-undo" if rows.remove(int(rest)) else ""
    if verb == "fixed" and rest == "all":
        return "do-undo" if mend_all(entry, rows) else ""
    focus = _fill_from_visit(entry, rows, rest) if verb == "visit" else mend(entry, rows, wanted)
    return f"id_{focus}" if focus else ""


def _fill_from_visit(entry: Entry, rows: PostedRows, public_id: str) -> str:
    """Payer, place, site and providers as on the picked patient's last claim, where still empty."""
    entry.draft()
    patient = entry.head.chosen_patient
    if patient is None or str(getattr(patient, "visit_id", "")) != public_id:
        return ""
    claims = Claim.objects.visible_to(entry.desk.user).select_related("payer")
    visit = claims.filter(public_id=public_id).first()
    if visit is None or visit.payer is None:
        return ""
    values = {
        "payer": visit.payer.code,
        "place": visit.place,
        "facility": visit.facility_id,
        "rendering": visit.rendering_id,
        "ordering": visit.ordering_id,
    }
    for name, value in values.items():
        if value and not rows.head.get(name):
            rows.head[name] = str(value)
    return "date_of_service" if not rows.head.get("date_of_service") else "dx_a"


def _save(request: StaffRequest, entry: Entry, *, ready: bool) -> HttpResponse:
    if not entry.is_storable():
        return _refused(request, entry)
    draft = entry.draft()
    checked = check_for(entry.desk, draft)
    withheld = [_block(found, WITHHELD) for found in checked.withheld]
    blocks = [_block(found) for found in checked.blocks]
    if ready and (blocks or withheld):
        items = list(dict.fromkeys([*blocks, *withheld]))
        count = len(items)
        heading = f"Not marked ready: {count} {'block stands' if count == 1 else 'blocks stand'}"
        summary = Summary(heading=heading, items=items)
        return entry_page(request, entry, checked, summary=summary, status=422, whole=True)
    return _store(request, entry, draft, checked, ready=ready)


def _refused(request: StaffRequest, entry: Entry) -> HttpResponse:
    """The form as it was typed, and everything in it that cannot be stored."""
    checked = checked_of(entry.desk, entry)
    summary = Summary(
        heading="Nothing was saved: some entries are not understood", items=entry.errors
    )
    return entry_page(request, entry, checked, summary=summary, status=422)


def _block(found: dict[str, Any], why: str = "") -> tuple[str, str]:
    """One line of the summary: the input to go to, and what stands there."""
    name = input_name(found["line"], found.get("field"))
    where = f"Line {found['line']}: " if name.startswith("lines-") else ""
    return f"id_{name}" if name else "", f"{where}{why}{found['title']}. {found['message']}"


def _store(
    request: StaffRequest, entry: Entry, draft: Draft, checked: Checked, *, ready: bool
) -> HttpResponse:
    stored = entry.stored.claim if entry.stored else None
    hidden = entry.save.cleaned_data
    try:
        claim = save_claim(
            SaveRequest(
                actor=actor_of(request),
                user=request.user,
                draft=draft,
                status=Claim.Status.READY if ready else Claim.Status.DRAFT,
                checked=checked,
                as_of=entry.desk.today(draft.claim.practice),
                submit_key=hidden["submit_key"],
                body_sha256=body_sha256(request),
                stored=stored,
                base_version=hidden["base_version"],
                line_ids=entry.posted_line_ids,
            )
        )
    except SaveRefusedError as refusal:
        conflict: Conflict = conflict_with(refusal, request.POST, entry, draft)
        return entry_page(request, conflict.entry, checked, conflict=conflict, status=409)
    messages.success(request, f"{claim.number} is ready." if ready else f"{claim.number} saved.")
    if ready:
        return redirect("queue")
    return redirect("claim-edit", public_id=claim.public_id)


def body_sha256(request: StaffRequest) -> str:
    """The hash of the address and of everything posted but the token of the page."""
    parts = sorted(
        (name, text)
        for name in request.POST
        if name != "csrfmiddlewaretoken"
        for text in request.POST.getlist(name)
    )
    # the address belongs to it: one key must not act on two claims
    return hashlib.sha256(repr((request.path, parts)).encode("utf-8", "surrogatepass")).hexdigest()

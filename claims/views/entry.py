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
from claims.scrubber.changes import apply_changes
from claims.scrubber.findings import Change
from claims.services import (
    Checked,
    ClaimSentError,
    SaveRefusedError,
    SaveRequest,
    check_draft,
    save_claim,
)
from claims.views.conflict import Conflict, conflict_with
from claims.views.page import Removed, Summary, entry_page
from claims.views.request import StaffRequest
from claims.views.shown import input_name

CODE = r"[A-Z0-9]{5}"
BILLERS = (Role.BILLER, Role.LEAD)
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
        request, conflict.entry, _checked(entry.desk, draft), conflict=conflict, status=409
    )


def _entry(request: StaffRequest, stored: Draft | None) -> HttpResponse:
    desk = Desk(request.user)
    if request.method == "GET":
        code = request.GET.get("code", "")
        entry = Entry(desk, draft=stored, code=code if re.fullmatch(CODE, code) else "")
        checked = _checked(desk, stored) if stored else None
        return entry_page(request, entry, checked)
    entry = Entry(desk, data=request.POST, draft=stored)
    wanted = request.POST.get("do", "check")
    if entry.torn:
        return _refused(request, entry)
    if wanted in {"save", "ready"}:
        return _save(request, entry, ready=wanted == "ready")
    if wanted == "check":
        return entry_page(request, entry, _checked(desk, entry.draft()), whole=True)
    return _reshape(request, entry, wanted)


def _checked(desk: Desk, draft: Draft) -> Checked:
    practice = draft.claim.practice if draft.claim.practice_id else None
    return check_draft(draft, today=desk.today(practice), tables=desk.tables)


def _reshape(request: StaffRequest, entry: Entry, wanted: str) -> HttpResponse:
    """Add, repeat or remove a line, or apply a fix, to what was typed; nothing is stored."""
    verb, _, rest = wanted.partition(":")
    rows = PostedRows(entry.data or request.POST, len(entry.lines.forms))
    focus, removed = "", None
    if verb in {"add", "repeat"}:
        getattr(rows, verb)()
        focus = f"lines-{len(rows.rows) - 1}-code"
    elif verb == "payer" and rest in entry.desk.payers:
        rows.head["payer"] = rest
        focus = "payer"
    elif verb == "visit":
        focus = _fill_from_visit(entry, rows, rest)
    elif verb == "remove" and re.fullmatch(r"[0-9]{1,3}", rest):
        removed = rows.remove(int(rest))
    elif verb == "restore" and rows.restore(rest):
        focus = f"lines-{rest.partition(':')[0]}-code"
    else:
        focus = _mend(entry, rows, wanted)
    entry = Entry(entry.desk, data=rows.to_data(), draft=entry.stored)
    draft = entry.draft()
    still_said(draft, entry.stored.claim if entry.stored else None)
    checked = _checked(entry.desk, draft)
    shown = Removed(number=int(rest) + 1, key=f"restore:{removed}") if removed else None
    focus = "do-undo" if shown else focus and f"id_{focus}"
    return entry_page(request, entry, checked, focus=focus, removed=shown)


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


def _mend(entry: Entry, rows: PostedRows, key: str) -> str:
    """Apply the fix or offer that ``key`` names, made anew from what was posted, not from the page.

    A key that names nothing (any more) changes nothing: the page then shows the check as it is.
    """
    checked = _checked(entry.desk, entry.draft())
    for finding in checked.report["findings"]:
        place = finding.get("field") or ""
        if finding["fix"] and key == f"fix:{finding['rule']}:{finding['line'] or 0}:{place}":
            changes = [Change(**change) for change in finding["fix"]["changes"]]
            mended = apply_changes(checked.claim, changes)
            return rows.mend(checked.claim, mended) or input_name(finding["line"], place)
    for suggestion in checked.suggestions:
        offered = {"units": suggestion.units_fix, "waste": suggestion.waste_fix}
        for kind, fix in offered.items():
            if fix is not None and key == f"offer:{suggestion.line}:{kind}":
                return rows.mend(checked.claim, apply_changes(checked.claim, fix.changes))
    return ""


def _save(request: StaffRequest, entry: Entry, *, ready: bool) -> HttpResponse:
    if not entry.is_storable():
        return _refused(request, entry)
    draft = entry.draft()
    checked = _checked(entry.desk, draft)
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
    checked = _checked(entry.desk, entry.draft())
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

"""Writing a draft: sentences with typed inputs, saved as they are typed, never over another's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.forms.policy.criteria import Body, Criterion, compose
from claims.forms.policy.editor import Editor
from claims.forms.policy.kinds import KINDS
from claims.forms.policy.parts import CriterionForm
from claims.gather.desk import Desk
from claims.rehearsal.examples import offered
from claims.rehearsal.wording import words_of
from claims.views.page import Summary
from claims.views.policies.flaws import flaws_of
from claims.views.policies.reach import found
from claims.views.request import StaffRequest
from codes.models import PolicyExample, PolicyVersion
from codes.policies.reviewing import StaleDraftError, draft_from, save_draft
from codes.policies.storing import export_policy
from codes.policies.values import PolicyProblemError

TYPED_IN = "policies/editor.html"


@requires(
    Role.POLICY,
    action="policy.edit",
    object_type="policy_version",
    object_kwarg="identifier",
)
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, identifier: str) -> HttpResponse:
    """A draft; what is not a draft is shown, not edited."""
    version = found(request, identifier)
    if version.status != PolicyVersion.Status.DRAFT and request.method == "GET":
        return redirect("policy-page", identifier=identifier)
    today = Desk(request.user).today(None)
    body = export_policy(identifier)
    if request.method == "GET":
        return _page(request, version, Editor(body, today=today))
    editor = Editor(body, today=today, data=request.POST)
    verb, _, rest = request.POST.get("do", "save").partition(":")
    if verb == "add":
        focus = editor.add(request.POST.get("kind", rest))
        return _page(request, version, editor, focus=focus, is_unsaved=True)
    if verb == "remove":
        editor.remove(rest)
        return _page(request, version, editor, is_unsaved=True)
    base = rest if verb == "overwrite" else request.POST.get("revision", "")
    return _save(request, version, editor, base=base, is_quiet=verb == "auto")


def _save(
    request: StaffRequest, version: PolicyVersion, editor: Editor, *, base: str, is_quiet: bool
) -> HttpResponse:
    """Store what was typed over the revision that was opened, or over the one that was seen."""
    composed = editor.composed()
    if composed is None:
        return _refused(request, version, editor, is_quiet=is_quiet)
    try:
        saved = save_draft(
            version,
            composed.body,
            base=int(base[:9]) if base.isascii() and base.isdigit() else 0,
            by=request.user,
            actor=actor_of(request),
        )
    except PolicyProblemError as problem:
        editor.blame(composed, problem)
        return _refused(request, version, editor, is_quiet=is_quiet)
    except StaleDraftError as stale:
        return _conflict(request, version, editor, str(stale), is_quiet=is_quiet)
    if is_quiet:
        context = {"version": saved, "at": timezone.localtime(), "problem": ""}
        return render(request, "policies/partials/saved.html", context)
    messages.success(request, "Saved.")
    return redirect("policy-edit", identifier=saved.identifier)


def _refused(
    request: StaffRequest, version: PolicyVersion, editor: Editor, *, is_quiet: bool
) -> HttpResponse:
    if is_quiet:  # somebody is still typing: say it quietly, keep everything
        words = editor.errors[0][1] if editor.errors else ""
        context = {"version": None, "problem": words}
        return render(request, "policies/partials/saved.html", context)
    summary = Summary(heading="The draft was not saved", items=editor.errors)
    return _page(request, version, editor, summary=summary, status=422)


def _conflict(
    request: StaffRequest, version: PolicyVersion, editor: Editor, words: str, *, is_quiet: bool
) -> HttpResponse:
    """Two edit one draft: nothing is lost of either, and the second decides."""
    if is_quiet:
        return render(request, "policies/partials/saved.html", {"version": None, "problem": words})
    newest = PolicyVersion.objects.get(pk=version.pk)
    conflict = {
        "words": words,
        "revision": newest.revision,
        "may_overwrite": newest.status == "draft",
    }
    return _page(request, newest, editor, conflict=conflict, status=409)


def _page(
    request: StaffRequest, version: PolicyVersion, editor: Editor, **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    revision = request.POST.get("revision") or version.revision
    _give_words(version, editor)
    context = {
        "version": version,
        "editor": editor,
        "revision": revision,
        "kinds": KINDS,
        "flaws": flaws_of(version),
        "may_open": False,  # a form in a form; the review page opens the claims
        "payers": [held.payer for held in version.policy.held_by.select_related("payer")],
        **more,
    }
    return render(request, TYPED_IN, context, status=status)


def _give_words(version: PolicyVersion, editor: Editor) -> None:
    """Beside each requirement the words that the biller will see."""
    payers = list(version.policy.held_by.values_list("payer__code", flat=True))
    forms = {str(form.prefix): form for form in editor.criteria}
    bodies = {
        prefix: body for prefix, form in forms.items() if (body := _alone(editor, form)) is not None
    }
    for prefix, words in words_of(bodies, payers).items():
        forms[prefix].words = words


def _alone(editor: Editor, form: CriterionForm) -> Body | None:
    """Policy JSON with one requirement only, as it is typed or stored."""
    if form.is_bound and not form.is_valid():
        return None
    values = form.cleaned_data if form.is_bound else dict(form.initial)
    if not values:
        return None
    head = {
        key: editor.body[key]
        for key in ("title", "effective_from", "effective_to")
        if key in editor.body
    }
    codes = [one["code"] for one in editor.body.get("codes") or ()]
    made = compose(editor.body, head, codes, [Criterion(kind=form.of, values=values)]).body
    made.pop("requirements", None)
    return made


@requires(
    Role.POLICY, action="policy.draft", object_type="policy_version", object_kwarg="identifier"
)
@require_POST
def draft(request: StaffRequest, identifier: str) -> HttpResponse:
    """A new draft that begins with what a version says."""
    version = found(request, identifier)
    today: dt.date = Desk(request.user).today(None)
    made = draft_from(version, author=request.user, on=today, actor=actor_of(request))
    PolicyExample.objects.bulk_create(offered(made))
    return redirect("policy-edit", identifier=made.identifier)

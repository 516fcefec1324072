"""A payer's code list into a draft: the file, what its columns mean, the difference, applied."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from billing_site.accounts.access import EVERYONE, requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from billing_site.jobs.upload import is_too_large
from claims.forms.policy.lists import ListUploadForm
from claims.gather.desk import Desk
from claims.views.imports.history import summary_of
from claims.views.policies.list_page import KeptList, ListPage
from claims.views.policies.reach import found
from claims.views.request import StaffRequest
from codes.importers.problem import UnreadableFile
from codes.importing import uploads
from codes.models import PolicySourceFile, PolicyVersion
from codes.policies.lists.keeping import apply, document_of, receive
from codes.policies.lists.kinds import KINDS
from codes.policies.lists.proposing import Proposal
from codes.policies.reviewing import StaleDraftError
from codes.policies.values import PolicyProblemError

KEPT = "policy_lists"  # in the session: files by an unguessable key, so nobody else's
MOST_KEPT = 5
OF_A_DRAFT = {"object_type": "policy_version", "object_kwarg": "identifier"}


@requires(Role.POLICY, action="policy.list.upload", **OF_A_DRAFT)
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest, identifier: str) -> HttpResponse:
    """Hand over a list for a draft."""
    version = found(request, identifier)
    if version.status != PolicyVersion.Status.DRAFT:
        return redirect("policy-page", identifier=identifier)
    if request.method != "POST":
        return _upload_page(request, version, ListUploadForm(initial=request.GET.dict()))
    form = ListUploadForm(request.POST, request.FILES)
    if is_too_large(request):
        most = settings.UPLOAD_MAX_BYTES // 1_000_000
        form.errors.pop("file", None)
        form.add_error("file", f"The file is larger than {most} MB; no list is.")
    if form.is_valid():
        try:
            stored_name, name = receive(form.cleaned_data["file"], timezone.now())
        except UnreadableFile as problem:
            form.add_error("file", problem.plain)
        else:
            key = _keep(request, KeptList(stored_name, name, identifier, form.cleaned_data["kind"]))
            return redirect(f"{reverse('policy-list-mapping', args=[identifier])}?file={key}")
    return _upload_page(request, version, form, status=422)


def _upload_page(
    request: StaffRequest, version: PolicyVersion, form: ListUploadForm, status: int = 200
) -> HttpResponse:
    context = {
        "version": version,
        "form": form,
        "summary": summary_of(form, "The list was not taken") if form.errors else None,
        "most": settings.UPLOAD_MAX_BYTES // 1_000_000,
        "kinds": KINDS.values(),
    }
    return render(request, "policies/list_upload.html", context, status=status)


def _keep(request: StaffRequest, kept: KeptList) -> str:
    """Remember a file of this session; the oldest is let go."""
    held = dict(request.session.get(KEPT, {}))
    key = str(uuid.uuid4())
    held[key] = list(kept)
    for old in list(held)[:-MOST_KEPT]:
        uploads.drop(KeptList(*held.pop(old)).stored_name)
    request.session[KEPT] = held
    return key


@requires(Role.POLICY, action="policy.list", **OF_A_DRAFT)
@require_http_methods(["GET", "POST"])
def mapping(request: StaffRequest, identifier: str) -> HttpResponse:
    """What the columns mean and what that changes; a post shows it anew or applies it."""
    version = found(request, identifier)
    if version.status != PolicyVersion.Status.DRAFT:
        return redirect("policy-page", identifier=identifier)
    key = request.GET.get("file", "")
    kept = KeptList(*request.session.get(KEPT, {}).get(key, KeptList("", "", "", "")))
    try:
        if kept.identifier != identifier:
            raise UnreadableFile("That file is no longer kept; upload it again.")
        source = uploads.open_kept(kept.stored_name, kept.name)
        page = ListPage(version, kept, source, Desk(request.user).today(None))
    except UnreadableFile as problem:
        messages.info(request, problem.plain)
        return redirect("policy-list", identifier=identifier)
    page.read(request.POST if request.method == "POST" else None)
    proposal = page.proposal
    if request.POST.get("do") != "apply" or proposal is None or proposal.problem:
        wrong = request.method == "POST" and page.form.errors
        return _mapping_page(request, page, status=422 if wrong else 200)
    if request.POST.get("seen") != proposal.sha256:
        words = "This is not what you looked at: the choices or the draft have changed since."
        return _mapping_page(request, page, words=words, status=409)
    return _apply(request, page, proposal, key)


def _apply(request: StaffRequest, page: ListPage, proposal: Proposal, key: str) -> HttpResponse:
    version, base = page.version, request.POST.get("revision", "")
    if not proposal.is_new:
        messages.info(request, "Nothing changes: the draft says what the list says.")
        return redirect("policy-edit", identifier=version.identifier)
    try:
        saved = apply(
            version,
            proposal,
            document_of(page.source, page.kept.stored_name, request.user),
            base=int(base[:9]) if base.isascii() and base.isdigit() else 0,
            by=request.user,
            actor=actor_of(request),
        )
    except StaleDraftError as stale:
        page = ListPage(found(request, version.identifier), page.kept, page.source, page.today)
        page.read(request.POST)
        return _mapping_page(request, page, words=str(stale), status=409)
    except PolicyProblemError as problem:
        return _mapping_page(request, page, words=str(problem), status=422)
    held = dict(request.session[KEPT])
    uploads.drop(KeptList(*held.pop(key)).stored_name)
    request.session[KEPT] = held
    messages.success(request, page.done_words())
    return redirect("policy-edit", identifier=saved.identifier)


def _mapping_page(
    request: StaffRequest, page: ListPage, words: str = "", status: int = 200
) -> HttpResponse:
    summary = None
    if page.form.errors:
        summary = summary_of(page.form, "The list cannot be read so")
    context: dict[str, Any] = {
        "version": page.version,
        "page": page,
        "form": page.form,
        "proposal": page.proposal,
        "summary": summary,
        "words": words,
        "key": request.GET.get("file", ""),
    }
    return render(request, "policies/list_mapping.html", context, status=status)


@requires(*EVERYONE, action="policy.source", **OF_A_DRAFT)
@require_safe
def source(request: StaffRequest, identifier: str) -> HttpResponse:
    """The document that a version was written from, to keep; never shown by the browser."""
    version = found(request, identifier)
    stored = PolicySourceFile.objects.filter(sha256=version.source_sha256 or None).first()
    if stored is None:
        raise Http404
    answer = HttpResponse(bytes(stored.content), content_type="application/octet-stream")
    named = content_disposition_header(as_attachment=True, filename=stored.name)
    answer.headers["Content-Disposition"] = named or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer

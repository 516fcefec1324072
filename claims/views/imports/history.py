"""Imports of publishers' files: what was loaded when and by whom, and the way to load another."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from billing_site.jobs.upload import is_too_large
from claims.forms.bound import CheckedForm
from claims.forms.imports import UploadForm
from claims.views.page import Summary
from claims.views.request import StaffRequest
from codes.importers.problem import UnreadableFile
from codes.importers.registry import IMPORTERS
from codes.importing.runs import receive
from codes.importing.standing import standings
from codes.models import ImportRun

PAGE = 25


@requires(Role.POLICY, Role.AUDITOR)
@require_http_methods(["GET", "POST"])
def imports(request: StaffRequest) -> HttpResponse:
    """Upload a file, and see all that were; an auditor sees."""
    form = UploadForm(today=timezone.localdate())
    if request.method != "POST":
        return _page(request, form)
    if not request.user.holds(Role.POLICY):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES, today=timezone.localdate())
    if is_too_large(request):
        most = settings.UPLOAD_MAX_BYTES // 1_000_000
        form.errors.pop("file", None)
        form.add_error("file", f"The file is larger than {most} MB; no reference file is.")
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            run = receive(actor_of(request), cleaned["file"], cleaned["release_day"] or None)
        except UnreadableFile as problem:
            form.add_error("file", problem.plain)
        else:
            return redirect("import-run", run_id=run.pk)
    return _page(request, form, status=422)


def _page(request: StaffRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    runs = ImportRun.objects.select_related("job", "uploaded_by", "applied_by")
    page = Paginator(runs, PAGE).get_page(request.GET.get("page", "1")[:6])
    context = {
        "form": form,
        "summary": summary_of(form, "The file was not taken") if form.errors else None,
        "page": page,
        "rows": standings(list(page.object_list)),
        "labels": {kind: importer.label for kind, importer in IMPORTERS.items()},
        "may_import": request.user.holds(Role.POLICY),
        "most": settings.UPLOAD_MAX_BYTES // 1_000_000,
    }
    return render(request, "imports/history.html", context, status=status)


def summary_of(form: CheckedForm, heading: str) -> Summary:
    """The sentences of a form's errors with the inputs that they speak of."""
    items = [
        (form[name].id_for_label, str(sentence))
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
    return Summary(heading=heading, items=items)

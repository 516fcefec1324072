"""One import: what the file would change, the steps that are open, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.forms.imports import AnswersForm
from claims.services.touched import open_claims_touched_by
from claims.views.imports.history import summary_of
from claims.views.request import StaffRequest
from codes.importers.registry import IMPORTERS
from codes.importing import undo
from codes.importing.runs import NotNow, take
from codes.importing.standing import APPLY, CANCEL, CHECK, ROLL_BACK, Standing, standing
from codes.importing.touched import touched_by
from codes.models import ImportRun

BRISK = dt.timedelta(seconds=15)  # for so long a page asks every second, then every five
AGAIN = "again"  # the step that was asked for, as it was asked for
WHATS = {"changed": "Changed", "removed": "Removed", "added": "Added"}


@requires(Role.POLICY, Role.AUDITOR)
@require_http_methods(["GET", "POST"])
def import_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """The import with its differences; a post takes one step. An auditor sees."""
    run = _found(run_id)
    form = AnswersForm(run, today=timezone.localdate())
    if request.method != "POST":
        return _page(request, run, form)
    if not request.user.holds(Role.POLICY):
        raise PermissionDenied
    step = request.POST.get("do", "")
    answers = None
    if step == AGAIN:
        step = standing(run).again
    elif step == CHECK:
        form = AnswersForm(run, request.POST, today=timezone.localdate())
        if not form.is_valid():
            return _page(request, run, form, status=422)
        answers = form.answers()
    try:
        take(actor_of(request), run_id, step, answers)
    except NotNow as reason:
        messages.info(request, str(reason))
    return redirect("import-run", run_id=run_id)


@requires(Role.POLICY, Role.AUDITOR)
@require_safe
def import_progress(request: StaffRequest, run_id: int) -> HttpResponse:
    """How far the worker is, for a page that is open; the page is loaded anew when it has ended."""
    run = _found(run_id)
    now = standing(run)
    if not now.is_busy:
        return HttpResponseClientRefresh()
    context = {**_progress(run, now), **_steps(request, now)}
    return render(request, "imports/partials/progress.html", context)


def _found(run_id: int) -> ImportRun:
    runs = ImportRun.objects.select_related("job", "uploaded_by", "applied_by", "rolled_back_by")
    return get_object_or_404(runs, pk=run_id)


def _page(
    request: StaffRequest, run: ImportRun, form: AnswersForm, status: int = 200
) -> HttpResponse:
    now = standing(run)
    stands = run.state == ImportRun.State.APPLIED
    context: dict[str, Any] = {
        **_progress(run, now),
        "kind_label": IMPORTERS[run.kind].label if run.kind in IMPORTERS else "",
        **_steps(request, now),
        "why_not": _why_not(run) if stands else "",
        "form": form,
        "summary": summary_of(form, "The dry run was not started") if form.errors else None,
        "touched": [*touched_by(run), open_claims_touched_by(run)] if stands else [],
        "twin": _twin(run),
        **_differences(run, request.GET.get("what", "")),
    }
    return render(request, "imports/run.html", context, status=status)


def _progress(run: ImportRun, now: Standing) -> dict[str, Any]:
    asked = run.job.asked_at if run.job else run.uploaded_at
    pause = 1 if timezone.now() - asked < BRISK else 5
    return {"run": run, "now": now, "pause": pause}


def _steps(request: StaffRequest, now: Standing) -> dict[str, bool]:
    """The steps that are open to this user; one that was asked for before is asked for again."""
    may = now.may if request.user.holds(Role.POLICY) else frozenset()
    anew = now.again in may
    return {
        "may_ask_again": anew,
        "may_check": CHECK in may and not anew,
        "may_apply": APPLY in may and not anew,
        "may_cancel": CANCEL in may,
        "may_roll_back": ROLL_BACK in may and not anew,
    }


def _why_not(run: ImportRun) -> str:
    return undo.why_not(run, rows_too=undo.is_quick_to_look(run))


def _twin(run: ImportRun) -> ImportRun | None:
    """The import by which this very file is in the tables already."""
    same = ImportRun.objects.filter(sha256=run.sha256, state=ImportRun.State.APPLIED)
    return same.exclude(pk=run.pk).first()


def _differences(run: ImportRun, what: str) -> dict[str, Any]:
    """The rows in words, all or of one sort, and how many there are of each sort."""
    what = what if what in WHATS else ""
    totals = dict.fromkeys(WHATS, 0)
    for counts in run.changes.get("counts", {}).values():
        for key in totals:
            totals[key] += counts[key]
    shown = [row for row in run.changes.get("rows", []) if what in {"", row["what"]}]
    every = totals[what] if what else sum(totals.values())
    return {
        "what": what,
        "chips": [(key, label, totals[key]) for key, label in WHATS.items()],
        "all_rows": sum(totals.values()),
        "rows": shown,
        "more": every - len(shown),
    }

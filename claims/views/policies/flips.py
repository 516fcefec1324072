"""The flip report of a version: asked for, watched, stopped and read."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from billing_site.jobs import lease, work
from claims.gather.desk import Desk
from claims.models import Claim, FlipReport
from claims.rehearsal.reporting import ask_for_report, by, is_fresh, report_of
from claims.rehearsal.tasks import flip_job
from claims.views.policies.reach import found
from claims.views.request import StaffRequest

ON_A_PAGE = 50


@requires(
    Role.POLICY,
    Role.LEAD,
    Role.AUDITOR,
    action="policy.flips",
    object_type="policy_version",
    object_kwarg="identifier",
)
@require_http_methods(["GET", "POST"])
def flips(request: StaffRequest, identifier: str) -> HttpResponse:
    """Policy admins see counts and masked rows; leads and auditors the claims they may see."""
    version = found(request, identifier)
    report = report_of(version)
    if request.method == "POST":
        if not request.user.holds(Role.POLICY, Role.LEAD):
            raise PermissionDenied
        if request.POST.get("do") == "stop" and report is not None and report.job is not None:
            work.stop(report.job)
        else:
            _start(request, identifier)
        return redirect("policy-flips", identifier=identifier)
    rows = list(report.flips.select_related("claim")) if report else []
    visible = set(
        Claim.objects.visible_to(request.user)
        .filter(pk__in=[row.claim_id for row in rows])
        .values_list("pk", flat=True)
    )
    pages = Paginator(rows, ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    for row in page:
        row.is_visible = row.claim_id in visible  # type: ignore[attr-defined]  # for the template
    context = {
        "version": version,
        "report": report,
        "is_running": _is_running(report),
        "progress": _progress(report),
        "is_fresh": is_fresh(report, version),
        "page": page,
        "by_kind": by(rows, "kind"),
        "by_payer": by(rows, "payer"),
        "by_code": by(rows, "code"),
        "total": len(rows),
        "answers": report.answers if report else {},
        "may_ask": request.user.holds(Role.POLICY, Role.LEAD),
    }
    return render(request, "policies/flips.html", context)


def _start(request: StaffRequest, identifier: str) -> None:
    version = found(request, identifier)
    today = Desk(request.user).today(None)
    with transaction.atomic():
        report = ask_for_report(version, by=request.user, as_of=today, actor=actor_of(request))
        job = report.job
        if job is not None:
            transaction.on_commit(lambda: flip_job.enqueue(str(job.pk)))


def _is_running(report: FlipReport | None) -> bool:
    if report is None or report.job is None or report.state != FlipReport.State.RUNNING:
        return False
    return report.job.state in {"queued", "running"}


def _progress(report: FlipReport | None) -> lease.Progress | None:
    if report is None or report.job is None or not _is_running(report):
        return None
    key: uuid.UUID = report.job.pk
    return lease.progress_of(key)


@requires(Role.POLICY, Role.LEAD, Role.AUDITOR)
@require_safe
def flips_progress(request: StaffRequest, identifier: str) -> HttpResponse:
    """How far the report has come; the page asks while it is made."""
    report = report_of(found(request, identifier))
    context = {"report": report, "is_running": _is_running(report), "progress": _progress(report)}
    answer = render(request, "policies/partials/flips_progress.html", context)
    if not _is_running(report):
        answer.headers["HX-Refresh"] = "true"
    return answer

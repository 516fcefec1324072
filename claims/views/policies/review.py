"""One page to decide on a version: what changes, what it would do, who said what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.forms.policy.review import ReviewForm
from claims.gather.desk import Desk
from claims.models import Claim
from claims.rehearsal.examples import run_examples
from claims.rehearsal.flips import touched
from claims.rehearsal.reporting import by, is_fresh, report_of
from claims.rehearsal.versions import rehearsed
from claims.views.page import Summary
from claims.views.policies.flaws import flaws_of
from claims.views.policies.reach import found
from claims.views.request import StaffRequest
from codes.models import PolicyVersion
from codes.policies import reviewing
from codes.policies.comparing import compared
from codes.policies.emergencies import approve_emergency, publish_in_emergency
from codes.policies.publishing import (
    PublishRefusedError,
    overlapping,
    predecessors,
    publish_policy,
    shorten_policy,
    withdraw_policy,
)
from codes.policies.reviewing import ReviewRefusedError, wrote
from codes.policies.writing import with_requirements

Status = PolicyVersion.Status
LISTED = 50
OPEN_CLAIMS = (Claim.Status.DRAFT, Claim.Status.READY, Claim.Status.SUBMITTED)


@requires(
    Role.POLICY,
    Role.LEAD,
    Role.AUDITOR,
    action="policy.review",
    object_type="policy_version",
    object_kwarg="identifier",
)
@require_http_methods(["GET", "POST"])
def review(request: StaffRequest, identifier: str) -> HttpResponse:
    """Authors submit, a second person approves or sends back; everybody with drafts comments."""
    version = found(request, identifier)
    verb = request.POST.get("do", "")
    today = Desk(request.user).today(None)
    data = request.POST if request.method == "POST" else None
    form = ReviewForm(data, user=request.user, today=today, verb=verb)
    if data is None:
        return _page(request, version, form)
    if verb not in _may(request, version):
        raise PermissionDenied
    if not form.is_valid():
        items = [(form[name].id_for_label, str(said[0])) for name, said in form.errors.items()]
        return _refuse(request, version, form, "Nothing was done", items)
    try:
        said = _ACTS[verb](request, version, form.cleaned_data)
    except (ReviewRefusedError, PublishRefusedError) as refusal:
        return _refuse(request, version, form, "Nothing was done", [("", str(refusal))])
    messages.success(request, said)
    return redirect("policy-review", identifier=identifier)


def _refuse(
    request: StaffRequest,
    version: PolicyVersion,
    form: ReviewForm,
    heading: str,
    items: list[tuple[str, str]],
) -> HttpResponse:
    return _page(request, version, form, summary=Summary(heading=heading, items=items), status=422)


def _may(request: StaffRequest, version: PolicyVersion) -> set[str]:
    """What this person may do to the version now; the services ask again."""
    user, status = request.user, version.status
    decides = user.holds(Role.POLICY, Role.LEAD)
    if not decides:
        return set()
    may = {"comment"}
    if status == Status.DRAFT and user.holds(Role.POLICY):
        may |= {"submit", "emergency"}
    if status == Status.IN_REVIEW:
        may |= {"emergency"}
        may |= set() if wrote(version, user) else {"approve", "send_back"}
    if status == Status.PUBLISHED:
        may |= {"withdraw"} | (set() if version.author_id == user.pk else {"shorten"})
        if version.lapses_at is not None and not wrote(version, user):
            may |= {"approve"}
    return may


def _submit(request: StaffRequest, version: PolicyVersion, given: dict[str, Any]) -> str:
    words = given.get("words") or ""
    reviewing.submit(version, by=request.user, words=words, actor=actor_of(request))
    return "Asked for approval."


def _send_back(request: StaffRequest, version: PolicyVersion, given: dict[str, Any]) -> str:
    words = given.get("words") or ""
    reviewing.send_back(version, by=request.user, words=words, actor=actor_of(request))
    return "Sent back to its author."


def _comment(request: StaffRequest, version: PolicyVersion, given: dict[str, Any]) -> str:
    words = given.get("words") or ""
    reviewing.comment(version, by=request.user, words=words, actor=actor_of(request))
    return "Comment kept."


def _approve(request: StaffRequest, version: PolicyVersion, given: dict[str, Any]) -> str:
    user, actor = request.user, actor_of(request)
    on, words = Desk(user).today(None), given.get("words") or ""
    if version.lapses_at is not None:
        approve_emergency(version.pk, approver=user, on=on, actor=actor)
        return "Approved: from now on it speaks like every other version."
    publish_policy(version.pk, approver=user, on=on, actor=actor, words=words)
    return "Published."


def _withdraw(request: StaffRequest, version: PolicyVersion, given: dict[str, Any]) -> str:
    on, reason = Desk(request.user).today(None), given.get("words") or ""
    withdraw_policy(version.pk, by=request.user, on=on, reason=reason, actor=actor_of(request))
    return "Withdrawn: the next check is without it."


def _shorten(request: StaffRequest, version: PolicyVersion, given: dict[str, Any]) -> str:
    on, last = Desk(request.user).today(None), given["last"]
    shorten_policy(version.pk, by=request.user, on=on, last=last, actor=actor_of(request))
    return f"Ends on {last:%m/%d/%Y}."


def _emergency(request: StaffRequest, version: PolicyVersion, given: dict[str, Any]) -> str:
    publish_in_emergency(
        version.pk,
        by=request.user,
        now=timezone.now(),
        on=Desk(request.user).today(None),
        reason=given.get("words") or "",
        actor=actor_of(request),
    )
    return "In force as warnings, for 72 hours unless a second person approves it."


_ACTS = {
    "submit": _submit,
    "send_back": _send_back,
    "comment": _comment,
    "approve": _approve,
    "withdraw": _withdraw,
    "shorten": _shorten,
    "emergency": _emergency,
}


def _page(
    request: StaffRequest, version: PolicyVersion, form: ReviewForm, **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    stored = with_requirements(PolicyVersion.objects.all())
    before = _before(version)
    report = report_of(version)
    results = run_examples(version)
    late = _late(request, version)
    context = {
        "version": version,
        "before": before,
        "sections": compared(
            stored.get(pk=before.pk) if before else None, stored.get(pk=version.pk)
        ),
        "report": report,
        "is_fresh": is_fresh(report, version),
        "flips": by(report.flips.all(), "kind") if report else [],
        "examples": len(results),
        "red": [one for one in results if not one.is_green],
        "events": version.events.select_related("by"),
        "overlap": overlapping(version)
        if version.status in {Status.DRAFT, Status.IN_REVIEW}
        else "",
        "ends": predecessors(version) if version.status != Status.PUBLISHED else [],
        "to_check": late.count(),
        "to_open": _openable(request, late),
        "flaws": flaws_of(version),
        "may_open": request.user.holds(Role.LEAD),
        "may": _may(request, version),
        "form": form,
        **more,
    }
    return render(request, "policies/review.html", context, status=status)


def _late(request: StaffRequest, version: PolicyVersion) -> QuerySet[Claim]:
    """Open and sent claims that a version speaks of which comes after its own first day.

    Once it is published, those that were last saved before.
    """
    known_on = version.published_on or Desk(request.user).today(None)
    if version.effective_from is not None and version.effective_from >= known_on:
        return Claim.objects.none()
    claims = touched(rehearsed(version)).filter(status__in=OPEN_CLAIMS)
    if version.published_on is None:
        return claims
    return claims.filter(updated_at__date__lte=version.published_on)


def _openable(request: StaffRequest, claims: QuerySet[Claim]) -> list[Claim]:
    """Those of her own practices, for a lead; others learn the number alone."""
    if not request.user.holds(Role.LEAD):
        return []
    rows = Claim.objects.visible_to(request.user).filter(pk__in=claims.values("pk"))
    return list(rows.order_by("date_of_service", "number")[:LISTED])


def _before(version: PolicyVersion) -> PolicyVersion | None:
    """The version that this one follows: as it says, else the one with the number before."""
    siblings = PolicyVersion.objects.filter(policy=version.policy).exclude(pk=version.pk)
    named = siblings.filter(identifier=version.supersedes).first() if version.supersedes else None
    return named or siblings.filter(number__lt=version.number).order_by("-number").first()

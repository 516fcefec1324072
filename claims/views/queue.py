"""The work queue: what needs a hand first, one line per claim, the worst finding in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing_site.accounts.access import EVERYONE, requires
from billing_site.accounts.models import Role
from claims.gather.desk import Desk
from claims.models import Claim
from claims.views.policies.reach import visible_to
from claims.views.request import StaffRequest
from codes.policies.listing import Listed, due_for_review

PAGE = 50
READERS = (Role.BILLER, Role.LEAD, Role.AUDITOR)
REMINDED = (Role.POLICY, Role.LEAD)
DRAFT, READY = Claim.Status.DRAFT, Claim.Status.READY
VIEWS: dict[str, tuple[str, Q]] = {
    "open": ("To do", Q(status=DRAFT)),
    "fix": ("Needs fixing", Q(status=DRAFT, blocks__gt=0)),
    "ready": ("Ready", Q(status=READY)),
    "sent": ("Sent", Q(status__in=["submitted", "accepted"])),
    "refused": ("Rejected", Q(status__in=["rejected", "unprocessable"])),
    "denied": ("Denied", Q(status__in=["denied", "part_paid"])),
    "paid": ("Paid", Q(status="paid")),
    "void": ("Void", Q(status="void")),
}
EMPTY = {
    "open": "Nothing is waiting.",
    "fix": "Nothing needs fixing.",
    "ready": "No claim is ready to send.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One view of the queue with the number of its claims."""

    key: str
    label: str
    count: int


@requires(*EVERYONE, action="claim.list", object_type="claim")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Claims of the user's practices in one of eight views; other roles see what is theirs."""
    if not request.user.holds(*READERS):
        context = {"due": _due(request), "keeps_policies": request.user.holds(Role.POLICY)}
        return render(request, "claims/no_queue.html", context)
    claims = Claim.objects.visible_to(request.user)
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    page = Paginator(_rows(claims, view), PAGE).get_page(request.GET.get("page", "1")[:6])
    context = {
        "view": view,
        "chips": _chips(claims),
        "page": page,
        "empty": EMPTY.get(view, "No claims here."),
        "may_edit": request.user.holds(Role.BILLER, Role.LEAD),
        "due": _due(request),
    }
    return render(request, "claims/queue.html", context)


def _due(request: StaffRequest) -> list[Listed]:
    """Reviews of policies that are due, for those who can do them."""
    if not request.user.holds(*REMINDED):
        return []
    return due_for_review(Desk(request.user).today(None), visible_to(request.user))


def _rows(claims: QuerySet[Claim], view: str) -> QuerySet[Claim]:
    rows = claims.filter(VIEWS[view][1]).select_related("patient", "payer")
    return rows.prefetch_related("lines").order_by("-blocks", "-risks", "date_of_service", "pk")


def _chips(claims: QuerySet[Claim]) -> list[Chip]:
    """All counts in one query."""
    counted: dict[str, Any] = claims.aggregate(
        **{key: Count("pk", filter=condition) for key, (_label, condition) in VIEWS.items()}
    )
    return [Chip(key=key, label=label, count=counted[key]) for key, (label, _q) in VIEWS.items()]

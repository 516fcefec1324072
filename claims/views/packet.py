"""The packet that goes with a claim: cover, documents, calculation, what the policy asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from claims.gather.desk import Desk
from claims.gather.stored import draft_for
from claims.models import Claim
from claims.services import Checked, check_draft
from claims.services.documents import checklist_of
from claims.views.request import StaffRequest
from codes.models import PolicyVersion
from codes.policies.publishing import days_of
from codes.policies.sentences import Section, sections_of
from codes.policies.writing import with_requirements


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A policy version that speaks of the claim, with its days and requirements in sentences."""

    version: PolicyVersion
    days: str
    sections: list[Section]


@requires(
    Role.BILLER,
    Role.LEAD,
    Role.AUDITOR,
    action="claim.print",
    object_type="claim",
    object_kwarg="public_id",
)
@require_safe
def packet(request: StaffRequest, public_id: str) -> HttpResponse:
    """Everything on one page, made for paper."""
    claim = get_object_or_404(Claim.objects.visible_to(request.user), public_id=public_id)
    desk = Desk(request.user)
    today = desk.today(claim.practice)
    draft = draft_for(request.user, claim)
    checked = check_draft(draft, today=today, tables=desk.tables)
    context = {
        "claim": claim,
        "lines": draft.lines,
        "checklist": checklist_of(checked),
        "answers": _answers(checked),
        "policies": _policies(checked),
        "workings": [one for one in checked.suggestions if one.working],
        "diagnoses": list(zip("ABCDEFGHIJKL", claim.diagnoses, checked.titles, strict=False)),
        "authorization": checked.claim.get("prior_auth"),
        "today": today,
    }
    return render(request, "claims/packet.html", context)


def _answers(checked: Checked) -> dict[str, str]:
    """Which finding a missing document answers: the edits that want papers, by their sentence."""
    wanted = ("WST-010", "POL-014", "COD-004", "NCC-003")
    return {
        found["rule"]: found["message"]
        for found in checked.report["findings"]
        if found["rule"] in wanted
    }


def _policies(checked: Checked) -> list[Asked]:
    """The versions that were applied, in one query and their rows."""
    applied: dict[str, Any] = checked.report["versions"].get("policies") or {}
    versions = with_requirements(PolicyVersion.objects.filter(identifier__in=applied))
    return [
        Asked(version=one, days=days_of(one), sections=sections_of(one))
        for one in versions.order_by("identifier")
    ]

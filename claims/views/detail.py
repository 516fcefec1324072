"""One claim to read: its lines with their outcomes, and the findings it was made ready with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from claims.gather.desk import Desk
from claims.gather.stored import draft_for
from claims.models import Claim
from claims.services.documents import checklist_for
from claims.views.request import StaffRequest


@requires(
    Role.BILLER,
    Role.LEAD,
    Role.AUDITOR,
    action="claim.view",
    object_type="claim",
    object_kwarg="public_id",
)
@require_safe
def detail(request: StaffRequest, public_id: str) -> HttpResponse:
    """The claim as it stands; another practice's claim is not found."""
    claim = get_object_or_404(Claim.objects.visible_to(request.user), public_id=public_id)
    draft = draft_for(request.user, claim)
    desk = Desk(request.user)
    context = {
        "claim": claim,
        "lines": draft.lines,
        "checklist": checklist_for(draft, today=desk.today(claim.practice), tables=desk.tables),
        "diagnoses": list(zip("ABCDEFGHIJKL", claim.diagnoses, strict=False)),
        "kept": claim.checks.first(),
        "may_edit": claim.is_editable and request.user.holds(Role.BILLER, Role.LEAD),
    }
    return render(request, "claims/detail.html", context)

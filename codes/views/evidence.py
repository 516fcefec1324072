"""The review list: every fact that nobody has confirmed, by kind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from codes.evidence import doubts


@requires(Role.POLICY, Role.AUDITOR)
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """What is weak, what that does to findings, and the way to each of them."""
    found = doubts(timezone.localdate())
    context = {"doubts": found, "total": sum(one.total for one in found)}
    return render(request, "codes/evidence.html", context)

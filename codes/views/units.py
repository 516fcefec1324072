"""Pages of the code reference."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from codes.review import units_to_review

PAGE = 50


@requires(Role.POLICY, Role.AUDITOR)
@require_safe
def units_review(request: HttpRequest) -> HttpResponse:
    """Codes whose billing unit could not be read from the descriptor with certainty."""
    page = Paginator(units_to_review(), PAGE).get_page(request.GET.get("page", "1")[:6])
    return render(request, "codes/units_review.html", {"page": page})

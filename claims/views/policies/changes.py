"""What one version of a policy says otherwise than another, for everybody who may see both."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing_site.accounts.access import EVERYONE, requires
from claims.views.policies.reach import visible_to
from claims.views.request import StaffRequest
from codes.policies.comparing import compared
from codes.policies.writing import with_requirements


@requires(*EVERYONE)
@require_safe
def changes(request: StaffRequest, identifier: str, since: str) -> HttpResponse:
    """The sentences that are new, gone and kept from ``since`` to ``identifier``.

    Versions of two policies are not compared: 404.
    """
    versions = with_requirements(visible_to(request.user))
    version = get_object_or_404(versions, identifier=identifier)
    old = get_object_or_404(versions, identifier=since, policy=version.policy_id)
    sections = compared(old, version)
    siblings = visible_to(request.user).filter(policy=version.policy_id).order_by("-number")
    context = {
        "version": version,
        "old": old,
        "before": True,
        "changed": [one for one in sections if one.is_changed],
        "kept": [one.title for one in sections if not one.is_changed],
        "others": siblings.exclude(pk__in=[version.pk, old.pk]),
    }
    return render(request, "policies/changes.html", context)

"""Which versions somebody may see: drafts are for those who write, approve and audit them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from billing_site.accounts.models import Role, User
from claims.views.request import StaffRequest
from codes.models import PolicyVersion

_OPEN = (PolicyVersion.Status.PUBLISHED, PolicyVersion.Status.WITHDRAWN)
READERS_OF_DRAFTS = (Role.LEAD, Role.POLICY, Role.AUDITOR)


def visible_to(user: User) -> QuerySet[PolicyVersion]:
    """The versions that ``user`` may see."""
    versions = PolicyVersion.objects.all()
    return versions if user.holds(*READERS_OF_DRAFTS) else versions.filter(status__in=_OPEN)


def found(request: StaffRequest, identifier: str) -> PolicyVersion:
    """The version with that identifier, with its policy and people; else 404."""
    versions = visible_to(request.user).select_related("policy", "author", "approver")
    return get_object_or_404(versions, identifier=identifier)

"""Payers' policies, to read: the list, one version in sentences, and its JSON."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing_site.accounts.access import EVERYONE, requires
from billing_site.accounts.models import Role
from claims.forms.days import DayField
from claims.gather.desk import Desk
from claims.rehearsal.analysis import gaps_of
from claims.rehearsal.flips import claims_of
from claims.views.policies.reach import READERS_OF_DRAFTS, visible_to
from claims.views.policies.strip import strip_of
from claims.views.request import StaffRequest
from codes.models import PolicySourceFile, PolicyVersion
from codes.policies.listing import due_for_review, listed, policies_by_payer
from codes.policies.sentences import sections_of
from codes.policies.writing import json_text, with_requirements, write_policy


@requires(*EVERYONE)
@require_safe
def policies(request: StaffRequest) -> HttpResponse:
    """All policies by payer, or those that name a code."""
    typed = request.GET.get("code", "").replace("\x00", "").strip()[:20]
    visible = visible_to(request.user)
    today = Desk(request.user).today(None)
    groups = policies_by_payer(today, typed.upper(), visible)
    context = {
        "groups": groups,
        "typed": typed,
        "may_write": request.user.holds(Role.POLICY),
        "due": due_for_review(today, visible) if request.user.holds(*READERS_OF_DRAFTS) else [],
    }
    return render(request, "policies/policies.html", context)


@requires(*EVERYONE)
@require_safe
def policy_page(request: StaffRequest, identifier: str) -> HttpResponse:
    """One version: what it asks for, where that is written, and the versions beside it.

    With ``on`` the version of the policy that is in force on that day.
    """
    visible = visible_to(request.user)
    versions = with_requirements(visible.select_related("author", "approver"))
    version = get_object_or_404(versions, identifier=identifier)
    today = Desk(request.user).today(None)
    siblings = list(
        visible.filter(policy=version.policy)
        .select_related("approver")
        .prefetch_related("policycode_rows")
        .order_by("-number")
    )
    asked = request.GET.get("on", "")
    on = _day(asked, today)
    other = next((one for one in siblings if on and one.holds_on(on)), None)
    if other is not None and other.pk != version.pk:
        return redirect(f"{reverse('policy-page', args=[other.identifier])}?on={asked}")
    gaps = gaps_of(version.policy)
    context = {
        "on": asked,
        "on_words": _on_words(asked, on, other),
        "claims": claims_of(version, today),
        "shown": listed(version, siblings, today),
        "has_source": PolicySourceFile.objects.filter(sha256=version.source_sha256).exists(),
        "version": version,
        "codes": version.policycode_rows.all(),
        "payers": [held.payer for held in version.policy.held_by.all()],
        "sections": sections_of(version),
        "versions": [listed(one, siblings, today) for one in siblings],
        "gaps": gaps,
        "strip": strip_of(siblings, gaps, today),
        "may_write": request.user.holds(Role.POLICY),
        "may_review": request.user.holds(*READERS_OF_DRAFTS),
    }
    return render(request, "policies/policy.html", context)


def _day(text: str, today: dt.date) -> dt.date | None:
    """The day that somebody typed; None for none, and for what is no day."""
    field = DayField(label="As of")
    field.today = today
    try:
        day: dt.date | None = field.clean(text.replace("\x00", "")[:20])
    except ValidationError:
        return None
    return day


def _on_words(asked: str, on: dt.date | None, other: PolicyVersion | None) -> str:
    if not asked:
        return ""
    if on is None:
        return f"“{asked[:20]}” is not understood; type a day such as 07/01/2026."
    return "" if other is not None else f"No version is in force on {on:%m/%d/%Y}."


@requires(*EVERYONE)
@require_safe
def policy_json(request: StaffRequest, identifier: str) -> HttpResponse:
    """The version as policy JSON, to keep or to load elsewhere."""
    version = get_object_or_404(with_requirements(visible_to(request.user)), identifier=identifier)
    answer = HttpResponse(json_text(write_policy(version)) + "\n", content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{version.identifier}.json"'
    return answer

"""Overrides of one stored claim: what blocks it, who said that it may pass, and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.forms.override import OverrideForm
from claims.gather.desk import Desk
from claims.gather.stored import draft_for
from claims.models import Claim, Override
from claims.rehearsal.keeping import draft_of, keep_as_example
from claims.services import Checked, check_draft
from claims.services.overrides import (
    OverrideRefusedError,
    override_finding,
    why_not,
    withdraw,
)
from claims.services.summaries import keep_summary
from claims.views.page import Summary
from claims.views.request import StaffRequest
from codes.policies.storing import record_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A blocking finding of the claim: overridden, or with the form to override it.

    ``key`` names the finding as it is worded: a button pressed for other words finds nothing.
    """

    found: dict[str, Any]
    key: str
    override: Override | None
    form: OverrideForm | None


@requires(
    Role.BILLER,
    Role.LEAD,
    Role.AUDITOR,
    action="claim.overrides.view",
    object_type="claim",
    object_kwarg="public_id",
)
@require_http_methods(["GET", "POST"])
def overrides(request: StaffRequest, public_id: str) -> HttpResponse:
    """Leads override and take back; billers and auditors read."""
    claims = Claim.objects.visible_to(request.user)
    claim = get_object_or_404(claims, public_id=public_id)
    if request.method == "POST" and not request.user.holds(Role.LEAD):
        raise PermissionDenied
    desk = Desk(request.user)
    today = desk.today(claim.practice)
    checked = check_draft(draft_for(request.user, claim), today=today, tables=desk.tables)
    wanted = request.POST.get("do", "")
    refusal = why_not(claim, request.user)
    may_override = request.user.holds(Role.LEAD) and not refusal
    posted = request.POST if request.method == "POST" else None
    blocks = [
        _block(one, checked, posted, wanted, may_override=may_override) for one in _errors(checked)
    ]
    problem = _act(request, claim, checked, blocks, wanted) if posted is not None else None
    if posted is not None and problem is None:
        draft = draft_for(request.user, get_object_or_404(claims, public_id=public_id))
        keep_summary(draft, checked.report)
        return redirect("claim-overrides", public_id=public_id)
    context = {
        "claim": claim,
        "blocks": blocks,
        "history": [one for one in checked.draft.overrides if not _stands(one, blocks)],
        "user_is_lead": request.user.holds(Role.LEAD) and claim.is_editable,
        "refusal": refusal if request.user.holds(Role.LEAD) else "",
        "summary": Summary(heading="Nothing was overridden", items=[problem]) if problem else None,
    }
    return render(request, "claims/overrides.html", context, status=422 if problem else 200)


def _errors(checked: Checked) -> list[dict[str, Any]]:
    return [found for found in checked.report["findings"] if found["severity"] == "error"]


def _block(
    found: dict[str, Any], checked: Checked, posted: Any, wanted: str, *, may_override: bool
) -> Block:
    words = hashlib.sha256(found["message"].encode()).hexdigest()[:8]
    key = f"{found['rule']}-{found['line'] or 0}-{words}"
    override = checked.override_of(found)
    form = None
    if override is None and may_override and found["overridable"]:
        data = posted if wanted == f"override:{key}" else None
        form = OverrideForm(data, prefix=key)
    return Block(found=found, key=key, override=override, form=form)


def _stands(override: Override, blocks: list[Block]) -> bool:
    return any(one.override is not None and one.override.pk == override.pk for one in blocks)


def _keep(request: StaffRequest, checked: Checked, block: Block) -> tuple[str, str] | None:
    """Keep the finding as an example of the draft of its policy, without the patient."""
    policy = block.found.get("policy")
    draft = draft_of(policy["id"]) if policy else None
    if draft is None:
        return ("", f"{block.found['rule']} is of no policy that has a draft now.")
    kept = keep_as_example(draft, checked.claim, block.found)
    record_of(actor_of(request), "policy.examples.add", draft, {"added": 1})
    messages.success(request, f"Kept as an example of {draft.identifier}: {kept.name}.")
    return None


def _act(
    request: StaffRequest, claim: Claim, checked: Checked, blocks: list[Block], wanted: str
) -> tuple[str, str] | None:
    """Do what the button says; the answer is (input, sentence) of what kept it from being done."""
    verb, _, key = wanted.partition(":")
    block = next((one for one in blocks if one.key == key), None)
    if block is None:
        return ("", "That finding is not on the claim any more; the page shows it as it is now.")
    if verb == "example":
        return _keep(request, checked, block)
    if verb == "withdraw" and block.override is not None:
        withdraw(actor_of(request), request.user, block.override)
        messages.success(request, f"The override of {block.found['rule']} was taken back.")
        return None
    if block.form is None:
        reason = why_not(claim, request.user) or f"{block.found['rule']} cannot be overridden."
        return ("", reason)
    if not block.form.is_valid():
        field = block.form["reason"]
        return (field.id_for_label, str(field.errors[0]))
    try:
        reason = block.form.cleaned_data["reason"]
        override_finding(actor_of(request), request.user, claim, block.found, reason)
    except OverrideRefusedError as refused:
        return ("", str(refused))
    messages.success(request, f"{block.found['rule']} is overridden.")
    return None

"""Overriding a blocking finding: who may, for which reason, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from billing_site.accounts.models import User
from billing_site.audit.record import Actor, record
from claims.models import Claim, Override


class OverrideRefusedError(Exception):
    """The override is not possible (any more); the text says why, nothing was written."""


def blocks_of(report: dict[str, Any], overrides: Iterable[Override]) -> list[dict[str, Any]]:
    """The errors of a report that no override covers."""
    standing = list(overrides)
    return [
        found
        for found in report["findings"]
        if found["severity"] == "error" and not any(one.covers(found) for one in standing)
    ]


def why_not(claim: Claim, user: User) -> str:
    """Why ``user`` may not override findings of the claim now; empty where she may."""
    if not claim.is_editable:
        return "The claim was sent; what stood then stands."
    last = claim.edited_by_id or claim.created_by_id
    if user.pk == last:
        return "You saved this claim last, so another lead decides on its overrides."
    return ""


def override_finding(
    actor: Actor, user: User, claim: Claim, found: dict[str, Any], reason: str
) -> Override:
    """Keep the override with its audit event. Raises OverrideRefusedError with a sentence."""
    refusal = why_not(claim, user)
    if refusal or not found["overridable"] or found["severity"] != "error":
        raise OverrideRefusedError(refusal or f"{found['rule']} cannot be overridden.")
    place = {
        "rule": found["rule"],
        "line": found["line"] or 0,
        "field": (found.get("field") or "")[:40],
    }
    try:
        with transaction.atomic():
            made = Override.objects.create(
                claim=claim,
                title=found["title"],
                message=found["message"],
                reason=reason,
                made_by=user,
                **place,
            )
            _note(actor, "claim.override", claim, made)
    except IntegrityError as error:
        raise OverrideRefusedError("Somebody overrode it at the same moment.") from error
    return made


def withdraw(actor: Actor, user: User, override: Override) -> None:
    """Take an override back; a second time changes nothing."""
    with transaction.atomic():
        rows = Override.objects.filter(pk=override.pk, withdrawn_at__isnull=True)
        if rows.update(withdrawn_by=user, withdrawn_at=timezone.now()):
            _note(actor, "claim.override.withdraw", override.claim, override)


def _note(actor: Actor, action: str, claim: Claim, override: Override) -> None:
    record(
        actor,
        action=action,
        object_type="claim",
        object_id=str(claim.public_id),
        practice_id=claim.practice_id,
        changes={"rule": override.rule, "line": override.line},
        reason=override.reason,
    )

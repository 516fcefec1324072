"""What people decide of conflicts, and the comparison that follows an edit; all of it audited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q, QuerySet

from billing_site.accounts.models import User
from billing_site.audit.record import Actor, record, record_each
from codes.conflicts import Refreshed, refresh_conflicts
from codes.facts import facts_changed
from codes.models import FactConflict

State = FactConflict.State
LEAST_WORDS = 15  # characters: "ok" and "see above" explain nothing to the next reader
_DECIDED = ("state", "owner_id", "decision", "decided_at")


class Decision(models.TextChoices):
    """What may be done with a conflict; that the guide is corrected, the comparison finds."""

    TAKE_ON = "take_on", "Take it on"
    ACCEPT = "accept", "Accept as it stands"
    REOPEN = "reopen", "Open again"


class DecisionRefusedError(Exception):
    """The conflict is not in a state for this decision; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Who decides what, when, and why; ``note`` is asked for where a conflict is accepted."""

    actor: Actor
    user: User
    decision: Decision
    note: str
    at: dt.datetime


def possible(conflict: FactConflict, user: User) -> list[Decision]:
    """What ``user`` may decide of the conflict as it stands."""
    if conflict.state == State.ACCEPTED:
        return [Decision.REOPEN]
    if conflict.state == State.OPEN:
        mine = conflict.owner_id == user.pk
        return [Decision.ACCEPT] if mine else [Decision.TAKE_ON, Decision.ACCEPT]
    return []


@transaction.atomic
def decide(pk: int, wanted: Decided) -> FactConflict:
    """Write the decision; raises DecisionRefusedError where somebody was quicker."""
    conflict = FactConflict.objects.select_for_update(of=("self",)).get(pk=pk)
    if wanted.decision not in possible(conflict, wanted.user):
        raise DecisionRefusedError(
            f"{wanted.decision.label} is not possible any more: the conflict is"
            f" {conflict.get_state_display().lower()} now."
        )
    before = _standing(conflict)
    if wanted.decision == Decision.TAKE_ON:
        conflict.owner_id = wanted.user.pk
    elif wanted.decision == Decision.ACCEPT:
        conflict.owner_id = conflict.owner_id or wanted.user.pk
        conflict.state, conflict.decision = State.ACCEPTED, wanted.note
        conflict.decided_at = wanted.at
    else:
        conflict.state, conflict.decision, conflict.decided_at = State.OPEN, "", None
    conflict.save(update_fields=_DECIDED)
    after = _standing(conflict)
    record(
        wanted.actor,
        action=f"conflict.{wanted.decision.value}",
        object_type="factconflict",
        object_id=str(conflict.pk),
        changes={
            name: [before[name], after[name]] for name in _DECIDED if before[name] != after[name]
        },
        reason=wanted.note,
    )
    facts_changed()
    return conflict


def _standing(conflict: FactConflict) -> dict[str, object]:
    at = conflict.decided_at
    return {name: getattr(conflict, name) for name in _DECIDED} | {
        "decided_at": at.isoformat() if at else None
    }


@transaction.atomic
def take_on_all(actor: Actor, user: User, conflicts: QuerySet[FactConflict]) -> int:
    """Make ``user`` the owner of those that are open and not hers yet; returns how many."""
    others = Q(owner=None) | ~Q(owner=user)
    waiting = conflicts.filter(others, state=State.OPEN)
    owners = {row.pk: row.owner_id for row in waiting.select_for_update(of=("self",))}
    FactConflict.objects.filter(pk__in=owners).update(owner=user)
    record_each(
        actor,
        action=f"conflict.{Decision.TAKE_ON.value}",
        object_type="factconflict",
        changes={str(pk): {"owner_id": [owner, user.pk]} for pk, owner in owners.items()},
    )
    facts_changed()
    return len(owners)


@transaction.atomic
def compare_again(actor: Actor) -> Refreshed:
    """Compare guides and official facts after an edit; one event per conflict that it moved."""
    before = dict(FactConflict.objects.values_list("pk", "state"))
    refreshed = refresh_conflicts()
    if refreshed.opened or refreshed.closed:
        after = dict(FactConflict.objects.values_list("pk", "state"))
        record_each(
            actor,
            action="conflict.compared",
            object_type="factconflict",
            changes={
                str(pk): {"state": [before.get(pk), state]}
                for pk, state in after.items()
                if before.get(pk) != state
            },
        )
    return refreshed

"""Writing audit events: by a person in a request, and by a command that has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from billing_site.audit.models import AuditEvent, Outcome

if TYPE_CHECKING:
    from billing_site.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, in which request; None is nobody who is signed in."""

    user: User | None
    request_id: str


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in user of ``request``."""
    user = request.user
    return Actor(
        user=user if user.is_authenticated else None,
        request_id=getattr(request, "request_id", ""),
    )


def record(  # noqa: PLR0913 - an audit event has this many parts; all but two are optional
    actor: Actor,
    *,
    action: str,
    object_type: str = "",
    object_id: str = "",
    practice_id: int | None = None,
    outcome: Outcome = Outcome.OK,
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write what ``actor`` did; in the caller's transaction where there is one."""
    user = actor.user
    return AuditEvent.objects.create(
        actor_id=user.pk if user else None,
        actor_label=user.get_username() if user else "",
        roles=",".join(sorted(user.roles)) if user else "",
        request_id=actor.request_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        practice_id=practice_id,
        outcome=outcome,
        changes=changes or {},
        reason=reason,
    )


def record_each(
    actor: Actor, *, action: str, object_type: str, changes: dict[str, dict[str, Any]]
) -> None:
    """Write one event per object, by its id, in one statement."""
    user = actor.user
    AuditEvent.objects.bulk_create(
        AuditEvent(
            actor_id=user.pk if user else None,
            actor_label=user.get_username() if user else "",
            roles=",".join(sorted(user.roles)) if user else "",
            request_id=actor.request_id,
            action=action,
            object_type=object_type,
            object_id=object_id,
            changes=changed,
        )
        for object_id, changed in changes.items()
    )


def record_command(
    action: str, *, object_type: str = "", object_id: str = "", changes: dict[str, Any]
) -> AuditEvent:
    """Write what a management command did; its actor is the machine's operator."""
    return AuditEvent.objects.create(
        actor_label="command line",
        action=action,
        object_type=object_type,
        object_id=object_id,
        changes=changes,
    )

"""Writing audit events: from a request, and from a command that has none."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from billing_site.audit.models import AuditEvent, Outcome


def record(  # noqa: PLR0913 - an audit event has this many parts; all but two are optional
    request: HttpRequest,
    *,
    action: str,
    object_type: str = "",
    object_id: str = "",
    practice_id: int | None = None,
    outcome: Outcome = Outcome.OK,
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write what the user of ``request`` did; in the caller's transaction where there is one."""
    user = request.user
    known = user.is_authenticated
    return AuditEvent.objects.create(
        actor_id=user.pk if known else None,
        actor_label=user.get_username() if known else "",
        roles=",".join(sorted(user.roles)) if known else "",
        request_id=getattr(request, "request_id", ""),
        action=action,
        object_type=object_type,
        object_id=object_id,
        practice_id=practice_id,
        outcome=outcome,
        changes=changes or {},
        reason=reason,
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

"""Publishing by one person in an emergency: it warns only, and lapses if nobody approves it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Now

from billing_site.accounts.models import Role, User
from billing_site.audit.record import Actor
from codes.facts import facts_changed
from codes.models import FactsToken, PolicyEvent, PolicyVersion
from codes.policies.publishing import (
    LEAST_WORDS,
    PublishRefusedError,
    locked,
    overlapping,
    succeed,
    want_gates_open,
)
from codes.policies.reviewing import note, wrote
from codes.policies.storing import record_of

Status = PolicyVersion.Status
Act = PolicyEvent.Act
LAPSES_AFTER = dt.timedelta(hours=72)
LAPSED = "Nobody approved it within 72 hours."


@transaction.atomic
def publish_in_emergency(
    pk: int, *, by: User, now: dt.datetime, on: dt.date, reason: str, actor: Actor | None = None
) -> PolicyVersion:
    """Put a draft in force at once, without a second person: its findings are warnings at most.

    It lies over the version that it would take over from, which goes on where it lapses; that one
    ends only when a second person approves.
    """
    version = locked(pk)
    if not by.holds(Role.LEAD, Role.POLICY):
        raise PublishRefusedError("A billing lead or a policy admin publishes in an emergency.")
    if version.status not in {Status.DRAFT, Status.IN_REVIEW} or version.author is None:
        raise PublishRefusedError(f"{version.identifier} is no draft with an author.")
    if len(reason.strip()) < LEAST_WORDS:
        raise PublishRefusedError(f"The reason has fewer than {LEAST_WORDS} characters.")
    clash = overlapping(version)
    if clash:
        raise PublishRefusedError(clash)
    version.status, version.published_on = Status.PUBLISHED, on
    version.lapses_at = now + LAPSES_AFTER
    version.save(update_fields=["status", "published_on", "lapses_at"])
    note(version, Act.EMERGENCY, by, reason)
    record_of(actor, "policy.emergency", version, {"status": ["draft", "published"]}, reason)
    _facts_changed()
    return version


@transaction.atomic
def approve_emergency(
    pk: int, *, approver: User, on: dt.date, actor: Actor | None = None
) -> PolicyVersion:
    """The second person's word on an emergency: from now on it speaks like every other version.

    It passes the same gates as any other, and what it takes over from ends the day before it.
    """
    version = locked(pk)
    published = version.events.filter(act=Act.EMERGENCY).last()
    if version.status != Status.PUBLISHED or version.lapses_at is None:
        raise PublishRefusedError(f"{version.identifier} does not wait for approval.")
    if wrote(version, approver) or (published is not None and published.by_id == approver.pk):
        raise PublishRefusedError("Who wrote or published a version does not approve it.")
    if not approver.holds(Role.LEAD, Role.POLICY):
        raise PublishRefusedError("A version is approved by a billing lead or a policy admin.")
    want_gates_open(version)
    succeed(version, approver=approver, on=on, actor=actor)
    version.approver, version.lapses_at = approver, None
    version.save(update_fields=["approver", "lapses_at"])
    note(version, Act.APPROVED, approver)
    record_of(actor, "policy.approve", version, {"approver": [None, approver.username]})
    _facts_changed()
    return version


@transaction.atomic
def lapse_overdue() -> int:
    """Withdraw what nobody approved in time, by the database's clock; returns how many."""
    due = PolicyVersion.objects.filter(status=Status.PUBLISHED, lapses_at__lte=Now())
    rows = [locked(pk) for pk in due.order_by("pk").values_list("pk", flat=True)]
    rows = [one for one in rows if one.status == Status.PUBLISHED and one.lapses_at is not None]
    for version in rows:
        published = version.events.filter(act=Act.EMERGENCY).last()
        version.status, version.withdrawn_reason = Status.WITHDRAWN, LAPSED
        version.withdrawn_by = (published.by if published else None) or version.author
        version.withdrawn_on = version.lapses_at.date() if version.lapses_at else None
        version.save(update_fields=["status", "withdrawn_reason", "withdrawn_by", "withdrawn_on"])
        note(version, Act.LAPSED, None, LAPSED)
        record_of(None, "policy.lapse", version, {"status": ["published", "withdrawn"]})
    _facts_changed()
    return len(rows)


def _facts_changed() -> None:
    """A new token, which knows when the next emergency lapses."""
    facts_changed()
    waiting = PolicyVersion.objects.filter(status=Status.PUBLISHED, lapses_at__isnull=False)
    FactsToken.objects.update(next_lapse_at=waiting.aggregate(first=Min("lapses_at"))["first"])

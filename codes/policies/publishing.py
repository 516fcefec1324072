"""Publishing a version, by somebody else than its author, and withdrawing it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from billing_site.accounts.models import Role, User
from billing_site.audit.record import Actor
from codes.facts import facts_changed
from codes.models import Payer, PolicyVersion
from codes.models.policy import PolicyCode
from codes.policies.storing import record_of

Status = PolicyVersion.Status
LEAST_WORDS = 15  # characters, as for every reason: "ok" explains nothing to the next reader


class PublishRefusedError(Exception):
    """The version stays as it is; the text says why."""


@transaction.atomic
def publish_policy(
    pk: int, *, approver: User, on: dt.date, actor: Actor | None = None
) -> PolicyVersion:
    """Put a draft in force for the days that it names. Raises PublishRefusedError."""
    version = PolicyVersion.objects.select_related("policy", "author").get(pk=pk)
    # two that would overlap wait for each other at their payers
    list(Payer.objects.select_for_update().filter(policies=version.policy).order_by("pk"))
    version.refresh_from_db(fields=["status"])
    _want_publishable(version, approver)
    clash = overlapping(version)
    if clash:
        raise PublishRefusedError(clash)
    version.status = Status.PUBLISHED
    version.approver = approver
    version.published_on = on
    version.save(update_fields=["status", "approver", "published_on"])
    record_of(actor, "policy.publish", version, {"status": ["draft", "published"]})
    facts_changed()
    return version


@transaction.atomic
def withdraw_policy(
    pk: int, *, by: User, on: dt.date, reason: str, actor: Actor | None = None
) -> PolicyVersion:
    """Take a published version out of force, from the next check on. Its row stays."""
    version = PolicyVersion.objects.select_for_update(of=("self",)).get(pk=pk)
    if version.status != Status.PUBLISHED:
        raise PublishRefusedError(f"{version.identifier} is not published.")
    if len(reason.strip()) < LEAST_WORDS:
        raise PublishRefusedError(f"The reason has fewer than {LEAST_WORDS} characters.")
    version.status = Status.WITHDRAWN
    version.withdrawn_by = by
    version.withdrawn_on = on
    version.withdrawn_reason = reason.strip()
    version.save(update_fields=["status", "withdrawn_by", "withdrawn_on", "withdrawn_reason"])
    record_of(actor, "policy.withdraw", version, {"status": ["published", "withdrawn"]}, reason)
    facts_changed()
    return version


def _want_publishable(version: PolicyVersion, approver: User) -> None:
    if version.status not in {Status.DRAFT, Status.IN_REVIEW}:
        words = f"{version.identifier} is {version.get_status_display().lower()} already."
        raise PublishRefusedError(words)
    if version.author is None:
        raise PublishRefusedError(f"{version.identifier} has no author on record.")
    if version.author == approver:
        raise PublishRefusedError("The author of a version does not approve it.")
    if not approver.holds(Role.LEAD, Role.POLICY):
        raise PublishRefusedError("A version is approved by a billing lead or a policy admin.")


def overlapping(version: PolicyVersion) -> str:
    """The sentence that names a published version for the same payer, code and day; else empty."""
    codes = PolicyCode.objects.filter(version=version).values("code")
    others = (
        PolicyVersion.objects.filter(
            status=Status.PUBLISHED,
            policy__held_by__payer__in=version.policy.payers.values("pk"),
            policycode_rows__code__in=codes,
        )
        .exclude(pk=version.pk)
        .overlapping(version.effective_from, version.effective_through)
    )
    clash = others.order_by("identifier").distinct().first()
    if clash is None:
        return ""
    shared = PolicyCode.objects.filter(version=clash, code__in=codes).order_by("code")
    named = ", ".join(shared.values_list("code", flat=True)[:5])
    return (
        f"{clash.identifier} ({clash}) is published for {days_of(clash)} and speaks of {named} too."
    )


def days_of(version: PolicyVersion) -> str:
    """The days of a version in words."""
    first, last = version.effective_from, version.effective_through
    if first and last:
        return f"{first:%m/%d/%Y} to {last:%m/%d/%Y}"
    if first:
        return f"{first:%m/%d/%Y} onward"
    return f"days up to {last:%m/%d/%Y}" if last else "all days"

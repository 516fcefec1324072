"""Publishing a version, by somebody else than its author; ending and withdrawing it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from billing_site.accounts.models import Role, User
from billing_site.audit.record import Actor
from codes.facts import facts_changed
from codes.models import Payer, PolicyEvent, PolicyVersion
from codes.models.policy import PolicyCode
from codes.policies.gates import Step, refusals
from codes.policies.reviewing import content_sha256, note, wrote
from codes.policies.storing import record_of

Status = PolicyVersion.Status
Act = PolicyEvent.Act
LEAST_WORDS = 15  # characters, as for every reason: "ok" explains nothing to the next reader


class PublishRefusedError(Exception):
    """The version stays as it is; the text says why."""


@transaction.atomic
def publish_policy(
    pk: int, *, approver: User, on: dt.date, actor: Actor | None = None, words: str = ""
) -> PolicyVersion:
    """Put a version in force for the days that it names. Raises PublishRefusedError.

    An open-ended version of the same policy that began earlier ends the day before.
    """
    version = locked(pk)
    _want_publishable(version, approver)
    want_gates_open(version)
    succeed(version, approver=approver, on=on, actor=actor)
    version.status = Status.PUBLISHED
    version.approver = approver
    version.published_on = on
    version.save(update_fields=["status", "approver", "published_on"])
    note(version, Act.PUBLISHED, approver, words)
    record_of(actor, "policy.publish", version, {"status": ["draft", "published"]})
    facts_changed()
    return version


def locked(pk: int) -> PolicyVersion:
    """The version as it is now, kept from everybody else until the transaction ends.

    Two that would overlap wait for each other at their payers, always before the version itself.
    """
    policy = PolicyVersion.objects.values("policy").filter(pk=pk)
    list(Payer.objects.select_for_update().filter(policies__in=policy).order_by("pk"))
    rows = PolicyVersion.objects.select_for_update(of=("self",))
    return rows.select_related("policy", "author").get(pk=pk)


def want_gates_open(version: PolicyVersion) -> None:
    """Refuse with every sentence that keeps the version from being published."""
    sentences = refusals(Step.PUBLISH, version)
    if version.submitted_sha256 and version.submitted_sha256 != content_sha256(version.identifier):
        sentences.insert(0, f"{version.identifier} is not what was asked to be approved.")
    if sentences:
        raise PublishRefusedError(" ".join(sentences))


def succeed(version: PolicyVersion, *, approver: User, on: dt.date, actor: Actor | None) -> None:
    """End what the version takes over from, the day before; nothing else may speak on its days.

    It is the act of two people, its author and its approver: whoever of them did not write the
    earlier version stands for its end.
    """
    for earlier in predecessors(version):
        by = version.author if earlier.author_id == approver.pk and version.author else approver
        end(earlier, by=by, on=on, last=day_before(version), actor=actor)
    clash = overlapping(version)
    if clash:
        raise PublishRefusedError(clash)


def predecessors(version: PolicyVersion) -> list[PolicyVersion]:
    """Published versions of the same policy that ``version`` takes over from: without a last day,
    and begun before its first."""
    if version.effective_from is None:
        return []
    rows = PolicyVersion.objects.filter(
        policy=version.policy, status=Status.PUBLISHED, effective_through__isnull=True
    ).exclude(pk=version.pk)
    return list(rows.exclude(effective_from__gte=version.effective_from))


def day_before(version: PolicyVersion) -> dt.date:
    """The last day of whatever ``version`` takes over from."""
    return (version.effective_from or dt.date.min) - dt.timedelta(days=1)


def end(
    version: PolicyVersion, *, by: User, on: dt.date, last: dt.date, actor: Actor | None
) -> None:
    """Give a published version an earlier last day; its author does not decide that alone."""
    before = version.effective_through
    if version.status != Status.PUBLISHED:
        raise PublishRefusedError(f"{version.identifier} is not published.")
    if before is not None and last >= before:
        words = f"{version.identifier} ends on {before:%m/%d/%Y}; only an earlier day can be given."
        raise PublishRefusedError(words)
    if version.effective_from is not None and last < version.effective_from:
        words = f"{version.identifier} begins on {version.effective_from:%m/%d/%Y}; withdraw it."
        raise PublishRefusedError(words)
    if version.author_id == by.pk:
        raise PublishRefusedError("The author of a version does not end it alone.")
    version.effective_through, version.shortened_by, version.shortened_on = last, by, on
    version.save(update_fields=["effective_through", "shortened_by", "shortened_on"])
    note(version, Act.SHORTENED, by, f"Ends on {last:%m/%d/%Y}.")
    changes = {"effective_through": [before and before.isoformat(), last.isoformat()]}
    record_of(actor, "policy.shorten", version, changes)


@transaction.atomic
def shorten_policy(
    pk: int, *, by: User, on: dt.date, last: dt.date, actor: Actor | None = None
) -> PolicyVersion:
    """Give a published version an earlier last day, today or later."""
    version = locked(pk)
    if last < on:
        raise PublishRefusedError(f"{last:%m/%d/%Y} is past; the last day is today or later.")
    end(version, by=by, on=on, last=last, actor=actor)
    facts_changed()
    return version


@transaction.atomic
def withdraw_policy(
    pk: int, *, by: User, on: dt.date, reason: str, actor: Actor | None = None
) -> PolicyVersion:
    """Take a published version out of force, from the next check on. Its row stays."""
    version = locked(pk)
    if version.status != Status.PUBLISHED:
        raise PublishRefusedError(f"{version.identifier} is not published.")
    if len(reason.strip()) < LEAST_WORDS:
        raise PublishRefusedError(f"The reason has fewer than {LEAST_WORDS} characters.")
    version.status = Status.WITHDRAWN
    version.withdrawn_by = by
    version.withdrawn_on = on
    version.withdrawn_reason = reason.strip()
    version.save(update_fields=["status", "withdrawn_by", "withdrawn_on", "withdrawn_reason"])
    note(version, Act.WITHDRAWN, by, reason)
    record_of(actor, "policy.withdraw", version, {"status": ["published", "withdrawn"]}, reason)
    facts_changed()
    return version


def _want_publishable(version: PolicyVersion, approver: User) -> None:
    if version.status not in {Status.DRAFT, Status.IN_REVIEW}:
        words = f"{version.identifier} is {version.get_status_display().lower()} already."
        raise PublishRefusedError(words)
    if version.author is None:
        raise PublishRefusedError(f"{version.identifier} has no author on record.")
    if wrote(version, approver):
        raise PublishRefusedError("Who wrote a version does not approve it.")
    if not approver.holds(Role.LEAD, Role.POLICY):
        raise PublishRefusedError("A version is approved by a billing lead or a policy admin.")


def overlapping(version: PolicyVersion) -> str:
    """The sentence that names a published version for the same payer, code and day; else empty.

    One that would end the day before is no other.
    """
    codes = PolicyCode.objects.filter(version=version).values("code")
    others = (
        PolicyVersion.objects.filter(
            status=Status.PUBLISHED,
            policy__held_by__payer__in=version.policy.payers.values("pk"),
            policycode_rows__code__in=codes,
        )
        .exclude(pk__in=[version.pk, *(one.pk for one in predecessors(version))])
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

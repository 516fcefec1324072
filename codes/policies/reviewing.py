"""Drafts on their way to a second person: made, written anew, submitted, commented, sent back."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max

from billing_site.accounts.models import User
from billing_site.audit.record import Actor
from codes.models import PolicyEvent, PolicyExample, PolicyVersion
from codes.policies.gates import Step, refusals
from codes.policies.storing import export_policy, import_policy, record_of
from codes.policies.writing import json_text

LONGEST = 39  # of the 40 that an identifier may have
Status = PolicyVersion.Status
Act = PolicyEvent.Act


class ReviewRefusedError(Exception):
    """The version stays as it is; the text says why."""


class StaleDraftError(ReviewRefusedError):
    """Somebody else saved the draft meanwhile; nothing was written."""


def content_sha256(identifier: str) -> str:
    """The hash of what a version says, without who wrote it and when."""
    return hashlib.sha256(json_text(export_policy(identifier)).encode()).hexdigest()


@transaction.atomic
def draft_from(version: PolicyVersion, *, author: User, on: dt.date, actor: Actor) -> PolicyVersion:
    """A new draft that says what ``version`` says, from the first of the next month on.

    It is also the way back to an older version: what is in force is followed, never edited.
    Examples that people kept come along; those of boundaries belong to their own days.
    """
    numbers = PolicyVersion.objects.filter(policy=version.policy).aggregate(newest=Max("number"))
    number = int(numbers["newest"]) + 1
    body = export_policy(version.identifier) | {
        "id": _free(f"{version.policy.key}-{number}"),
        "version": number,
        "supersedes": version.identifier,
        "effective_from": first_of_next_month(on).isoformat(),
        "effective_to": None,
    }
    for left_behind in ("review_by", "observe_to", "source"):
        body.pop(left_behind, None)
    draft = import_policy(body, author=author, actor=actor).version
    PolicyExample.objects.bulk_create(
        PolicyExample(
            version=draft,
            position=one.position,
            name=one.name,
            rule=one.rule,
            expect=one.expect,
            origin=one.origin,
            claim=one.claim,
        )
        for one in version.examples.exclude(origin=PolicyExample.Origin.BOUNDARY)
    )
    return draft


def first_of_next_month(day: dt.date) -> dt.date:
    """The day on which payers mostly let a policy begin."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _free(wanted: str) -> str:
    """``wanted`` as an identifier, with a letter behind it where that is taken.

    A long key is cut so that number and letter have room.
    """
    if len(wanted) > LONGEST:
        stem, _, number = wanted.rpartition("-")
        wanted = f"{stem[: LONGEST - len(number) - 1]}-{number}"
    taken = set(
        PolicyVersion.objects.filter(identifier__startswith=wanted).values_list(
            "identifier", flat=True
        )
    )
    names = [wanted, *(f"{wanted}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
    return next(name for name in names if name not in taken)


@transaction.atomic
def save_draft(
    version: PolicyVersion, body: dict[str, Any], *, base: int, by: User, actor: Actor
) -> PolicyVersion:
    """Write a draft anew over the revision that was opened. Raises PolicyProblemError as well."""
    rows = PolicyVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk)
    if rows.filter(revision=base, status=Status.DRAFT).first() is None:
        raise StaleDraftError(_stale_words(version))
    kept = import_policy(body | {"id": version.identifier}, author=by, actor=actor)
    return kept.version


def _stale_words(version: PolicyVersion) -> str:
    now = PolicyVersion.objects.get(pk=version.pk)
    if now.status != Status.DRAFT:
        return f"{now.identifier} is {now.get_status_display().lower()}; it is not edited now."
    last = now.events.filter(act=Act.WRITTEN).last()
    who = f" by {last.by.short_name}" if last and last.by else ""
    return f"{now.identifier} was saved{who} since you opened it."


@transaction.atomic
def submit(version: PolicyVersion, *, by: User, words: str = "", actor: Actor) -> PolicyVersion:
    """Ask for approval of a draft as it stands. Raises ReviewRefusedError with what is missing."""
    if version.status != Status.DRAFT:
        raise ReviewRefusedError(f"{version.identifier} is no draft.")
    sentences = refusals(Step.SUBMIT, version)
    if sentences:
        raise ReviewRefusedError(" ".join(sentences))
    rows = PolicyVersion.objects.filter(pk=version.pk, revision=version.revision)
    sha256 = content_sha256(version.identifier)
    if not rows.filter(status=Status.DRAFT).update(
        status=Status.IN_REVIEW, submitted_sha256=sha256
    ):
        raise StaleDraftError(_stale_words(version))
    note(version, Act.SUBMITTED, by, words)
    record_of(actor, "policy.submit", version, {"status": ["draft", "in_review"]})
    version.refresh_from_db()
    return version


@transaction.atomic
def send_back(version: PolicyVersion, *, by: User, words: str, actor: Actor) -> None:
    """Give a version back to its author, with what is to be changed."""
    if len(words.strip()) < 2:
        raise ReviewRefusedError("Say what is to be changed.")
    rows = PolicyVersion.objects.filter(pk=version.pk, status=Status.IN_REVIEW)
    if not rows.update(status=Status.DRAFT, submitted_sha256=""):
        raise ReviewRefusedError(f"{version.identifier} is not in review.")
    note(version, Act.SENT_BACK, by, words)
    record_of(actor, "policy.send_back", version, {"status": ["in_review", "draft"]}, words)


@transaction.atomic
def comment(version: PolicyVersion, *, by: User, words: str, actor: Actor) -> None:
    """Say something of a version; whoever reads its drafts reads it."""
    if not words.strip():
        raise ReviewRefusedError("The comment is empty.")
    note(version, Act.COMMENTED, by, words)
    record_of(actor, "policy.comment", version, {})


def note(version: PolicyVersion, act: PolicyEvent.Act, by: User | None, words: str = "") -> None:
    """Keep one act on a version."""
    PolicyEvent.objects.create(version=version, act=act, by=by, words=words.strip()[:1000])


def wrote(version: PolicyVersion, user: User) -> bool:
    """Whether ``user`` wrote any of the version, whoever stands on it as its author now."""
    return version.author_id == user.pk or version.events.filter(act=Act.WRITTEN, by=user).exists()

"""Storing a claim: once, whole, and never over what somebody else stored meanwhile."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from billing_site.accounts.models import User
from billing_site.audit.record import Actor, record
from claims.draft import Draft
from claims.models import Claim, Container, ServiceLine, SubmitKey
from claims.models.claim import CIRCUMSTANCES
from claims.services.checking import Checked
from claims.services.receipts import keep_edition, receipt_of
from claims.services.summaries import summary_of
from claims.services.tallies import note_findings

KEPT = (
    "patient", "payer", "member_id", "rendering", "ordering", "facility", "authorization",
    "authorization_number",
    "date_of_service", "place", "diagnoses", "documents", "practice", "said_missing",
    *CIRCUMSTANCES,
)  # fmt: skip
TRIES = 3


class SaveRefusedError(Exception):
    """A save that would lose or double something; nothing was written."""


class StaleClaimError(SaveRefusedError):
    """The claim was stored by somebody else since the form was opened; nothing was written."""


class ClaimSentError(SaveRefusedError):
    """The claim was sent meanwhile; nothing was written."""


class LineGoneError(SaveRefusedError):
    """The form names a line that is not of this claim, or names one twice; nothing was written."""


class KeyReusedError(SaveRefusedError):
    """The form was saved already with other contents; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRequest:
    """One press of a save button.

    ``user`` is the actor's. ``body_sha256`` is the hash of what was posted; ``line_ids`` are the
    stored lines it names.
    """

    actor: Actor
    user: User
    draft: Draft
    status: Claim.Status
    checked: Checked
    as_of: dt.date
    submit_key: uuid.UUID | None
    body_sha256: str
    stored: Claim | None
    base_version: int | None
    line_ids: Sequence[int]


def save_claim(wanted: SaveRequest) -> Claim:
    """Store the claim and return it; a second post of the same form returns the first's claim."""
    for _attempt in range(TRIES):
        earlier = _earlier(wanted)
        if earlier is not None:
            return earlier
        try:
            with transaction.atomic():
                return _store(wanted)
        except IntegrityError:
            # the key or the claim number was taken between our look and our write: look again
            continue
    raise KeyReusedError


def _earlier(wanted: SaveRequest) -> Claim | None:
    if wanted.submit_key is None:
        return None
    used = SubmitKey.objects.filter(key=wanted.submit_key).select_related("claim").first()
    if used is None:
        return None
    if used.user_id != wanted.user.pk or used.body_sha256 != wanted.body_sha256:
        raise KeyReusedError
    return used.claim


def _store(wanted: SaveRequest) -> Claim:
    draft = wanted.draft
    patient = draft.claim.patient
    if patient is not None and patient.pk is None:
        patient.save()
    draft.claim.patient = patient  # Django notes the new key on assignment
    claim = _create(wanted) if wanted.stored is None else _update(wanted, wanted.stored)
    _write_lines(claim, draft)
    note_findings(claim, wanted.checked.report)
    if wanted.status == Claim.Status.READY:
        _keep_check(claim, wanted)
    if wanted.submit_key is not None:
        SubmitKey.objects.create(
            key=wanted.submit_key,
            user_id=wanted.user.pk,
            body_sha256=wanted.body_sha256,
            claim=claim,
            redirect_to=str(claim.public_id),
        )
    record(
        wanted.actor,
        action="claim.ready" if wanted.status == Claim.Status.READY else "claim.save",
        object_type="claim",
        object_id=str(claim.public_id),
        practice_id=claim.practice_id,
        changes={"version": claim.version, "lines": len(draft.lines)},
    )
    return claim


def _values(wanted: SaveRequest) -> dict[str, object]:
    claim = wanted.draft.claim
    values = {name: getattr(claim, name) for name in KEPT}
    return (
        values
        | summary_of(wanted.checked.report, wanted.draft.overrides)
        | {
            "status": wanted.status,
            "edited_by_id": wanted.user.pk,
            "total_cents": wanted.draft.total_cents,
        }
    )


def _create(wanted: SaveRequest) -> Claim:
    newest = Claim.objects.aggregate(newest=Max("number"))["newest"] or "C-00000"
    number = f"C-{int(newest.removeprefix('C-')) + 1:05d}"
    return Claim.objects.create(number=number, created_by_id=wanted.user.pk, **_values(wanted))


def _update(wanted: SaveRequest, stored: Claim) -> Claim:
    """Write only over the version that the form was opened with."""
    lines = set(stored.lines.values_list("pk", flat=True))
    version = wanted.base_version or 0  # a form without its version is never the newest
    rows = Claim.objects.filter(pk=stored.pk, version=version, status__in=Claim.EDITABLE)
    if not rows.update(version=F("version") + 1):
        raise StaleClaimError
    if len(set(wanted.line_ids)) != len(wanted.line_ids) or not lines.issuperset(wanted.line_ids):
        raise LineGoneError
    claim = Claim.objects.get(pk=stored.pk)
    for name, value in _values(wanted).items():
        setattr(claim, name, value)
    claim.save()
    return claim


def _write_lines(claim: Claim, draft: Draft) -> None:
    """Lines are written anew, numbered from 1: a stored draft line has no life of its own."""
    claim.lines.all().delete()
    for number, line in enumerate(draft.lines, start=1):
        line.row.claim = claim
        line.row.number = number
    rows = ServiceLine.objects.bulk_create([line.row for line in draft.lines])
    containers = []
    for row, line in zip(rows, draft.lines, strict=True):
        for vial in line.containers:
            vial.line = row
            containers.append(vial)
    Container.objects.bulk_create(containers)


def _keep_check(claim: Claim, wanted: SaveRequest) -> None:
    keep_edition()
    context = wanted.checked.context
    receipt_of(context, claim=claim, checked_by_id=wanted.user.pk, as_of=wanted.as_of).save(
        force_insert=True
    )

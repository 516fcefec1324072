"""The documentation checklist of a claim: what it calls for, and what was recorded of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from billing_site.accounts.models import User
from billing_site.audit.record import Actor, record
from claims.models import ChecklistItem, Claim
from claims.services.checking import Checked

PRESENT = ChecklistItem.State.PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document that the claim calls for; ``row`` is what was recorded of it, if anything."""

    code: str
    label: str
    why: str
    state: str
    is_required: bool
    row: ChecklistItem | None

    @property
    def state_words(self) -> str:
        """The state as people read it."""
        return str(ChecklistItem.State(self.state).label)

    @property
    def reference(self) -> str:
        """Where it is, or why it is not needed."""
        return self.row.reference if self.row else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What somebody says of one document."""

    state: str
    reference: str


def documents_of(claim: Claim, checked: Checked) -> list[Document]:
    """The checklist of a check, each item with what was recorded; one query."""
    rows = {row.code: row for row in claim.checklist.select_related("recorded_by")}
    return [
        Document(
            code=item["code"],
            label=item["label"],
            why=item["source"],
            state=rows[item["code"]].state if item["code"] in rows else item["state"],
            is_required=item["required"],
            row=rows.get(item["code"]),
        )
        for item in checked.report["checklist"]
    ]


def record_documents(
    actor: Actor,
    user: User,
    claim: Claim,
    documents: list[Document],
    wanted: Mapping[str, Recorded],
) -> int:
    """Keep what differs from before, and the claim's list of documents on file; returns how many.

    Only items that somebody changed are written, so that two people may work on one checklist.
    """
    changes: dict[str, list[str]] = {}
    with transaction.atomic():
        on_file = set(claim.documents or ())
        for one in documents:
            said = wanted.get(one.code)
            if said is None or (said.state, said.reference) == (one.state, one.reference):
                continue
            ChecklistItem.objects.update_or_create(
                claim=claim,
                code=one.code,
                defaults={
                    "state": said.state,
                    "reference": said.reference,
                    "recorded_by": user,
                },
            )
            on_file = on_file | {one.code} if said.state == PRESENT else on_file - {one.code}
            changes[one.code] = [one.state, said.state]
        if changes:
            Claim.objects.filter(pk=claim.pk).update(documents=sorted(on_file))
            record(
                actor,
                action="claim.documents",
                object_type="claim",
                object_id=str(claim.public_id),
                practice_id=claim.practice_id,
                changes=changes,
            )
    return len(changes)

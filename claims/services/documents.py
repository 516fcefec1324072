"""The documentation checklist of a claim: what it calls for, and what was recorded of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from billing_site.accounts.models import User
from billing_site.audit.record import Actor, record
from claims.draft import Draft
from claims.models import ChecklistItem, Claim
from claims.scrubber.documents.checklist import checklist_of as asked_for
from claims.scrubber.report import ChecklistItem as AskedFor
from claims.services.checking import Checked, context_of
from codes.facts import SmallTables
from codes.models import DocumentRequirement

PRESENT = ChecklistItem.State.PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document that the claim calls for; ``row`` is what was recorded of it, if anything."""

    item: AskedFor
    row: ChecklistItem | None

    @property
    def code(self) -> str:
        """The name under which its state is kept."""
        return self.item.code

    @property
    def state(self) -> str:
        """missing, present, not_needed or problem."""
        return self.item.state

    @property
    def is_wanted(self) -> bool:
        """Whether it counts among the documents that have to be there."""
        return self.item.is_required and self.state != ChecklistItem.State.NOT_NEEDED

    @property
    def is_quiet(self) -> bool:
        """Not needed on this claim, and nobody said anything of it."""
        return self.state == ChecklistItem.State.NOT_NEEDED and self.row is None

    @property
    def state_words(self) -> str:
        """The state as people read it."""
        if self.state == ChecklistItem.State.MISSING and not self.item.is_required:
            return "Only if it applies" if self.item.is_known else "Not known if it is wanted"
        return str(ChecklistItem.State(self.state).label)

    @property
    def phase_words(self) -> str:
        """When it is wanted."""
        return str(DocumentRequirement.Phase(self.item.phase).label)

    @property
    def reference(self) -> str:
        """Where it is, or why it is not needed."""
        return self.row.reference if self.row else ""

    @property
    def there(self) -> str:
        """What is known of where it is, in one line."""
        return self.reference or self.item.evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The documents of a claim; ``is_known`` is false before anything of them was recorded."""

    documents: tuple[Document, ...]
    is_known: bool

    @property
    def there(self) -> int:
        """How many of the wanted documents are on file."""
        return sum(one.is_wanted and one.state == PRESENT for one in self.documents)

    @property
    def needed(self) -> int:
        """How many are wanted."""
        return sum(one.is_wanted for one in self.documents)

    @property
    def quiet(self) -> list[str]:
        """Names of the documents that other claims of these drugs call for."""
        return [one.item.label for one in self.documents if one.is_quiet]

    @property
    def by_drug(self) -> list[tuple[str, list[Document]]]:
        """(heading, documents): what several drugs ask for first, then each drug's own."""
        drugs = {drug for one in self.documents for drug in one.item.drugs}
        groups: dict[str, list[Document]] = {}
        for one in sorted(self.documents, key=lambda one: len(one.item.drugs) == 1):
            together = len(drugs) > 1 and len(one.item.drugs) > 1
            heading = " and ".join(one.item.drugs) if together else one.item.drugs[0]
            groups.setdefault(heading, []).append(one)
        return list(groups.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What somebody says of one document."""

    state: str
    reference: str


def checklist_of(checked: Checked) -> Checklist:
    """The checklist of a check, each item with what was recorded; no query."""
    return _with_rows(checked.documents, checked.draft)


def checklist_for(draft: Draft, *, today: dt.date, tables: SmallTables | None = None) -> Checklist:
    """The checklist of a claim in hand, without running the rules."""
    context = context_of(draft, today=today, tables=tables)
    return _with_rows(asked_for(context), draft)


def _with_rows(items: tuple[AskedFor, ...], draft: Draft) -> Checklist:
    return Checklist(
        documents=tuple(Document(item=item, row=draft.recorded.get(item.code)) for item in items),
        is_known=draft.claim.documents is not None,
    )


def record_documents(
    actor: Actor,
    user: User,
    claim: Claim,
    documents: Sequence[Document],
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

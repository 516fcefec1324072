"""Storing what a file says: tried out, or for good with its journal, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from billing_site.accounts.models import User
from billing_site.audit.record import Actor, record, record_command
from billing_site.jobs.work import JobRefused
from codes.facts import facts_token
from codes.importers.options import answered
from codes.importers.registry import IMPORTERS, Importer
from codes.importers.release import Origin, Tally
from codes.importers.release_day import release_day
from codes.importers.source import Source
from codes.importing import large
from codes.importing.difference import Difference
from codes.importing.journal import JournalWriter
from codes.importing.large import Range
from codes.importing.tables import RowChange, changed_since_copied, copied
from codes.models import FactsToken, ImportRun, ReferenceRelease

Say = Callable[[int, int, str], None]
STEPS = 4
REFUSED_KEPT = 200
OUT_OF_DATE = "The facts changed after this dry run; look at a fresh one first."


class Keeper(Protocol):
    """Takes what an import changed, row by row and, for long tables, by ranges of new rows."""

    def add(self, change: RowChange) -> None:
        """A row that was changed, added or removed."""

    def add_range(self, found: Range) -> None:
        """Rows that were added to a long table."""


class _Forgetful:
    """Keeps nothing: a dry run."""

    def add(self, change: RowChange) -> None:
        """Not kept."""

    def add_range(self, found: Range) -> None:
        """Not kept."""


def in_silence(_done: int, _total: int, _words: str) -> None:
    """Says nothing; for callers that show no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file that was read in full: what it says, where it comes from, which importer it is for."""

    kind: str
    content: Any
    origin: Origin

    @property
    def importer(self) -> Importer:
        """The importer of this kind."""
        return IMPORTERS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of the records, and what that changed; ``token`` is of the facts before."""

    token: str
    tallies: list[Tally]
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person says of a file that it does not say itself."""

    kind: str
    day: dt.date | None = None
    may_list_fewer: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


def read(source: Source, said: Answers, *, today: dt.date, say: Say = in_silence) -> Reading:
    """Read the whole file; nothing is stored. Raises UnreadableFile with one sentence."""
    say(1, STEPS, "Reading the file")
    importer = IMPORTERS[said.kind]
    options = answered(importer.options, said.options, source)
    content = importer.read(source)
    return Reading(
        kind=said.kind,
        content=content,
        origin=Origin(
            name=source.name,
            sha256=source.sha256,
            released=release_day(source, content.action_days, option=said.day, today=today),
            may_list_fewer=said.may_list_fewer,
            options=options,
        ),
    )


def try_out(reading: Reading, say: Say = in_silence) -> Stored:
    """What storing would do, found by storing and undoing it. Raises UnreadableFile."""
    with transaction.atomic():
        stored = _store(reading, _Forgetful(), say)
        transaction.set_rollback(True)
    return stored


def apply(
    run: ImportRun,
    reading: Reading,
    user: User | None,
    *,
    tried_on: str | None = None,
    say: Say = in_silence,
) -> Stored:
    """Store, with the journal, the audit event and the run's own state, in one transaction.

    A worker that dies on the way leaves everything as it was; a run that says ``applied`` is whole.
    ``user`` None is the command line. ``tried_on`` is the token that the facts had at the dry run:
    what a person looked at is what is stored. Raises UnreadableFile, JobRefused.
    """
    with transaction.atomic():
        one_at_a_time()
        if tried_on is not None and facts_token() != tried_on:
            raise JobRefused(f"{OUT_OF_DATE} Nothing was changed.")
        if run.pk is None:
            run.save()
        journal = JournalWriter(run)
        stored = _store(reading, journal, say)
        journal.close()
        note(run, reading, stored)
        run.facts_token = facts_token()
        run.state = ImportRun.State.APPLIED
        run.applied_by, run.applied_at = user, timezone.now()
        run.stored_name = ""
        run.save()
        _record(reading, stored, user)
    return stored


def note(run: ImportRun, reading: Reading, stored: Stored) -> None:
    """Keep in the run, unsaved, what was found, and the facts that it was found against."""
    run.kind, run.release_day = reading.kind, reading.origin.released
    run.counts = [[tally.label, tally.counts()] for tally in stored.tallies]
    refused = [reason for tally in stored.tallies for reason in tally.refused]
    run.refused = refused[:REFUSED_KEPT]
    run.changes = stored.difference.as_changes()
    run.touched = stored.difference.as_touched()
    run.facts_token = stored.token
    run.sentence = ""


def one_at_a_time() -> None:
    """Wait for another import to end: both would compare with the same rows."""
    list(FactsToken.objects.select_for_update().filter(pk=1))


def _store(reading: Reading, keep: Keeper, say: Say) -> Stored:
    """Store inside the caller's transaction; ``keep`` is given everything that changed."""
    importer = reading.importer
    difference = Difference()
    one_at_a_time()
    token = facts_token()
    say(2, STEPS, "Comparing with the tables")
    long = [each.table for each in importer.large]
    tables = [table for table in [*importer.writes, *importer.derived] if table not in long]
    with copied(tables), large.opened(importer.large) as last:
        tallies = importer.store(reading.content, reading.origin)
        say(3, STEPS, "Listing what changes")
        for table in [*tables, *long]:
            for change in large.changed(table) if table in long else changed_since_copied(table):
                keep.add(change)
                difference.add(change)
        for each in importer.large:
            found = large.added(each, last[each.table], _release(reading))
            if found is not None:
                keep.add_range(found)
                difference.add_range(found)
    say(4, STEPS, "Finishing")
    return Stored(token=token, tallies=tallies, difference=difference)


def _release(reading: Reading) -> ReferenceRelease:
    """The release that the importer has registered for this file."""
    origin = reading.origin
    return ReferenceRelease.objects.filter(
        effective_from=origin.released, sha256=origin.sha256
    ).latest("pk")


def _record(reading: Reading, stored: Stored, user: User | None) -> None:
    origin = reading.origin
    about: dict[str, Any] = {
        "object_type": reading.kind,
        "object_id": origin.released.isoformat(),
        "changes": {
            "file": origin.name,
            "sha256": origin.sha256,
            **{tally.label: tally.counts() for tally in stored.tallies},
        },
    }
    if user is None:
        record_command("reference.import", **about)
    else:
        record(Actor(user=user, request_id=""), action="reference.import", **about)

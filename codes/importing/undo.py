"""Rolling an import back: exactly to what was before, and only while nothing depends on it."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone

from billing_site.accounts.models import User
from billing_site.audit.record import Actor, record
from billing_site.jobs.work import JobRefused
from codes.conflicts import refresh_conflicts
from codes.facts import facts_changed, facts_token
from codes.importers.registry import IMPORTERS, Table
from codes.importing.difference import row_name
from codes.importing.journal import (
    changed_later,
    entries,
    put_back,
    ranges,
    take_away,
    take_range_away,
)
from codes.importing.storing import Say, in_silence, one_at_a_time
from codes.importing.tables import RowChange, parts
from codes.models import ImportRun, ReferenceRelease

STEPS = 3
NAMED = 3
LOOKED_THROUGH = 20_000  # more rows than this are compared when the undo is asked for, not before


def why_not(run: ImportRun, *, rows_too: bool = True) -> str:
    """The sentence why the import cannot be rolled back now; empty where it can.

    Without a later import and with the facts as the import left them, no row need be looked at.
    """
    later = _later_import(run)
    if later is not None:
        return (
            f"Import {later.pk} ({later.file_name}) was applied later and changed the same tables;"
            " roll it back first."
        )
    if not rows_too or facts_token() == run.facts_token:
        return ""
    for found in ranges(run):
        if not found.is_as_left():
            rows = found.table._meta.verbose_name_plural
            return f"Some {rows} changed since the import. Rolling back would undo that work, too."
    edited: list[RowChange] = []
    for changes in entries(run):
        if changes[0].table not in _derived(run):
            edited += changed_later(changes)
    if not edited:
        return ""
    names = ", ".join(row_name(change) for change in edited[:NAMED])
    more = f" and {len(edited) - NAMED:,} more" if len(edited) > NAMED else ""
    return f"Changed since the import: {names}{more}. Rolling back would undo that work, too."


def is_quick_to_look(run: ImportRun) -> bool:
    """Whether the rows can be compared while a page is made."""
    rows = run.journal.aggregate(all=models.Sum("rows"))["all"] or 0
    return bool(rows <= LOOKED_THROUGH)


def roll_back(run: ImportRun, user: User | None, say: Say = in_silence) -> None:
    """Undo the import in one transaction. Raises JobRefused with the reason why not."""
    with transaction.atomic():
        one_at_a_time()
        say(1, STEPS, "Looking for what depends on it")
        reason = why_not(run)
        if reason:
            raise JobRefused(f"{reason} Nothing was changed.")
        say(2, STEPS, "Putting the rows back")
        _restore(run)
        refresh_conflicts()
        facts_changed()
        say(3, STEPS, "Finishing")
        run.state = ImportRun.State.ROLLED_BACK
        run.rolled_back_by, run.rolled_back_at = user, timezone.now()
        run.sentence = ""
        run.save()
        run.journal.all().delete()
        record(
            Actor(user=user, request_id=""),
            action="reference.roll_back",
            object_type=run.kind,
            object_id=run.release_day.isoformat() if run.release_day else "",
            changes={"file": run.file_name, "sha256": run.sha256},
        )


def _restore(run: ImportRun) -> None:
    """All rows away first, then back: two of them may have changed places."""
    for found in ranges(run):
        take_range_away(found)
    kept: dict[Table, set[int]] = {}
    for changes in entries(run):
        table = changes[0].table
        if table in _derived(run):
            kept.setdefault(table, set()).update(one.key for one in changed_later(changes))
        take_away(_undone(changes, kept))
    for changes in entries(run):
        put_back(_undone(changes, kept))
        _refuse_dangling(changes)


def _undone(changes: list[RowChange], kept: dict[Table, set[int]]) -> list[RowChange]:
    """Without the rows that a person changed since; what follows from facts is found anew."""
    by_hand = kept.get(changes[0].table, set())
    return [change for change in changes if change.key not in by_hand]


def _refuse_dangling(changes: list[RowChange]) -> None:
    """Refuse where rows outside the import point to a release that goes with it."""
    if changes[0].table is not ReferenceRelease:
        return
    gone = [change.key for change in changes if change.before is None]
    for relation in ReferenceRelease._meta.related_objects:
        table = relation.related_model
        if isinstance(table, str):
            continue
        for chunk in parts(gone):
            count = table._default_manager.filter(**{f"{relation.field.name}__in": chunk}).count()
            if count:
                raise JobRefused(
                    f"{count:,} {table._meta.verbose_name_plural} entered since name this release"
                    " as their source; give them another first. Nothing was changed."
                )


def _derived(run: ImportRun) -> tuple[Table, ...]:
    return IMPORTERS[run.kind].derived if run.kind in IMPORTERS else ()


def _later_import(run: ImportRun) -> ImportRun | None:
    """The newest import, applied after this one and still in force, that changed its tables.

    Releases are in every journal and in nobody's way: each import makes its own.
    """
    shared = set(run.journal.values_list("table", flat=True))
    shared.discard(ReferenceRelease._meta.label)
    shared -= {table._meta.label for table in _derived(run)}
    return (
        ImportRun.objects.filter(
            state__in=[ImportRun.State.APPLIED, ImportRun.State.ROLLING_BACK],
            applied_at__gt=run.applied_at,
            journal__table__in=shared,
        )
        .exclude(pk=run.pk)
        .order_by("-applied_at")
        .first()
    )

"""Modifiers: CMS's from the HCPCS file, or both kinds from a csv that lists them without days.

CPT modifiers belong to the AMA: the csv has them without words, and ours are never replaced.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import cms_hcpcs, fields
from codes.importers.problem import UnreadableFile
from codes.importers.release import (
    PUBLISHER,
    Origin,
    Tally,
    check_length,
    covers,
    is_newer,
    is_official,
    newer_complete,
    register,
)
from codes.importers.source import Source
from codes.models import Modifier, ReferenceRelease

KIND = "modifiers"
# Codes that begin with a digit are CPT's. Ambulance services join two letters of origin and
# destination, which the file does not list either; the product checks drug claims, where such a
# pair is not in use.
COMPLETE_FOR = [["A0", "ZZ"]]
_COLUMNS = ("modifier", "type", "description")
_FACTS = ("label", "effective_from", "effective_through", "last_action", "absent_since")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierRecord:
    """One modifier; ``is_dated`` tells a file with days from one that has none."""

    code: str
    label: str
    is_cpt: bool = False
    is_dated: bool = False
    added: dt.date | None = None
    ended: dt.date | None = None
    last_action: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierFile:
    """What a file holds; ``is_complete`` where it lists every HCPCS modifier."""

    records: tuple[ModifierRecord, ...]
    is_complete: bool
    refused: tuple[str, ...] = ()
    action_days: frozenset[dt.date] = frozenset()


def read(source: Source) -> ModifierFile:
    """Modifiers of CMS's HCPCS file, or of a csv with modifier, type and description."""
    table = source.table(_COLUMNS)
    if table is None:
        return from_cms(cms_hcpcs.read(source))
    records: dict[str, ModifierRecord] = {}
    refused: list[str] = []
    for number, cells in enumerate(table, 2):
        place = f"{source.name}, row {number}"
        record = _record(place, cells)
        if record.code in records:
            # The 2024 list has KX twice, and P1-P6 as HCPCS (CMS lists them too) and as CPT.
            refused.append(f"{place}: {record.code} is listed a second time.")
            continue
        records[record.code] = record
    return ModifierFile(records=tuple(records.values()), is_complete=False, refused=tuple(refused))


def from_cms(file: cms_hcpcs.HcpcsFile) -> ModifierFile:
    """The modifiers of a HCPCS file."""
    return ModifierFile(
        records=tuple(
            ModifierRecord(
                code=row.code,
                label=row.long_descriptor,
                is_dated=True,
                added=row.added,
                ended=row.ended,
                last_action=row.last_action,
            )
            for row in file.modifiers
        ),
        is_complete=True,
        refused=file.refused_modifiers,
        action_days=file.action_days,
    )


def _record(place: str, cells: dict[str, str]) -> ModifierRecord:
    code, kind = fields.code(cells["modifier"]), cells["type"].strip()
    if len(code) != 2 or not (code.isascii() and code.isalnum()):
        raise UnreadableFile(f"{place}: modifier is {code!r}; two letters or digits are wanted.")
    if kind not in {"HCPCS", "CPT"}:
        raise UnreadableFile(f"{place}: type is {kind!r}; HCPCS or CPT is wanted.")
    is_cpt = kind == "CPT"
    label = "" if is_cpt else fields.text(cells["description"])
    if not label and not is_cpt:
        raise UnreadableFile(f"{place}: description is blank; the words of {code} are wanted.")
    return ModifierRecord(code=code, label=label, is_cpt=is_cpt)


@transaction.atomic
def store(file: ModifierFile, origin: Origin) -> list[Tally]:
    """Write the differences; the second run changes nothing."""
    tally = store_records(file, origin, label=KIND, complete=file.is_complete)
    facts_changed()
    return [tally]


def store_records(file: ModifierFile, origin: Origin, *, label: str, complete: bool) -> Tally:
    """Write the differences as part of a larger import; an older file adds, and changes nothing."""
    if complete:
        known = _known_on(origin.released)
        check_length("HCPCS modifier", origin, listed=len(file.records), known=known)
    release = register(
        KIND,
        f"{'HCPCS modifiers' if complete else 'Modifiers'}, {origin.released:%B %Y}",
        origin,
        rows=len(file.records),
        complete_for=COMPLETE_FOR if complete else [],
    )
    return _Changes(release, label=label, refused=file.refused).apply(file.records)


def _known_on(day: dt.date) -> int:
    """How many HCPCS modifiers of CMS's newest file had been added by ``day``."""
    absent = Modifier.objects.exclude(absent_since=None).values("code")
    rows = Modifier.objects.filter(release__publisher=PUBLISHER, effective_from__lte=day)
    return rows.exclude(is_cpt=True).exclude(code__in=absent).values("code").distinct().count()


class _Changes:
    """Differences between a file and the table, gathered and then written at once."""

    def __init__(self, release: ReferenceRelease, *, label: str, refused: tuple[str, ...]) -> None:
        self.release = release
        self.newer = newer_complete(release)
        self.tally = Tally(label=label, refused=refused)
        self.create: list[Modifier] = []
        self.update: list[Modifier] = []

    def apply(self, records: tuple[ModifierRecord, ...]) -> Tally:
        """Compare every record with the table and write what differs."""
        known: dict[str, list[Modifier]] = defaultdict(list)
        for row in Modifier.objects.select_related("release"):
            known[row.code].append(row)
        for rows in known.values():
            rows.sort(key=lambda row: row.effective_from or dt.date.min)
        for record in records:
            rows = known.get(record.code, [])
            self.tally.count(self._revise(rows, record) if rows else self._add(record))
        if not self.newer:
            self._mark_unlisted(known, {record.code for record in records})
        Modifier.objects.bulk_update(self.update, [*_FACTS, "release"])
        Modifier.objects.bulk_create(self.create)
        return self.tally

    def _add(self, record: ModifierRecord) -> str:
        since = next(
            (row.effective_from for row in self.newer if covers(row, record.code)),
            None,
        )
        self.create.append(self._row(record, since=since))
        return "added"

    def _row(self, record: ModifierRecord, *, since: dt.date | None) -> Modifier:
        return Modifier(
            code=record.code,
            label=record.label or f"CPT modifier {record.code}",
            is_cpt=record.is_cpt,
            effective_from=record.added,
            effective_through=record.ended,
            last_action=record.last_action,
            absent_since=since,
            release=self.release,
        )

    def _revise(self, rows: list[Modifier], record: ModifierRecord) -> str:
        current = rows[-1]
        if record.is_cpt or is_newer(current.release, self.release):
            return "unchanged"
        if self._comes_back(current, record):
            self.create.append(self._row(record, since=None))
            return "changed"
        before, known_end = _facts(current), current.effective_through
        _take(current, record, self.release)
        if record.is_dated and len(rows) == 1:
            current.effective_from = record.added
        same = _facts(current) == before
        if not same or current.release_id != self.release.pk:
            current.release = self.release
            self.update.append(current)
        if same:
            return "unchanged"
        return "ended" if record.ended and known_end is None else "changed"

    def _comes_back(self, current: Modifier, record: ModifierRecord) -> bool:
        """Whether the code was ended and starts anew on a later ADD DT."""
        end = current.effective_through
        return bool(end and record.added and record.added > end and is_official(current.release))

    def _mark_unlisted(self, known: dict[str, list[Modifier]], listed: set[str]) -> None:
        for code, rows in known.items():
            current = rows[-1]
            if code in listed or current.is_cpt or current.absent_since is not None:
                continue
            if covers(self.release, code):
                current.absent_since = self.release.effective_from
                self.update.append(current)
                self.tally.changed += 1


def _take(row: Modifier, record: ModifierRecord, release: ReferenceRelease) -> None:
    """Take what the record states; a list without days leaves the days."""
    row.label = record.label
    if record.is_dated:
        row.effective_through = record.ended
        row.last_action = record.last_action
    if row.absent_since and row.absent_since <= release.effective_from:
        row.absent_since = None


def _facts(row: Modifier) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _FACTS)

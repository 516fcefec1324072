"""HCPCS Level II codes and modifiers from CMS's file into the tables."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from codes.conflicts import refresh_conflicts
from codes.facts import facts_changed
from codes.importers import modifiers, successors
from codes.importers.cms_hcpcs import HcpcsFile, read
from codes.importers.release import (
    PUBLISHER,
    Origin,
    Tally,
    check_length,
    covers,
    newer_complete,
    register,
)
from codes.importers.versions import FACTS, Revision, first_version, revise
from codes.models import HcpcsCode, ReferenceRelease

__all__ = ["read", "store"]

KIND = "hcpcs"
# The file has no D codes (the dental set belongs to the ADA) and starts with A0000.
COMPLETE_FOR = [["A0000", "C9999"], ["E0000", "V9999"]]


@transaction.atomic
def store(file: HcpcsFile, origin: Origin) -> list[Tally]:
    """Write the differences, codes first, then modifiers; the second run changes nothing.

    A file older than the one a code's facts come from leaves them alone. It may add codes that are
    not known at all; where a newer complete file does not list such a code, it is absent since
    that file's day. Raises UnreadableFile for a file of far fewer codes than are known.
    """
    check_length("HCPCS code", origin, listed=len(file.codes), known=_known_on(origin.released))
    tallies = [
        _store_codes(file, origin),
        modifiers.store_records(
            modifiers.from_cms(file), origin, label="hcpcs modifiers", complete=True
        ),
    ]
    tallies = [*successors.store(file.codes, origin), *tallies]
    refresh_conflicts()
    facts_changed()
    return tallies


def _store_codes(file: HcpcsFile, origin: Origin) -> Tally:
    release = register(
        KIND,
        f"HCPCS Level II, {origin.released:%B %Y}",
        origin,
        rows=len(file.codes),
        complete_for=COMPLETE_FOR,
    )
    newer = newer_complete(release)
    known = _versions()
    tally = Tally(label="hcpcs codes", refused=file.refused_codes)
    revisions: list[Revision] = []
    for record in file.codes:
        versions = known.get(record.code)
        revision = (
            revise(versions, record, release)
            if versions
            else Revision(
                outcome="added",
                create=first_version(record, release, _unlisted_since(newer, record.code)),
            )
        )
        tally.count(revision.outcome)
        revisions.append(revision)
    if not newer:
        listed = {record.code for record in file.codes}
        gone = _unlisted(known, listed, release)
        revisions.append(Revision(outcome="changed", update=gone))
        tally.changed += len(gone)
    _write(revisions, release)
    return tally


def _known_on(day: dt.date) -> int:
    """How many codes of the newest official release had been added by ``day``."""
    absent = HcpcsCode.objects.exclude(absent_since=None).values("code")
    rows = HcpcsCode.objects.filter(release__publisher=PUBLISHER, added__lte=day)
    return rows.exclude(code__in=absent).values("code").distinct().count()


def _versions() -> dict[str, list[HcpcsCode]]:
    """Every known version by its code, oldest first; no first day is the oldest."""
    found: dict[str, list[HcpcsCode]] = defaultdict(list)
    for row in HcpcsCode.objects.select_related("release"):
        found[row.code].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.effective_from or dt.date.min)
    return dict(found)


def _unlisted_since(newer: Iterable[ReferenceRelease], code: str) -> dt.date | None:
    """The day of the first newer file that lists every such code, and not this one."""
    return next((row.effective_from for row in newer if covers(row, code)), None)


def _unlisted(
    known: dict[str, list[HcpcsCode]], listed: set[str], release: ReferenceRelease
) -> list[HcpcsCode]:
    """Current versions that the file would list if the code still were in the set; marked so."""
    gone = [
        versions[-1]
        for code, versions in known.items()
        if code not in listed and covers(release, code) and versions[-1].absent_since is None
    ]
    for row in gone:
        row.absent_since = release.effective_from
    return gone


def _write(revisions: list[Revision], release: ReferenceRelease) -> None:
    delete = [row.pk for revision in revisions for row in revision.delete]
    update = [row for revision in revisions for row in revision.update]
    create = [revision.create for revision in revisions if revision.create is not None]
    confirmed = [row.pk for revision in revisions for row in revision.confirmed]
    if delete:
        HcpcsCode.objects.filter(pk__in=delete).delete()
    HcpcsCode.objects.bulk_update(update, [*FACTS, "release"])
    HcpcsCode.objects.bulk_create(create)
    for first in range(0, len(confirmed), 500):
        rows = HcpcsCode.objects.filter(pk__in=confirmed[first : first + 500])
        rows.exclude(release=release).update(release=release)

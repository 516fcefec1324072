"""Successors of ended codes, from the cross references of CMS's HCPCS file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from codes.importers.cms_hcpcs import HcpcsRecord
from codes.importers.release import Origin, Tally, is_newer
from codes.models import CodeSuccessor, ReferenceRelease

KIND = "hcpcs"
SOURCE = "CMS HCPCS Level II file, cross reference"


def store(records: Iterable[HcpcsRecord], origin: Origin) -> list[Tally]:
    """Write what the file says of ended codes; no tally where it says nothing.

    A pair that a person entered stays hers, and so does one of a newer file. A pair that a later
    file no longer states stays too: the code has ended, and what took its place did.
    """
    wanted = _stated(records)
    if not wanted:
        return []
    release = ReferenceRelease.objects.get(
        kind=KIND, effective_from=origin.released, sha256=origin.sha256
    )
    known = {
        (row.from_code, row.to_code): row for row in CodeSuccessor.objects.select_related("release")
    }
    tally = Tally(label="hcpcs successors")
    create, update = [], []
    for pair, start in wanted.items():
        row = known.get(pair)
        if row is None:
            tally.count("added")
            create.append(_new(pair, start, release))
        elif _may_change(row, release) and row.effective_from != start:
            tally.count("changed")
            row.effective_from, row.release = start, release
            update.append(row)
        else:
            tally.count("unchanged")
    CodeSuccessor.objects.bulk_create(create)
    CodeSuccessor.objects.bulk_update(update, ["effective_from", "release"])
    return [tally]


def _stated(records: Iterable[HcpcsRecord]) -> dict[tuple[str, str], dt.date]:
    """The first day of the successor, by ended code and successor."""
    return {
        (record.code, successor): record.ended + dt.timedelta(days=1)
        for record in records
        if record.ended is not None
        for successor in record.references
        if successor != record.code
    }


def _new(pair: tuple[str, str], start: dt.date, release: ReferenceRelease) -> CodeSuccessor:
    code, successor = pair
    return CodeSuccessor(
        from_code=code, to_code=successor, effective_from=start, source=SOURCE, release=release
    )


def _may_change(row: CodeSuccessor, release: ReferenceRelease) -> bool:
    return row.release is not None and not is_newer(row.release, release)

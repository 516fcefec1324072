"""Edits into the table, compared by the database: no row of a million passes through memory twice.

The file goes into a table of its own for the length of the transaction. Rows that are about to be
changed or removed are put aside first (`codes.importers.before`); new ones are inserted in order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, connection, transaction

from codes.facts import facts_changed
from codes.importers import before
from codes.importers.held import batches, newer_files
from codes.importers.problem import UnreadableFile
from codes.importers.ptp.reading import PtpFile
from codes.importers.release import PUBLISHER, Origin, Tally, check_length, register
from codes.models import PtpPair, ReferenceRelease

KIND = "ptp"
DATED = "dated"  # in row_counts: whether the file states when each edit began
_ROWS = 20_000
_COLUMNS = "column_one, column_two, indicator, effective_from, effective_through"
_PAIR = "live.column_one = stated.column_one AND live.column_two = stated.column_two"
_OPEN = "COALESCE(%s.effective_through, '9999-12-31')"
_SAME_END = f"{_OPEN % 'live'} = {_OPEN % 'stated'}"
# A dated row is found by its first day; another by its end, none being an end, too.
_SAME_DATED = f"{_PAIR} AND live.effective_from = stated.effective_from"
_IS_LISTED = f"EXISTS (SELECT 1 FROM stated_pairs AS stated WHERE {_PAIR})"  # noqa: S608 - ours
_SAME_UNDATED = f"{_PAIR} AND {_SAME_END}"


@transaction.atomic
def store(file: PtpFile, origin: Origin) -> list[Tally]:
    """Write the differences; an older file than the newest one known changes nothing.

    A table with days takes the place of rows that a table without them, or the demonstration, had
    stated of the same pair. A newer whole table ends what it does not list.
    """
    tally = Tally(label="ptp pairs")
    with connection.cursor() as cursor:
        rows = _fill(cursor, file, origin)
        release = register(
            KIND,
            f"PTP edits, {origin.released:%B %Y}",
            origin,
            rows=rows,
            complete_for=[],
        )
        if release.row_counts.get(DATED) is None:
            release.row_counts[DATED] = file.is_dated
            release.save(update_fields=["row_counts"])
        tally.refused = tuple(file.refused)
        if newer_files(release):
            tally.unchanged = rows
        else:
            _compare(cursor, file, origin, release, tally)
            tally.unchanged = rows - tally.added - tally.changed - _ended_here(tally, file)
        cursor.execute("DROP TABLE stated_pairs")
    facts_changed()
    return [tally]


def _ended_here(tally: Tally, file: PtpFile) -> int:
    """Of the ended, those that the file itself lists: all, unless it ends by not listing."""
    return 0 if file.is_whole else tally.ended


def _fill(cursor: Any, file: PtpFile, origin: Origin) -> int:
    """The file in a table of its own; how many rows it has."""
    cursor.execute(
        "CREATE TEMPORARY TABLE stated_pairs (column_one varchar(5), column_two varchar(5),"
        " indicator smallint, effective_from date, effective_through date)"
    )
    pairs = file.pairs(origin.released)
    rows = 0
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY stated_pairs ({_COLUMNS}) FROM STDIN") as copy:
            for pair in pairs:
                copy.write_row(pair)
                rows += 1
    else:
        for part in batches(pairs, _ROWS):
            cursor.executemany("INSERT INTO stated_pairs VALUES (%s, %s, %s, %s, %s)", part)
            rows += len(part)
    try:
        with transaction.atomic():
            cursor.execute(
                "CREATE UNIQUE INDEX stated_once ON stated_pairs"
                " (column_one, column_two, effective_from)"
            )
    except IntegrityError as error:
        raise UnreadableFile(
            f"{file.source.name} lists a pair twice with the same first day."
        ) from error
    if connection.vendor == "postgresql":
        cursor.execute("ANALYZE stated_pairs")
    return rows


def _compare(
    cursor: Any, file: PtpFile, origin: Origin, release: ReferenceRelease, tally: Tally
) -> None:
    live, _copy = before.names(PtpPair)
    same = _SAME_DATED if file.is_dated else _SAME_UNDATED
    if file.is_whole:
        known = PtpPair.objects.filter(release__publisher=PUBLISHER, effective_through=None)
        cursor.execute("SELECT COUNT(*) FROM stated_pairs")
        check_length("pair", origin, listed=cursor.fetchone()[0], known=known.count())
    replaced = _remove_stand_ins(cursor, file, live)
    _correct(cursor, same, live, tally, release)
    if file.is_whole:
        _end_unlisted(cursor, live, release, tally)
    cursor.execute(
        f"INSERT INTO {live} ({_COLUMNS}, release_id)"  # noqa: S608 - names and conditions of our own
        " SELECT column_one, column_two, indicator, effective_from, effective_through, %s"
        f" FROM stated_pairs AS stated WHERE NOT EXISTS (SELECT 1 FROM {live} AS live"
        f" WHERE {same}) ORDER BY column_one, column_two",
        [release.pk],
    )
    tally.changed += min(replaced, cursor.rowcount)
    tally.added = cursor.rowcount - min(replaced, cursor.rowcount)


def _remove_stand_ins(cursor: Any, file: PtpFile, live: str) -> int:
    """Take away what was stated with less authority of pairs that the file lists."""
    lesser = [
        row.pk
        for row in ReferenceRelease.objects.filter(kind=KIND)
        if row.publisher != PUBLISHER or (file.is_dated and row.row_counts.get(DATED) is False)
    ]
    if not lesser:
        return 0
    removed = before.keep(PtpPair, f"live.release_id IN ({_listed(lesser)}) AND {_IS_LISTED}")
    if removed:
        cursor.execute(f"DELETE FROM {live} WHERE id IN (SELECT id FROM {_twin()})")  # noqa: S608 - names of our own
    return removed


def _correct(cursor: Any, same: str, live: str, tally: Tally, release: ReferenceRelease) -> None:
    """Take indicator and end of rows that differ."""
    cursor.execute(
        "SELECT live.id, live.effective_through IS NULL, stated.indicator,"  # noqa: S608 - names and conditions of our own
        f" stated.effective_through FROM stated_pairs AS stated JOIN {live} AS live ON {same}"
        f" WHERE live.indicator <> stated.indicator OR NOT ({_SAME_END})"
    )
    differing = cursor.fetchall()
    for part in batches(differing, 500):
        before.keep(PtpPair, f"live.id IN ({_listed(row[0] for row in part)})")
        cursor.executemany(
            f"UPDATE {live} SET indicator = %s, effective_through = %s, release_id = %s"  # noqa: S608 - names of our own
            " WHERE id = %s",
            [(indicator, through, release.pk, key) for key, _open, indicator, through in part],
        )
    ended = sum(1 for _key, was_open, _indicator, through in differing if was_open and through)
    tally.ended += ended
    tally.changed += len(differing) - ended


def _end_unlisted(cursor: Any, live: str, release: ReferenceRelease, tally: Tally) -> None:
    last = (release.effective_from - dt.timedelta(days=1)).isoformat()
    official = ReferenceRelease.objects.filter(kind=KIND, publisher=PUBLISHER)
    keys = _listed(official.values_list("pk", flat=True))
    ended = before.keep(
        PtpPair,
        f"live.effective_through IS NULL AND live.effective_from <= '{last}'"
        f" AND live.release_id IN ({keys}) AND NOT {_IS_LISTED}",
    )
    if ended:
        cursor.execute(
            f"UPDATE {live} SET effective_through = %s WHERE effective_through IS NULL"  # noqa: S608 - names of our own
            f" AND id IN (SELECT id FROM {_twin()})",
            [last],
        )
    tally.ended += ended


def _listed(keys: Iterable[int]) -> str:
    return ", ".join(str(int(key)) for key in keys)


def _twin() -> str:
    return before.names(PtpPair)[1]

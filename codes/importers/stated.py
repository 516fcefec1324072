"""Tables whose files state everything of a row: its key finds it, its values are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from codes.importers.held import Held, Key, Values, held, newer_files, write
from codes.importers.release import Tally
from codes.models import ReferenceRelease

THROUGH = "effective_through"


def store(
    table: type[models.Model],
    key: Sequence[str],
    values: Sequence[str],
    stated: Mapping[Key, Values],
    *,
    release: ReferenceRelease,
    tally: Tally,
) -> None:
    """Write the differences; a row that the file does not list is left as it is.

    An older file adds what is not known and changes nothing. A stand-in of the demonstration takes
    the values of any official file.
    """
    known = held(table, key, values)
    is_old = bool(newer_files(release))
    create: list[dict[str, Any]] = []
    update: list[tuple[int, dict[str, Any]]] = []
    for each, new in stated.items():
        rows = known.get(each)
        if rows is None:
            tally.count("added")
            columns = dict(zip([*key, *values], [*each, *new], strict=True))
            create.append({**columns, "release": release})
            continue
        row = rows[-1]
        outcome = _outcome(row, new, values, is_old=is_old)
        tally.count(outcome)
        if outcome != "unchanged" or not row.is_official:
            update.append((row.pk, {**dict(zip(values, new, strict=True)), "release": release}))
    write(table, create, update)


def _outcome(row: Held, new: Values, names: Sequence[str], *, is_old: bool) -> str:
    if row.values == new or (is_old and row.is_official):
        return "unchanged"
    ends = dict(zip(names, new, strict=True)).get(THROUGH) is not None
    was_open = dict(zip(names, row.values, strict=True)).get(THROUGH) is None
    return "ended" if ends and was_open and THROUGH in names else "changed"

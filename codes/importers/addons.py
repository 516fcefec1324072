"""Add-on codes with the primary codes they may stand beside."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import by_release, fields, heading
from codes.importers.by_release import Listing
from codes.importers.heading import Spellings
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, register
from codes.importers.source import Source
from codes.models import AddOnCode

KIND = "addon"
_COLUMNS: Spellings = {
    "primary": ("primary_code", "primary code"),
    "code": ("add_on_code", "add-on code", "add on code"),
    "type": ("aoc_edit_type", "aoc edit type", "edit type"),
}
_ANY_PRIMARY = "CCCCC"  # the contractor says which


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnFile:
    """Edit type by add-on code and primary code; the primary is empty where the payer decides."""

    pairs: dict[tuple[str, str], int]
    action_days: frozenset[dt.date] = frozenset()


def recognises(source: Source) -> bool:
    """Whether the heading is that of the add-on table."""
    return heading.lines(source, _COLUMNS) is not None


def read(source: Source) -> AddOnFile:
    """The pairs. Raises UnreadableFile for any other table, a pair twice, an unknown type."""
    pairs: dict[tuple[str, str], int] = {}
    for line in heading.needed(source, _COLUMNS, "a table of add-on codes"):
        code = fields.hcpcs(line.cells["code"], f"{line.place}: the add-on code")
        primary = fields.hcpcs(line.cells["primary"], f"{line.place}: the primary code")
        primary = "" if primary == _ANY_PRIMARY else primary
        kind = fields.whole_number(line.cells["type"], f"{line.place}: the edit type")
        if kind not in AddOnCode.EditType.values:
            raise UnreadableFile(f"{line.place}: the edit type is {kind}; 1, 2 or 3 is wanted.")
        if (code, primary) in pairs:
            raise UnreadableFile(f"{line.place}: {code} beside {primary} is listed twice.")
        pairs[code, primary] = kind
    if not pairs:
        raise UnreadableFile(f"{source.name} lists no codes; a table of add-on codes is wanted.")
    return AddOnFile(pairs=pairs)


@transaction.atomic
def store(file: AddOnFile, origin: Origin) -> list[Tally]:
    """Write the differences; the file says nothing of when a pair began."""
    release = register(
        KIND,
        f"Add-on codes, {origin.released:%B %Y}",
        origin,
        rows=len(file.pairs),
        complete_for=[],
    )
    tally = Tally(label="addon pairs")
    listing = Listing(
        table=AddOnCode,
        key=("code", "primary"),
        values=("edit_type",),
        release=release,
        tally=tally,
        since_ever=True,
    )
    stated = {pair: (kind,) for pair, kind in file.pairs.items()}
    by_release.store(listing, stated, origin, "pair")
    facts_changed()
    return [tally]

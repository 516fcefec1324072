"""Contractors' lists of drugs that are usually self-administered: a csv with their days."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import fields, heading, stated
from codes.importers.heading import Spellings
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, register
from codes.importers.source import Source
from codes.models import SelfAdministeredDrug

KIND = "sad"
_NAMES = ("contractor", "code", "route", "effective_from", "effective_through", "source")
_COLUMNS: Spellings = {name: (name,) for name in _NAMES}
_Key = tuple[str, str, str, dt.date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAdministeredFile:
    """Last day and source by contractor, code, route and first day."""

    drugs: dict[_Key, tuple[dt.date | None, str]]
    action_days: frozenset[dt.date]


def recognises(source: Source) -> bool:
    """Whether the heading is that of such a list."""
    return heading.lines(source, _COLUMNS) is not None


def read(source: Source) -> SelfAdministeredFile:
    """The drugs. Raises UnreadableFile for a code, route or day that is none, or a row twice."""
    drugs: dict[_Key, tuple[dt.date | None, str]] = {}
    for line in heading.needed(source, _COLUMNS, "a list of self-administered drugs"):
        cells = line.cells
        start = fields.iso_day(cells["effective_from"], f"{line.place}: effective_from")
        through = fields.iso_day(cells["effective_through"], f"{line.place}: effective_through")
        if start and through and through < start:
            raise UnreadableFile(f"{line.place}: the last day is before the first.")
        if not cells["contractor"] or not re.fullmatch(r"[A-Z]{2,10}", cells["route"]):
            raise UnreadableFile(
                f"{line.place}: a contractor and a route in capitals are wanted; found"
                f" {cells['contractor']!r}, {cells['route']!r}."
            )
        code = fields.hcpcs(cells["code"], f"{line.place}: the code")
        key = (cells["contractor"][:80], code, cells["route"], start)
        if key in drugs:
            raise UnreadableFile(f"{line.place}: {code} {cells['route']} is listed twice.")
        drugs[key] = (through, cells["source"][:120])
    if not drugs:
        raise UnreadableFile(f"{source.name} lists no drugs; a list of drugs is wanted.")
    days = {day for (*_, start), (through, _) in drugs.items() for day in (start, through)}
    return SelfAdministeredFile(drugs=drugs, action_days=frozenset(day for day in days if day))


@transaction.atomic
def store(file: SelfAdministeredFile, origin: Origin) -> list[Tally]:
    """Write the differences; a drug that the list does not name is left as it is."""
    release = register(
        KIND,
        f"Self-administered drugs, {origin.released:%B %Y}",
        origin,
        rows=len(file.drugs),
        complete_for=[],
    )
    tally = Tally(label="sad drugs")
    key = ("contractor", "code", "route", "effective_from")
    values = (stated.THROUGH, "source")
    stated.store(SelfAdministeredDrug, key, values, file.drugs, release=release, tally=tally)
    facts_changed()
    return [tally]

"""CMS's crosswalk from NDCs to codes (ASP NDC-HCPCS crosswalk), by quarter.

It lists devices and skin substitutes by numbers of their makers, too: those are no NDCs, and each
is refused with its reason. An NDC with two codes is two rows.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import fields, heading, stated
from codes.importers.heading import Line, Spellings
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, register
from codes.importers.source import Source
from codes.models import NdcCrosswalk

KIND = "ndc"
_REST: Spellings = {
    "labeler": ("labeler name", "labeler"),
    "drug": ("drug name", "drug"),
    "dosage": ("hcpcs dosage", "dosage"),
    "size": ("pkg size", "pkg_size"),
    "quantity": ("pkg qty", "pkg_qty"),
    "units": ("billunits",),
    "ndc": ("ndc2", "ndc or alternate id", "ndc11", "ndc"),
}
_NDC = re.compile(r"([0-9]{5})-([0-9]{4})-([0-9]{2})|([0-9]{11})")
_AMOUNT = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,6})?")
_CODE_HEADING = re.compile(r"_?[0-9]{4}[_ ]code|hcpcs(?: code)?|code")
_VALUES = ("labeler", "drug", "dosage", "package_size", "package_quantity", "billing_units")


@dataclass(frozen=True, slots=True, kw_only=True)
class NdcFile:
    """What is said of each NDC and code, in the order of `_VALUES`."""

    rows: dict[tuple[str, str], tuple[str, str, str, Decimal, Decimal, Decimal]]
    refused: tuple[str, ...] = ()
    action_days: frozenset[dt.date] = frozenset()


def recognises(source: Source) -> bool:
    """Whether the heading is that of the crosswalk."""
    return heading.lines(source, _columns(source)) is not None


def _columns(source: Source) -> Spellings:
    """The heading of the code names the year (_2025_CODE), so it is looked for in the file."""
    return {**_REST, "code": heading.matching(source, _CODE_HEADING)}


def read(source: Source) -> NdcFile:
    """The pairs. Raises UnreadableFile for any other table, an amount that is none, a row twice."""
    columns = _columns(source)
    rows: dict[tuple[str, str], tuple[str, str, str, Decimal, Decimal, Decimal]] = {}
    refused: list[str] = []
    for line in heading.needed(source, columns, "CMS's crosswalk of NDCs"):
        code = fields.hcpcs(line.cells["code"], f"{line.place}: the code")
        written = _NDC.fullmatch(line.cells["ndc"])
        if written is None:
            refused.append(f"{line.place}: {line.cells['ndc']!r} of {code} is no NDC.")
            continue
        key = ("".join(part for part in written.groups() if part), code)
        if key in rows:
            raise UnreadableFile(f"{line.place}: {line.cells['ndc']} of {code} is listed twice.")
        rows[key] = (
            line.cells["labeler"][:120],
            line.cells["drug"][:200],
            line.cells["dosage"][:40],
            *(_amount(line, name) for name in ("size", "quantity", "units")),
        )  # type: ignore[assignment]  # three amounts
    if not rows:
        raise UnreadableFile(f"{source.name} lists no NDCs; CMS's crosswalk is wanted.")
    day = fields.spoken_day(heading.above(source, columns))
    days = frozenset({day}) if day else frozenset()
    return NdcFile(rows=rows, refused=tuple(refused), action_days=days)


def _amount(line: Line, name: str) -> Decimal:
    written = line.cells[name].replace(",", "")
    if not _AMOUNT.fullmatch(written):
        raise UnreadableFile(f"{line.place}: {name} is {line.cells[name]!r}; a number is wanted.")
    return Decimal(written)


@transaction.atomic
def store(file: NdcFile, origin: Origin) -> list[Tally]:
    """Write the differences; an NDC that a newer file does not list still is what it was."""
    release = register(
        KIND,
        f"NDC crosswalk, {origin.released:%B %Y}",
        origin,
        rows=len(file.rows),
        complete_for=[],  # drugs without a payment limit are not in it
    )
    tally = Tally(label="ndc codes", refused=file.refused)
    stated.store(NdcCrosswalk, ("ndc", "code"), _VALUES, file.rows, release=release, tally=tally)
    facts_changed()
    return [tally]

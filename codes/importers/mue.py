"""Medically unlikely edits of practitioners: CMS's csv or workbook, or the decoded table.

CMS's file has notes above a heading whose first cell holds a line break, and says the adjudication
indicator in words ("3 Date of Service Edit: Clinical"). Medicaid's has none.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import by_release, fields, heading
from codes.importers.by_release import Listing
from codes.importers.heading import Spellings
from codes.importers.options import Option
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, register
from codes.importers.source import Source
from codes.models import MueLimit

_CODE = ("hcpcs/ cpt code", "hcpcs/cpt code", "hcpcs_code")
_VALUE = ("practitioner services mue values", "practitioner mue values", "mue_value")
_MAI = ("mue adjudication indicator", "mai")
_PLAIN: Spellings = {"code": _CODE, "units": _VALUE}
_WITH_MAI: Spellings = {**_PLAIN, "mai": _MAI}
_DECODED: Spellings = {"code": ("hcpcs_code",), "units": ("mue_value",)}
# In CMS's own file a code that is not listed has no published edit. That of July 2024 lists 14,677
# codes; an excerpt in the same layout says nothing of the others.
_EVERY_CODE = [["00000", "ZZZZZ"]]
_LEAST_CODES = 10_000
_INDICATOR = re.compile(r"([123])(?: date of service edit.*| line edit.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MueFile:
    """Units and indicator by code. ``is_whole`` is False for a decoded part of a table."""

    limits: dict[str, tuple[int, int | None]]
    is_whole: bool
    action_days: frozenset[dt.date] = frozenset()


def recognises(source: Source) -> bool:
    """Whether the heading is that of a table of MUEs."""
    return heading.lines(source, _PLAIN) is not None


def stated_program(source: Source) -> str:
    """Medicare's table alone has an adjudication indicator; else the name says it, or nobody."""
    if heading.lines(source, _WITH_MAI) is not None:
        return "medicare"
    name = f"{source.outer_name} {source.name}".lower()
    return "medicaid" if re.search(r"medicaid|(?<![a-z])mcd(?![a-z])", name) else ""


PROGRAM = Option(
    name="program",
    label="Program",
    choices=(("medicare", "Medicare"), ("medicaid", "Medicaid")),
    stated=stated_program,
)


def read(source: Source) -> MueFile:
    """The limits. Raises UnreadableFile for any other table, a code twice, an unknown indicator."""
    marked = heading.lines(source, _WITH_MAI)
    rows = marked or heading.needed(source, _PLAIN, "a table of medically unlikely edits")
    limits: dict[str, tuple[int, int | None]] = {}
    for line in rows:
        code = fields.hcpcs(line.cells["code"], f"{line.place}: the code")
        if code in limits:
            raise UnreadableFile(f"{line.place}: {code} is listed twice; once is wanted.")
        units = fields.whole_number(line.cells["units"], f"{line.place}: the MUE value")
        limits[code] = (units, _indicator(line.cells.get("mai"), line.place))
    if not limits:
        raise UnreadableFile(f"{source.name} lists no codes; a table of MUEs is wanted.")
    is_decoded = heading.lines(source, _DECODED) is not None
    return MueFile(limits=limits, is_whole=marked is not None or not is_decoded)


def _indicator(words: str | None, place: str) -> int | None:
    if words is None:
        return None
    found = _INDICATOR.fullmatch(words)
    if found is None:
        raise UnreadableFile(
            f"{place}: the adjudication indicator is {words!r}; 1, 2 or 3 is wanted."
        )
    return int(found[1])


def _is_complete(file: MueFile) -> bool:
    return file.is_whole and len(file.limits) >= _LEAST_CODES


@transaction.atomic
def store(file: MueFile, origin: Origin) -> list[Tally]:
    """Write the differences for the program; the other program's limits are left alone."""
    program = origin.options["program"]
    if program == MueLimit.Program.MEDICARE and any(mai is None for _, mai in file.limits.values()):
        raise UnreadableFile(f"{origin.name} has no adjudication indicator; Medicare's table has.")
    release = register(
        f"mue_{program}",
        f"MUE, {program.title()} practitioner, {origin.released:%B %Y}",
        origin,
        rows=len(file.limits),
        complete_for=_EVERY_CODE if _is_complete(file) else [],
    )
    tally = Tally(label="mue limits")
    listing = Listing(
        table=MueLimit,
        key=("code",),
        values=("units", "mai"),
        release=release,
        tally=tally,
        scope={"program": program},
        is_whole=file.is_whole,
    )
    stated = {(code,): values for code, values in file.limits.items()}
    by_release.store(listing, stated, origin, "limit")
    facts_changed()
    return [tally]

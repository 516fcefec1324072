"""CMS's list of not-otherwise-classified codes: which drug codes stand for drugs without a code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import fields, heading
from codes.importers.heading import Spellings
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, register
from codes.importers.source import Source
from codes.models import HcpcsCode

KIND = "noc"
_COLUMNS: Spellings = {
    "code": ("hcpcs",),
    "words": ("long_description", "long description"),
    "added": ("add_date", "add date"),
    "ended": ("term_date", "term date"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NocFile:
    """The listed codes; a code may be listed twice, with other dates."""

    codes: frozenset[str]
    action_days: frozenset[dt.date] = frozenset()


def recognises(source: Source) -> bool:
    """Whether the heading is that of the list."""
    return heading.lines(source, _COLUMNS) is not None


def read(source: Source) -> NocFile:
    """The codes. Raises UnreadableFile for any other table."""
    rows = heading.needed(source, _COLUMNS, "CMS's list of not-otherwise-classified codes")
    codes = {
        fields.hcpcs(line.cells["code"], f"{line.place}: the code")
        for line in rows
        if line.cells["code"]
    }
    if "J3490" not in codes:
        raise UnreadableFile(f"{source.name} does not list J3490; CMS's list does.")
    return NocFile(codes=frozenset(codes))


@transaction.atomic
def store(file: NocFile, origin: Origin) -> list[Tally]:
    """Mark the listed drug codes without a billing unit; no mark is taken off.

    CMS lists codes for a known drug "not otherwise specified", too: J0256 has its unit and its
    dose, and nothing of what is asked of an unclassified drug. Nor does that concern supplies. A
    listed code that the code table lacks is refused with its reason.
    """
    register(
        KIND,
        f"Not otherwise classified codes, {origin.released:%B %Y}",
        origin,
        rows=len(file.codes),
        complete_for=[],
    )
    rows = HcpcsCode.objects.filter(code__in=file.codes)
    known = set(rows.values_list("code", flat=True))
    unknown = sorted(file.codes - known)
    tally = Tally(
        label="noc codes",
        refused=tuple(f"{code} is not in the table of codes." for code in unknown),
    )
    marked = rows.filter(kind=HcpcsCode.Kind.DRUG, unit_amount=None, is_noc=False)
    changed = set(marked.values_list("code", flat=True))
    marked.update(is_noc=True)
    tally.changed = len(changed)
    tally.unchanged = len(known) - len(changed)
    facts_changed()
    return [tally]

"""Places of service from a csv: with a column for facilities, or code and description only."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import fields
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, is_newer, register
from codes.importers.source import Source
from codes.models import PlaceOfService

KIND = "pos"
_WITH_TYPE = ("pos_code", "pos_type", "pos_name")
_WORDS_ONLY = ("code", "description")
_TYPES = {"Facility": True, "Non-Facility": False, "Unassigned": False}

# Places paid at the facility rate (Medicare Claims Processing Manual, chapter 26, section 10.5).
# Used where a file does not say it and the place is not known yet.
_FACILITIES = frozenset(
    "02 06 08 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61".split()  # noqa: SIM905 - read as a list
)
# The description follows the name after a dash, a bracket with a date, or at its first words.
_END_OF_NAME = re.compile(
    r"\s*\((?:CODE )?(?:EFF|DESCRIPTION REVISED|[A-Z]+ \d+, \d{4}\))"
    r"|\s+-\s+|(?<=[A-Z])-\s+|\s+(?=AN? (?:FACILITY|LAND VEHICLE|AIR OR WATER VEHICLE)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """One place; ``is_facility`` is None where the file does not say."""

    code: str
    name: str
    is_assigned: bool
    is_facility: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFile:
    """What a file holds. It has no days: the release day comes from its name or the option."""

    records: tuple[PlaceRecord, ...]
    refused: tuple[str, ...] = ()
    action_days: frozenset[dt.date] = frozenset()


def read(source: Source) -> PlaceFile:
    """The places of either layout. Raises UnreadableFile for any other table."""
    typed = source.table(_WITH_TYPE)
    plain = source.table(_WORDS_ONLY) if typed is None else None
    if typed is None and plain is None:
        raise UnreadableFile(
            f"{source.name} has neither the columns {', '.join(_WITH_TYPE)} nor"
            f" {', '.join(_WORDS_ONLY)}; a csv of places of service is wanted."
        )
    records: dict[str, PlaceRecord] = {}
    refused: list[str] = []
    for number, cells in enumerate(typed or plain or [], 2):
        place = f"{source.name}, row {number}"
        if plain is not None and cells["code"].strip() == "~":
            # The code system of the beneficiary data names "no value" so.
            refused.append(f"{place}: ~ stands for no place of service.")
            continue
        record = _typed(place, cells) if typed is not None else _plain(place, cells)
        if record.code in records:
            raise UnreadableFile(f"{place}: {record.code} is listed twice; once is wanted.")
        records[record.code] = record
    office = records.get("11")
    if office is None or office.name.casefold() != "office":
        raise UnreadableFile(
            f"{source.name} does not name place 11 Office; a csv of places of service is wanted."
        )
    return PlaceFile(records=tuple(records.values()), refused=tuple(refused))


def _typed(place: str, cells: dict[str, str]) -> PlaceRecord:
    kind = cells["pos_type"].strip()
    if kind not in _TYPES:
        raise UnreadableFile(
            f"{place}: pos_type is {kind!r}; Facility, Non-Facility or Unassigned is wanted."
        )
    return PlaceRecord(
        code=_code(place, cells["pos_code"]),
        name=_name(place, fields.text(cells["pos_name"])),
        is_assigned=kind != "Unassigned",
        is_facility=_TYPES[kind],
    )


def _plain(place: str, cells: dict[str, str]) -> PlaceRecord:
    code = _code(place, cells["code"])
    words = fields.text(cells["description"])
    name = _END_OF_NAME.split(words, maxsplit=1)[0]
    return PlaceRecord(
        code=code,
        name=_name(place, name.capitalize() if name.isupper() else name),
        is_assigned=name.upper() != "UNASSIGNED",
        is_facility=None,
    )


def _code(place: str, cell: str) -> str:
    code = cell.strip()
    if not re.fullmatch(r"[0-9]{2}", code):
        raise UnreadableFile(f"{place}: the code is {code!r}; two digits are wanted.")
    return code


def _name(place: str, name: str) -> str:
    if not 0 < len(name) <= 120:
        raise UnreadableFile(f"{place}: the name has {len(name)} characters; 1 to 120 are wanted.")
    return name


@transaction.atomic
def store(file: PlaceFile, origin: Origin) -> list[Tally]:
    """Write the differences; a place that the file does not list is left as it is."""
    codes = sorted(record.code for record in file.records)
    release = register(
        KIND,
        f"Places of service, {origin.released:%B %Y}",
        origin,
        rows=len(codes),
        complete_for=[[codes[0], codes[-1]]],
    )
    tally = Tally(label="pos places", refused=file.refused)
    known = {row.code: row for row in PlaceOfService.objects.select_related("release")}
    create: list[PlaceOfService] = []
    update: list[PlaceOfService] = []
    for record in file.records:
        row = known.get(record.code)
        if row is None:
            row = PlaceOfService(
                code=record.code,
                is_facility=record.code in _FACILITIES and record.is_assigned,
            )
            _take(row, record)
            row.release = release
            create.append(row)
            tally.added += 1
        elif is_newer(row.release, release):
            tally.unchanged += 1
        else:
            tally.count("changed" if _take(row, record) else "unchanged")
            row.release = release
            update.append(row)
    PlaceOfService.objects.bulk_create(create)
    PlaceOfService.objects.bulk_update(update, ["name", "is_facility", "is_assigned", "release"])
    facts_changed()
    return [tally]


def _take(row: PlaceOfService, record: PlaceRecord) -> bool:
    """Take what the record states; whether that changed the row."""
    before = (row.name, row.is_facility, row.is_assigned)
    if not _same_name(row.name, record.name):
        row.name = record.name
    row.is_assigned = record.is_assigned
    if record.is_facility is not None:
        row.is_facility = record.is_facility
    elif not record.is_assigned:
        row.is_facility = False
    return before != (row.name, row.is_facility, row.is_assigned)


def _same_name(known: str, stated: str) -> bool:
    """Whether ``stated`` is the name known, or only its first words ("TELEHEALTH" for 02)."""
    left, right = (re.sub(r"[\W_]+", " ", name).strip().casefold() for name in (known, stated))
    return bool(left) and (left == right or left.startswith(f"{right} "))

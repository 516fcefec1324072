"""POS-001, POS-004, POS-005: the place itself, and what it asks for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Fact, Finding, NotChecked, Outcome, Severity
from claims.scrubber.notation import folded
from claims.scrubber.reference import PlaceFacts
from claims.scrubber.rule import claim_rule, line_rule
from claims.scrubber.snapshot import LineSnapshot

_INFUSION_OR_INJECTION = re.compile(r"96(?:3[67][0-9]|4[0-4][0-9]|5[2-4][0-9])")
_HOSPITALS = frozenset({"19", "21", "22", "23"})
_OWN_OR_HOME = frozenset({"10", "11", "12"})


@line_rule(
    "POS-001",
    "place.unknown",
    title="Place of service is no code of the set",
    carc="16",
    rarc=("M77",),
    source="CMS place of service code set",
    messages={
        "unknown": "{place} is not a place of service code.",
        "unassigned": "Place of service {place} is not assigned to anything.",
        "not_yet": "Place of service {place} was not in use on {day}.",
        "ended": "Place of service {place} was no longer in use on {day}.",
    },
)
def unknown(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The place of service is an assigned code that was in use on the day.

    What is checked
        The code against the CMS set, its assignment and its dates.

    Why payers deny it
        The place decides on the fee; without it the line is returned.

    How to put it right
        Choose the place where the drug was given.
    """
    place = folded(line.place)
    if not place:
        return
    row = context.reference.places.get(place)
    message = ""
    if row is None:
        is_complete = any(
            low <= place <= high for low, high in context.reference.complete.get("pos", ())
        )
        if re.fullmatch(r"[0-9]{2}", place) and not is_complete:
            yield NotChecked(missing="place of service table", line=line.number)
            return
        message = "unknown"
    elif not row.is_assigned:
        message = "unassigned"
    else:
        message = _out_of_use(row, line.dos_from)
    if message:
        data: dict[str, Fact] = {"place": place, "day": line.dos_from or context.claim.as_of}
        yield Finding(message=message, line=line.number, field_name="pos", data=data)


def _out_of_use(row: PlaceFacts, day: dt.date | None) -> str:
    if day is None:
        return ""
    if row.effective_from is not None and day < row.effective_from:
        return "not_yet"
    return "ended" if row.effective_through is not None and day > row.effective_through else ""


@claim_rule(
    "POS-004",
    "place.service-facility",
    title="Service facility is missing",
    severity=Severity.WARNING,
    carc="16",
    rarc=("MA114", "N293"),
    source="CMS-1500 instructions, item 32",
    messages={"absent": "Place of service {place} needs the service facility (item 32)."},
)
def service_facility(context: Context) -> Iterator[Outcome]:
    """A service away from office and home names where it was given.

    What is checked
        Lines with a place other than office and home, and the service facility of the claim.

    Why payers deny it
        The facility decides on the fee and on who bills the drug.

    How to put it right
        Enter the facility's name and NPI.
    """
    facility = context.claim.facility
    if facility is not None and (folded(facility.name) or folded(facility.npi)):
        return
    for line in context.claim.lines:
        place = folded(line.place)
        if place and place not in _OWN_OR_HOME:
            yield Finding(
                message="absent", line=line.number, field_name="facility", data={"place": place}
            )
            return


@line_rule(
    "POS-005",
    "place.facility-administers",
    title="Infusion or injection billed in a hospital place",
    severity=Severity.WARNING,
    carc="5",
    rarc=("M97",),
    source="CPT introduction to drug administration services",
    messages={"facility": "In place of service {place} the facility bills {code}."},
)
def facility_administers(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """In a hospital the facility reports infusions and injections.

    What is checked
        Drug administration codes on lines in hospital places of service.

    Why payers deny it
        The nurse who gives the drug is the facility's, and so is the service.

    How to put it right
        Take the line off, or correct the place of service.
    """
    place = folded(line.place)
    code = folded(line.code)
    if place in _HOSPITALS and _INFUSION_OR_INJECTION.fullmatch(code):
        yield Finding(
            message="facility",
            line=line.number,
            field_name="pos",
            data={"place": place, "code": code},
        )

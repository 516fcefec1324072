"""Claim JSON to a `ClaimSnapshot` and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from claims.scrubber.claim_json import shapes
from claims.scrubber.claim_json.codec import (
    DAY,
    FLAG,
    MONEY,
    TEXT,
    ClaimInputError,
    Codec,
    choice,
    many,
    object_at,
)
from claims.scrubber.claim_json.fields import (
    Fields,
    nullable,
    optional,
    read_fields,
    required,
    write_fields,
)
from claims.scrubber.snapshot import ClaimSnapshot, LineSnapshot


def _read_line(value: object) -> dict[str, Any]:
    found = read_fields(value, shapes.LINE_FIELDS)
    if found["number"] < 1:
        raise ClaimInputError("n", "must be 1 or more.")
    return found


LINES = Codec(read=_read_line, write=lambda line: write_fields(line, shapes.LINE_FIELDS))
CLAIM_FIELDS = Fields(
    nullable("as_of", DAY),
    nullable("payer", TEXT),
    nullable("authority_mode", choice("official", "editorial")),
    nullable("patient", shapes.PATIENT),
    nullable("billing_npi", TEXT),
    nullable("rendering_npi", TEXT),
    nullable("ordering_npi", TEXT),
    nullable("supervising_npi", TEXT),
    nullable("billing_entity", choice("organization", "individual")),
    nullable("assignment", choice("accepted", "not_accepted")),
    nullable("facility", shapes.FACILITY),
    nullable("frequency_code", choice("1", "7", "8")),
    nullable("original_ref", TEXT),
    nullable("total", MONEY),
    optional("diagnoses", many(TEXT)),
    required("lines", many(LINES)),
    nullable("prior_auth", shapes.AUTHORIZATION),
    nullable("coverage", shapes.COVERAGE),
    optional("history", many(shapes.HISTORY)),
    nullable("history_scope", choice("own_practice", "all_providers")),
    optional("labs", many(shapes.LAB)),
    nullable("haemoglobin", shapes.HAEMOGLOBIN),
    nullable("attestations", shapes.ATTESTATIONS),
    optional("documents", many(TEXT)),
    nullable("exemption", shapes.EXEMPTION),
    nullable("site_exception", TEXT),
    nullable("drug_source", shapes.DRUG_SOURCE),
    nullable("acquired_340b", FLAG),
    nullable("cob", shapes.OTHER_PAYER, "other_payer"),
)

HEAD_FIELDS = Fields(*(one for one in CLAIM_FIELDS.listed if one.key != "lines"))


def read_claim(
    value: object, *, as_of: dt.date, position: int, known_payers: Collection[str] | None = None
) -> ClaimSnapshot:
    """The claim in ``value``, which is claim JSON or ``{id, claim}``.

    ``as_of`` stands in for a claim that names no day, ``position`` (from 1) for one without an id.
    """
    body, name = _unwrapped(value, position)
    found = read_fields(body, CLAIM_FIELDS)
    if known_payers is not None and found.get("payer", None) not in (None, *known_payers):
        raise ClaimInputError("payer", "is not a payer on file.")
    lines = _in_order(found.pop("lines"))
    found.setdefault("as_of", as_of)
    said_missing = frozenset(key for key, value in object_at(body).items() if value is None)
    return ClaimSnapshot(id=name, lines=lines, said_missing=said_missing, **found)


def write_claim(claim: ClaimSnapshot) -> dict[str, object]:
    """Claim JSON of a snapshot: its lines as they stood in the file.

    Missing facts are left out, unless they were said to be missing.
    """
    written: dict[str, object] = dict.fromkeys(sorted(claim.said_missing))
    written |= write_fields(claim, HEAD_FIELDS)
    written["lines"] = [LINES.write(line) for line in in_place(claim)]
    return written


def in_place(claim: ClaimSnapshot) -> list[LineSnapshot]:
    """The lines as they stand in claim JSON; without a place, in order of their number."""
    return sorted(claim.lines, key=lambda one: -1 if one.position is None else one.position)


def claim_id(value: object, position: int) -> str:
    """The id a report carries even when the claim cannot be read."""
    try:
        return _unwrapped(value, position)[1]
    except ClaimInputError:
        return str(position)


def _unwrapped(value: object, position: int) -> tuple[object, str]:
    found = object_at(value)
    if "claim" not in found:
        return found, str(position)
    name = found.get("id")
    if name is None or name == "":
        return found["claim"], str(position)
    if isinstance(name, int) and not isinstance(name, bool):
        return found["claim"], str(name)
    try:
        return found["claim"], TEXT.read(name)
    except ClaimInputError as problem:
        raise problem.below("id") from problem


def _in_order(found: tuple[dict[str, Any], ...]) -> tuple[LineSnapshot, ...]:
    seen: set[int] = set()
    lines: list[LineSnapshot] = []
    for position, values in enumerate(found):
        if values["number"] in seen:
            raise ClaimInputError(f"lines[{position}].n", "is the number of another line too.")
        seen.add(values["number"])
        lines.append(LineSnapshot(position=position, **values))
    return tuple(sorted(lines, key=lambda line: line.number))

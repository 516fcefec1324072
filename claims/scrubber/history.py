"""Earlier service lines of the patient, and which of them count.

Lines that were denied, rejected, voided or replaced never count as given. A corrected claim
(frequency 7 or 8) does not count the claim it corrects.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.grouping import is_of_brand
from claims.scrubber.notation import folded, name_key
from claims.scrubber.snapshot import HistoryLine, LineSnapshot

LIVE = frozenset({"submitted", "accepted", "pending", "paid", "part_paid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One day on which a drug was given: units, discarded units and dose as they are known."""

    day: dt.date
    units: Decimal | None
    discarded_units: Decimal
    dose: Decimal | None
    measure: str
    is_dose: bool = True  # a day with a JW line alone is none


def live_rows(context: Context) -> Iterator[HistoryLine]:
    """History of other claims that stands: sent, not turned down, not taken back."""
    claim = context.claim
    corrected = claim.original_ref if claim.frequency_code in {"7", "8"} else None
    for row in claim.history or ():
        if row.status in LIVE and (row.claim is None or row.claim not in {claim.id, corrected}):
            yield row


def is_same_provider(row: HistoryLine, context: Context) -> bool:
    """Whether the row may be of this claim's provider; where either names none it may."""
    own = {context.claim.rendering_npi, context.claim.billing_npi} - {None}
    return row.provider is None or not own or row.provider in own


def is_same_payer(row: HistoryLine, context: Context) -> bool:
    """Whether the row may be of this claim's payer; a row that names none is."""
    return row.payer is None or context.claim.payer is None or row.payer == context.claim.payer


def given_before(context: Context, line: LineSnapshot, *, brand: str = "") -> tuple[Given, ...]:
    """The days on which the drug of ``line`` was given before or on its day, oldest first.

    Lines of this claim with an earlier date of service count; a JW line is no dose of its own.
    With ``brand`` only rows of that brand, and rows that name none, count.
    """
    found: dict[dt.date, list[Given]] = {}
    code, day = folded(line.code), line.dos_from
    for row in live_rows(context):
        if folded(row.code) != code or day is None or row.dos > day:
            continue
        if _is_other(row.brand, brand):
            continue
        is_waste = "JW" in {folded(one) for one in row.modifiers or ()}
        units = row.units or Decimal(0)
        given = Given(
            day=row.dos,
            units=None if row.units is None else (Decimal(0) if is_waste else units),
            discarded_units=(units if is_waste else Decimal(0)) + (row.jw_units or Decimal(0)),
            dose=None if is_waste else row.dose,
            measure=row.measure or "",
            is_dose=not is_waste,
        )
        found.setdefault(row.dos, []).append(given)
    for other in context.claim.lines:
        if folded(other.code) != code or _is_other(other.brand, brand):
            continue
        if day and other.dos_from and other.dos_from < day:
            found.setdefault(other.dos_from, []).append(_of_line(other, context))
    return tuple(_day(found[one]) for one in sorted(found))


def _is_other(found: str | None, brand: str) -> bool:
    """Whether a brand is known and is not the one asked for, family or presentation."""
    key = name_key(found)
    return bool(brand and key) and not is_of_brand(key, name_key(brand))


def _of_line(line: LineSnapshot, context: Context) -> Given:
    is_waste = "JW" in context.modifiers(line)
    units = line.units or Decimal(0)
    return Given(
        day=line.dos_from or context.claim.as_of,
        units=Decimal(0) if is_waste else line.units,
        discarded_units=units if is_waste else Decimal(0),
        dose=line.dose.amount if line.dose and not is_waste else None,
        measure=line.dose.measure if line.dose else "",
        is_dose=not is_waste,
    )


def _day(rows: list[Given]) -> Given:
    """Rows of one day as one administration."""
    given = [row for row in rows if row.is_dose]
    doses = [row.dose for row in given if row.dose is not None]
    is_known = len(doses) == len(given) and len({row.measure for row in given}) == 1
    return Given(
        day=rows[0].day,
        units=None
        if any(row.units is None for row in rows)
        else sum((row.units for row in rows if row.units is not None), Decimal(0)),
        discarded_units=sum((row.discarded_units for row in rows), Decimal(0)),
        dose=sum(doses, Decimal(0)) if is_known else None,
        measure=given[0].measure if is_known else "",
        is_dose=bool(given),
    )

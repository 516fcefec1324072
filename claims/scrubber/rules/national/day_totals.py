"""What the lines of one code add up to on one day, beside the edit that limits them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import NotChecked
from claims.scrubber.history import is_same_provider, live_rows
from claims.scrubber.national import MueFacts, newest
from claims.scrubber.notation import folded
from claims.scrubber.snapshot import LineSnapshot

_PROGRAMS = {"medicaid": "medicaid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTotal:
    """The lines of one code and day with what they add up to, history of the day included."""

    code: str
    lines: tuple[LineSnapshot, ...]
    limit: MueFacts
    total: Decimal


def days(context: Context) -> tuple[DayTotal | NotChecked, ...]:
    """Each code and day that has a limit, in order of its first line; added up once."""
    if "day totals" not in context.memo:
        context.memo["day totals"] = tuple(_days(context))
    found: tuple[DayTotal | NotChecked, ...] = context.memo["day totals"]
    return found


def _days(context: Context) -> Iterator[DayTotal | NotChecked]:
    by_day: dict[tuple[str, dt.date], list[LineSnapshot]] = {}
    for line in sorted(context.claim.lines, key=lambda one: one.number):
        if folded(line.code) and line.dos_from is not None:
            by_day.setdefault((folded(line.code), line.dos_from), []).append(line)
    for (code, day), lines in by_day.items():
        limit = limit_of(lines[0], context)
        if isinstance(limit, NotChecked):
            yield limit
        elif limit is not None:
            waste = _wasteis_counted(day, context)
            counted = (one.units for one in lines if one.units and is_counted(one, context))
            total = sum(counted, Decimal(0)) + _earlier(code, day, context, counts_waste=waste)
            yield DayTotal(code=code, lines=tuple(lines), limit=limit, total=total)


def limit_of(line: LineSnapshot, context: Context) -> MueFacts | NotChecked | None:
    """The edit of the line's code for the payer's program; None where there is none."""
    if not folded(line.code) or line.dos_from is None:
        return None
    terms = context.terms_on(line.dos_from)
    if terms is None:
        return NotChecked(missing="payer terms", line=line.number)
    if not terms.uses_mue:
        return None
    program = _PROGRAMS.get(terms.line_of_business, "medicare")
    if f"mue:{program}" not in context.reference.loaded:
        return NotChecked(missing=f"MUE table ({program.title()})", line=line.number)
    rows = context.reference.mue.get(folded(line.code), ())
    held = newest((row for row in rows if row.program == program), line.dos_from)
    if held is None and any(row.program == program for row in rows):
        return NotChecked(missing="MUE table of that quarter", line=line.number)
    return held


def _wasteis_counted(day: dt.date, context: Context) -> bool:
    terms = context.terms_on(day)
    return terms is None or terms.mue_counts_waste


def is_counted(line: LineSnapshot, context: Context) -> bool:
    is_waste = "JW" in context.modifiers(line)
    return not is_waste or line.dos_from is None or _wasteis_counted(line.dos_from, context)


def _earlier(code: str, day: dt.date, context: Context, *, counts_waste: bool) -> Decimal:
    """Units of the day on other claims of the same provider."""
    total = Decimal(0)
    for row in live_rows(context):
        if folded(row.code) != code or row.dos != day or not is_same_provider(row, context):
            continue
        is_waste = "JW" in {folded(one) for one in row.modifiers or ()}
        if counts_waste or not is_waste:
            total += row.units or Decimal(0)
        if counts_waste:
            total += row.jw_units or Decimal(0)
    return total

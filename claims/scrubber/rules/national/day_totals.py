"""What the lines of one code add up to on one day, beside the edit that limits them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import Basis, NotChecked
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
    missing: str = ""  # the units that are not known: the total is at least what it says


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
    for (code, _day), lines in by_day.items():
        limit = limit_of(lines[0], context)
        if isinstance(limit, NotChecked):
            yield limit
        elif limit is not None:
            yield _total(code, tuple(lines), limit, context)


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
    code = folded(line.code)
    rows = [row for row in context.reference.mue.get(code, ()) if row.program == program]
    held = newest(rows, line.dos_from)
    if held is not None or _is_whole(program, code, line.dos_from, context):
        return held
    missing = "MUE table of that quarter" if rows else f"whole MUE table ({program.title()})"
    return NotChecked(missing=missing, line=line.number)


def _is_whole(program: str, code: str, day: dt.date, context: Context) -> bool:
    """Whether a file in force on the day lists every code that has an edit."""
    return any(
        low <= code <= high
        for release in context.reference.releases.get(f"mue_{program}", ())
        if release.effective_from <= day
        for low, high in release.complete
    )


def basis_of(limit: MueFacts) -> Basis:
    """The row of the table that a finding rests on."""
    return Basis(
        name=f"The {limit.program.title()} MUE table",
        tables=(f"mue_{limit.program}", "mue"),
        source=limit.source,
        since=limit.effective_from,
    )


def _total(
    code: str, lines: tuple[LineSnapshot, ...], limit: MueFacts, context: Context
) -> DayTotal:
    """What the lines and the earlier claims of the day are known to add up to."""
    day = lines[0].dos_from or context.claim.as_of
    counted = [one.units for one in lines if is_counted(one, context)]
    earlier = list(_earlier(code, day, context, counts_waste=_is_waste_counted(day, context)))
    missing = "units" if None in counted else "history.units" if None in earlier else ""
    total = sum((one for one in (*counted, *earlier) if one is not None), Decimal(0))
    return DayTotal(code=code, lines=lines, limit=limit, total=total, missing=missing)


def _is_waste_counted(day: dt.date, context: Context) -> bool:
    terms = context.terms_on(day)
    return terms is None or terms.mue_counts_waste


def is_counted(line: LineSnapshot, context: Context) -> bool:
    is_waste = "JW" in context.modifiers(line)
    return not is_waste or line.dos_from is None or _is_waste_counted(line.dos_from, context)


def _earlier(
    code: str, day: dt.date, context: Context, *, counts_waste: bool
) -> Iterator[Decimal | None]:
    """Units of the day on other claims of the same provider; None where a row has none."""
    for row in live_rows(context):
        if folded(row.code) != code or row.dos != day or not is_same_provider(row, context):
            continue
        is_waste = "JW" in {folded(one) for one in row.modifiers or ()}
        if counts_waste or not is_waste:
            yield row.units
        if counts_waste and row.jw_units is not None:
            yield row.jw_units

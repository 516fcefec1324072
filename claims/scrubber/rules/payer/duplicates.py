"""DUP: the same service twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity, joined
from claims.scrubber.grouping import ndc_key
from claims.scrubber.history import is_same_payer, is_same_provider, live_rows
from claims.scrubber.notation import folded, ndc11
from claims.scrubber.rule import claim_rule
from claims.scrubber.snapshot import HistoryLine, LineSnapshot

_REPEATS = frozenset({"76", "77"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Twin:
    """A line and what it repeats; exact also in units, charge and repeat modifiers."""

    line: LineSnapshot
    where: str
    is_exact: bool


@claim_rule(
    "DUP-001",
    "duplicate.exact",
    title="The same line is billed twice",
    carc="18",
    rarc=("N522",),
    overridable=True,
    source="CARC 18",
    messages={"twice": "{code} of {day} is already on {where}."},
)
def exact(context: Context) -> Iterator[Outcome]:
    """A service is billed once.

    What is checked
        Lines of this claim and of earlier claims that stand: the same payer, provider, day, code,
        modifiers, units and charge. Other NDCs, and the JW line of a drug, are not the same line.

    Why payers deny it
        The second one is a duplicate.

    How to put it right
        Take it off; if it was a correction, send it as one.
    """
    for twin in _twins(context):
        if twin.is_exact:
            yield _finding("twice", twin)


@claim_rule(
    "DUP-002",
    "duplicate.possible",
    title="The same drug may be billed twice",
    severity=Severity.WARNING,
    carc="18",
    overridable=True,
    source="CARC 18",
    messages={"perhaps": "{code} of {day} is on {where} too, with other units, charge or repeats."},
)
def possible(context: Context) -> Iterator[Outcome]:
    """A second line of the same code and day is meant.

    What is checked
        As for exact duplicates, without units, charge, 76 and 77. A corrected claim with its
        original number is not compared with earlier claims.

    Why payers deny it
        They take the second line for a duplicate.

    How to put it right
        Make sure that both were given; keep the record of both.
    """
    for twin in _twins(context):
        if not twin.is_exact:
            yield _finding("perhaps", twin)


@claim_rule(
    "DUP-003",
    "duplicate.after-denial",
    title="Denied earlier: choose the right way back",
    severity=Severity.WARNING,
    carc="18",
    rarc=("N522",),
    source="Correction paths of the payer's terms",
    messages={
        "paths": "{code} of {day} was denied on {where}; this payer takes {paths}.",
        "ask": "{code} of {day} was denied on {where}; a second original may be a duplicate.",
    },
)
def after_denial(context: Context) -> Iterator[Outcome]:
    """A denied service comes back on the way the payer takes.

    What is checked
        Original claims with a code and day that was denied before.

    Why payers deny it
        A new claim for a denied service is a duplicate where the payer wants an appeal, a
        reopening or a replacement.

    How to put it right
        Choose the way shown.
    """
    denied = [row for row in context.claim.history or () if row.status == "denied"]
    for line in context.claim.lines:
        rows = [
            row
            for row in denied
            if folded(row.code) == folded(line.code) and row.dos == line.dos_from
        ]
        if not rows or "JW" in context.modifiers(line):
            continue
        if context.claim.frequency_code is None:
            yield NotChecked(missing="frequency_code", line=line.number)
        elif context.claim.frequency_code == "1":
            terms = context.terms_on(line.dos_from)
            paths = terms.correction_paths if terms else ()
            yield Finding(
                message="paths" if paths else "ask",
                line=line.number,
                field_name="code",
                data={
                    "code": folded(line.code),
                    "day": rows[0].dos,
                    "where": _claim(rows[0]),
                    "paths": joined(paths),
                },
            )


def _finding(message: str, twin: _Twin) -> Finding:
    line = twin.line
    data = {"code": folded(line.code), "day": line.dos_from or "", "where": twin.where}
    return Finding(message=message, line=line.number, field_name="code", data=data)


def _twins(context: Context) -> list[_Twin]:
    """For each line the first twin: on this claim before it, else in history."""
    if "twins" not in context.memo:
        context.memo["twins"] = list(_look(context))
    found: list[_Twin] = context.memo["twins"]
    return found


def _look(context: Context) -> Iterator[_Twin]:
    history = _history(context)
    seen: dict[tuple[object, ...], list[LineSnapshot]] = {}
    for line in sorted(context.claim.lines, key=lambda one: one.number):
        if not folded(line.code) or line.dos_from is None:
            continue
        key = (folded(line.code), line.dos_from, _kept(context.modifiers(line)))
        twins = [
            _Twin(
                line=line,
                where=f"line {one.number}",
                is_exact=_is_exact(line, one, context),
            )
            for one in seen.get(key, ())
            if _ndcs_meet(ndc_key(line), ndc_key(one))
        ]
        twins += [
            _Twin(line=line, where=_claim(row), is_exact=_is_exact_row(line, row, context))
            for row in _rows_like(key, history)
            if _ndcs_meet(ndc_key(line), ndc11(row.ndc) or "")
        ]
        if twins:
            yield next((one for one in twins if one.is_exact), twins[0])
        seen.setdefault(key, []).append(line)


def _history(context: Context) -> dict[tuple[object, ...], list[HistoryLine]]:
    claim = context.claim
    found: dict[tuple[object, ...], list[HistoryLine]] = {}
    if claim.frequency_code in {"7", "8"} and claim.original_ref:
        return found
    for row in live_rows(context):
        if is_same_payer(row, context) and is_same_provider(row, context):
            modifiers = tuple(folded(one) for one in row.modifiers or ())
            kept = None if row.modifiers is None else _kept(modifiers)
            key = (folded(row.code), row.dos, kept)
            found.setdefault(key, []).append(row)
    return found


def _rows_like(
    key: tuple[object, ...], history: dict[tuple[object, ...], list[HistoryLine]]
) -> list[HistoryLine]:
    """The rows of that code, day and modifiers; a row that states none is compared on the rest.

    Such a row speaks of the dose, so the JW line has no part in it.
    """
    code, day, modifiers = key
    is_waste = isinstance(modifiers, frozenset) and "JW" in modifiers
    unstated = [] if is_waste else history.get((code, day, None), [])
    return [*history.get(key, ()), *unstated]


def _kept(modifiers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(modifiers) - _REPEATS


def _ndcs_meet(one: str, other: str) -> bool:
    return not one or not other or one == other


def _is_exact(line: LineSnapshot, other: LineSnapshot, context: Context) -> bool:
    repeats = _REPEATS & {*context.modifiers(line), *context.modifiers(other)}
    return not repeats and line.units == other.units and line.charge == other.charge


def _is_exact_row(line: LineSnapshot, row: HistoryLine, context: Context) -> bool:
    """Compared on what the row has; a row that keeps the waste of its drug is its own line."""
    modifiers = {*context.modifiers(line), *(folded(one) for one in row.modifiers or ())}
    return (
        not _REPEATS & modifiers
        and _meets(row.units, line.units)
        and _meets(row.charge, line.charge)
    )


def _meets(known: Decimal | None, billed: Decimal | None) -> bool:
    return known is None or billed is None or known == billed


def _claim(row: HistoryLine) -> str:
    return f"claim {row.claim}" if row.claim else "an earlier claim"

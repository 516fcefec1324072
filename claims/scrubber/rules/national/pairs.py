"""NCC: codes that are not paid side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Basis,
    Fact,
    Finding,
    NotChecked,
    Outcome,
    Severity,
)
from claims.scrubber.modifiers import OF_VISITS, OPENS_PAIR
from claims.scrubber.national import PairFacts, newest
from claims.scrubber.notation import folded
from claims.scrubber.rule import claim_rule
from claims.scrubber.separation import answers_of, question_of
from claims.scrubber.services import is_visit, pair_subject
from claims.scrubber.snapshot import LineSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """An edit in force that both lines meet on one day."""

    edit: PairFacts
    first: LineSnapshot
    second: LineSnapshot

    @property
    def subject(self) -> str:
        return pair_subject(self.edit.column1, self.edit.column2)


@claim_rule(
    "NCC-001",
    "pairs.never",
    title="Two codes that are never paid together",
    carc="97",
    rarc=("N20", "M80"),
    overridable=True,
    source="NCCI procedure-to-procedure edits, indicator 0",
    messages={"never": "{second} is never paid with {first} on one day ({table})."},
)
def never(context: Context) -> Iterator[Outcome]:
    """No code stands beside one that holds it already.

    What is checked
        All pairs of codes of one day against edits with indicator 0, whatever modifiers they
        carry.

    Why payers deny it
        The second code is part of the first, and no modifier separates them.

    How to put it right
        Take the second code off.
    """
    for pair in _pairs(context):
        if isinstance(pair, NotChecked):
            yield pair
        elif pair.edit.indicator == "0":
            yield _finding("never", pair)


@claim_rule(
    "NCC-002",
    "pairs.needs-modifier",
    title="Two codes that are paid together only with a modifier",
    carc="97",
    rarc=("N20", "M80"),
    overridable=True,
    source="NCCI procedure-to-procedure edits, indicator 1",
    messages={
        "visit": "{second} is part of {first} unless the visit was separate and significant: "
        "25 says so, if the note does ({table}). Ask {person}.",
        "bundled": "{second} is part of {first} unless it was distinct: XE, XS, XP, XU or 59 says "
        "so, if the record does ({table}). Ask {person}.",
    },
)
def needs_modifier(context: Context) -> Iterator[Outcome]:
    """Codes that belong together stand side by side only where a modifier says why.

    What is checked
        All pairs of codes of one day against edits with indicator 1, and whether either line
        carries a modifier that opens them; a visit needs its own (24, 25, 57). Where a code stands
        on several lines, one line without the modifier is enough.

    Why payers deny it
        Without the modifier the second code counts as part of the first.

    How to put it right
        Ask who gave the service whether it was separate, and why; add the modifier that says so
        only if that is documented, otherwise take the second code off.
    """
    for pair in _pairs(context):
        if isinstance(pair, NotChecked):
            yield pair
        elif pair.edit.indicator == "1" and not _is_open(pair, context):
            question = question_of(pair.second, pair.edit.column1, context)
            message = "visit" if is_visit(pair.second, context) else "bundled"
            yield replace(
                _finding(message, pair, {"person": question.ask}),
                question=question,
                choices=answers_of(pair.second, context),
            )


@claim_rule(
    "NCC-003",
    "pairs.documentation",
    title="Pair opened by a modifier: keep the proof",
    severity=Severity.INFO,
    carc=None,
    group=None,
    source="NCCI procedure-to-procedure edits, indicator 1",
    messages={
        "keep": "{second} beside {first} is paid because of {modifiers}: keep what shows that it "
        "was separate."
    },
)
def documentation(context: Context) -> Iterator[Outcome]:
    """A modifier that opens a pair has its proof in the chart.

    What is checked
        Pairs with indicator 1 of which a line carries a modifier that opens them.

    Why payers deny it
        They ask for records of such claims later, and take the money back where there are none.

    How to put it right
        Keep the note that shows the other site, session, access or visit.
    """
    for pair in _pairs(context):
        if isinstance(pair, _Pair) and pair.edit.indicator == "1" and _is_open(pair, context):
            yield _finding("keep", pair, {"modifiers": tuple(sorted(_opening(pair, context)))})


def _finding(message: str, pair: _Pair, more: Mapping[str, Fact] | None = None) -> Finding:
    return Finding(
        message=message,
        line=pair.second.number,
        field_name="code" if message == "never" else "modifiers",
        basis=(Basis(name="The PTP table", tables=("ptp",)),),
        subjects=(pair.subject,),
        data={
            "first": pair.edit.column1,
            "second": pair.edit.column2,
            "table": pair.edit.source,
            **(more or {}),
        },
    )


def _pairs(context: Context) -> Iterator[_Pair | NotChecked]:
    """Every edit that two codes of one day meet, in order of the lines."""
    found: list[_Pair | NotChecked] | None = context.memo.get("pairs")
    if found is None:
        found = context.memo["pairs"] = list(_look(context))
    yield from found


def _look(context: Context) -> Iterator[_Pair | NotChecked]:
    by_day: dict[dt.date, dict[str, list[LineSnapshot]]] = {}
    for line in sorted(context.claim.lines, key=lambda one: one.number):
        if folded(line.code) and line.dos_from is not None:
            by_day.setdefault(line.dos_from, {}).setdefault(folded(line.code), []).append(line)
    for day, lines in by_day.items():
        if len(lines) < 2:
            continue
        terms = context.terms_on(day)
        anchor = next(iter(lines.values()))[0]
        if terms is None:
            yield NotChecked(missing="payer terms", line=anchor.number)
        elif terms.uses_ptp and "ptp" not in context.reference.loaded:
            yield NotChecked(missing="PTP table", line=anchor.number)
        elif terms.uses_ptp:
            yield from _of_day(day, lines, context)


def _of_day(
    day: dt.date, lines: dict[str, list[LineSnapshot]], context: Context
) -> Iterator[_Pair]:
    codes = sorted(lines)
    for at, low in enumerate(codes):
        for high in codes[at + 1 :]:
            edit = newest(context.reference.pairs.get((low, high), ()), day)
            if edit is None or edit.indicator not in {"0", "1"}:
                continue
            first, second = lines[edit.column1], lines[edit.column2]
            yield _Pair(
                edit=edit, first=_plainest(first, context), second=_plainest(second, context)
            )


def _plainest(lines: list[LineSnapshot], context: Context) -> LineSnapshot:
    """The first line of a code without a modifier that opens a pair, else its first line.

    A JW line is the same drug as its administered line and stands for it only where it is alone.
    """
    given = [one for one in lines if "JW" not in context.modifiers(one)] or lines
    opening = OF_VISITS if is_visit(given[0], context) else OPENS_PAIR
    plain = (one for one in given if not opening & set(context.modifiers(one)))
    return next(plain, given[0])


def _opening(pair: _Pair, context: Context) -> set[str]:
    if is_visit(pair.second, context):
        return set(context.modifiers(pair.second)) & OF_VISITS
    held = {*context.modifiers(pair.first), *context.modifiers(pair.second)}
    return held & OPENS_PAIR


def _is_open(pair: _Pair, context: Context) -> bool:
    return bool(_opening(pair, context))

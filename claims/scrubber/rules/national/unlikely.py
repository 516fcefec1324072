"""MUE: more units than anybody is likely to get."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome, Passed, Severity, spoken
from claims.scrubber.rule import claim_rule
from claims.scrubber.rules.national.day_totals import (
    DayTotal,
    basis_of,
    days,
    is_counted,
    limit_of,
)

_SEPARATING = frozenset({"59", "76", "XE", "XS", "XP", "XU"})
_PER_DAY = {"2", "3"}


@claim_rule(
    "MUE-001",
    "mue.absolute-per-day",
    title="More than the absolute limit a day",
    carc="151",
    rarc=("N362",),
    overridable=True,
    source="NCCI medically unlikely edits, adjudication indicator 2",
    messages={
        "over": "{total} units of {code} exceed the absolute limit of {limit} a day ({table})."
    },
)
def absolute_per_day(context: Context) -> Iterator[Outcome]:
    """A code stays within its absolute limit for a day of service.

    What is checked
        The units of the code on that day, discarded units included, on this claim and on other
        claims of the same provider, against edits with indicator 2.

    Why payers deny it
        The limit follows from the code's own text; no modifier and no appeal lifts it.

    How to put it right
        Correct the units or the date of service.
    """
    yield from _per_day(context, indicator="2")


@claim_rule(
    "MUE-002",
    "mue.clinical-per-day",
    title="More than the clinical limit a day",
    carc="151",
    rarc=("N362", "MA01"),
    source="NCCI medically unlikely edits, adjudication indicator 3",
    overridable=True,
    messages={
        "over": "{total} units of {code} exceed the limit of {limit} a day ({table}); "
        "an appeal needs records."
    },
)
def clinical_per_day(context: Context) -> Iterator[Outcome]:
    """A code stays within its clinical limit for a day of service.

    What is checked
        The units of the code on that day, discarded units included, on this claim and on other
        claims of the same provider, against edits with indicator 3.

    Why payers deny it
        All units of the day are denied; records that show the need can win the appeal. A notice
        to the patient does not shift who pays.

    How to put it right
        Correct the units, or keep the records that show why this much was given.
    """
    yield from _per_day(context, indicator="3")


@claim_rule(
    "MUE-003",
    "mue.per-line",
    title="More than the limit a line",
    carc="151",
    rarc=("N362",),
    source="NCCI medically unlikely edits, adjudication indicator 1; Medicaid NCCI",
    overridable=True,
    messages={
        "over": "{units} units of {code} exceed the limit of {limit} a line ({table}); "
        "split the line only if the services were distinct."
    },
)
def per_line(context: Context) -> Iterator[Outcome]:
    """Each line stays within the limit of its code for a line.

    What is checked
        The units of each line against edits with indicator 1, and against Medicaid's, which all
        count per line.

    Why payers deny it
        The line is denied as a whole.

    How to put it right
        Correct the units; split the line with a modifier only where the services were distinct.
    """
    for line in context.claim.lines:
        limit = limit_of(line, context)
        if isinstance(limit, NotChecked):
            yield limit
        elif limit is not None and limit.indicator not in _PER_DAY:
            if not is_counted(line, context):
                continue
            counted = line.units
            if counted is None:
                yield NotChecked(missing="units", line=line.number)
            elif counted > limit.units:
                yield Finding(
                    message="over",
                    line=line.number,
                    field_name="units",
                    basis=(basis_of(limit),),
                    data={
                        "units": counted,
                        "code": limit.code,
                        "limit": limit.units,
                        "table": limit.source,
                    },
                )


@claim_rule(
    "MUE-004",
    "mue.split-lines",
    title="Splitting lines does not lift a limit per day",
    severity=Severity.WARNING,
    carc="151",
    rarc=("N362",),
    source="NCCI medically unlikely edits, adjudication indicators 2 and 3",
    messages={
        "split": "{modifier} does not lift the limit of {limit} units of {code} a day ({table})."
    },
)
def split_lines(context: Context) -> Iterator[Outcome]:
    """A modifier that separates lines is not used to pass a limit that counts the whole day.

    What is checked
        Days over their limit with more than one line of the code, and 59, 76 or an X modifier on
        one of them.

    Why payers deny it
        The limit adds up all lines of the day, whatever modifiers they carry.

    How to put it right
        Take the modifier off unless another edit calls for it, and see the limit's own finding.
    """
    for day in days(context):
        if isinstance(day, NotChecked) or day.limit.indicator not in _PER_DAY:
            continue
        marked = [
            (line, one)
            for line in day.lines
            for one in context.modifiers(line)
            if one in _SEPARATING
        ]
        if len(day.lines) > 1 and marked and day.total > day.limit.units:
            line, modifier = marked[0]
            yield Finding(
                message="split",
                line=line.number,
                field_name="modifiers",
                basis=(basis_of(day.limit),),
                data={
                    "modifier": modifier,
                    "limit": day.limit.units,
                    "code": day.code,
                    "table": day.limit.source,
                },
            )


def _per_day(context: Context, *, indicator: str) -> Iterator[Outcome]:
    for day in days(context):
        if isinstance(day, NotChecked):
            yield day
        elif day.limit.indicator != indicator:
            continue
        elif day.total <= day.limit.units and day.missing:
            yield NotChecked(missing=day.missing, line=day.lines[0].number)
        elif day.total <= day.limit.units:
            is_known = context.claim.history is not None
            margin = partial(_margin, day, is_known=is_known)
            yield Passed(margin=margin, line=day.lines[0].number)
        else:
            yield Finding(
                message="over",
                line=day.lines[0].number,
                field_name="units",
                basis=(basis_of(day.limit),),
                data={
                    "total": day.total,
                    "code": day.code,
                    "limit": day.limit.units,
                    "table": day.limit.source,
                },
            )


def _margin(day: DayTotal, *, is_known: bool) -> str:
    earlier = "" if is_known else ", earlier claims not known"
    return f"{spoken(day.total)} of {spoken(day.limit.units)} units of {day.code} a day{earlier}"

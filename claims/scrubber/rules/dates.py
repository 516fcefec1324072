"""DAT: dates of service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity
from claims.scrubber.rule import claim_rule, line_rule
from claims.scrubber.scopes import of_drug
from claims.scrubber.snapshot import LineSnapshot


@line_rule(
    "DAT-001",
    "dates.future",
    title="Date of service in the future",
    carc="110",
    rarc=("M52", "M59"),
    source="CARC 110",
    messages={"future": "The date of service {day} is after {today}."},
)
def future(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The service was given before the claim is checked.

    What is checked
        The last date of service against the day of the check, in the practice's time zone.

    Why payers deny it
        A service that has not happened cannot be billed.

    How to put it right
        Correct the date, or bill after the service.
    """
    days = [one for one in (line.dos_from, line.dos_to) if one is not None]
    if not days:
        yield NotChecked(missing="dos_from", line=line.number)
    elif max(days) > context.claim.as_of:
        yield Finding(
            message="future",
            line=line.number,
            field_name="dos_to" if line.dos_to == max(days) else "dos_from",
            data={"day": max(days), "today": context.claim.as_of},
        )


@claim_rule(
    "DAT-002",
    "dates.before-birth",
    title="Date of service before birth",
    carc="14",
    rarc=("N329",),
    source="CARC 14",
    messages={"before": "The date of service {day} on line {line} is before the birth, {birth}."},
)
def before_birth(context: Context) -> Iterator[Outcome]:
    """No service was given before the patient was born.

    What is checked
        The dates of service against the birth date.

    Why payers deny it
        One of the two dates must be wrong, and the patient is not found.

    How to put it right
        Correct the birth date or the date of service.
    """
    patient = context.claim.patient
    birth = patient.birth_date if patient else None
    if birth is None:
        yield NotChecked(missing="patient.dob")
        return
    days = _days(context)
    early = [(day, line) for day, line in days if day < birth]
    if early:
        day, line = min(early, key=lambda pair: pair[1].number)
        yield Finding(
            message="before",
            field_name="patient.dob",
            data={"day": day, "line": line.number, "birth": birth},
        )


def _days(context: Context) -> list[tuple[dt.date, LineSnapshot]]:
    return [(line.dos_from, line) for line in context.claim.lines if line.dos_from is not None]


@line_rule(
    "DAT-003",
    "dates.order",
    title="From date after to date",
    carc="16",
    rarc=("M52", "M59"),
    source="CMS-1500 instructions, item 24A",
    messages={"order": "The from date {first} is after the to date {last}."},
)
def order(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The from date is not after the to date.

    What is checked
        The two dates of the line.

    Why payers deny it
        The line has no length and is returned.

    How to put it right
        Correct one of the dates.
    """
    if line.dos_from is None or line.dos_to is None:
        missing = "dos_from" if line.dos_from is None else "dos_to"
        yield NotChecked(missing=missing, line=line.number)
    elif line.dos_from > line.dos_to:
        yield Finding(
            message="order",
            line=line.number,
            field_name="dos_from",
            data={"first": line.dos_from, "last": line.dos_to},
        )


@line_rule(
    "DAT-004",
    "dates.span",
    where=of_drug,
    title="Drug line over more than 1 day",
    severity=Severity.WARNING,
    carc="16",
    rarc=("M52", "N64"),
    source="CMS-1500 instructions, item 24A",
    messages={"span": "The drug line runs from {first} to {last}; a drug is billed per day."},
)
def span(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A drug line bills one day.

    What is checked
        The from and to dates of drug lines.

    Why payers deny it
        Units of several days on one line exceed the limits of one day.

    How to put it right
        Bill a line for each day.
    """
    if not context.is_drug(line) or line.dos_from is None or line.dos_to is None:
        return
    if line.dos_from < line.dos_to:
        yield Finding(
            message="span",
            line=line.number,
            field_name="dos_to",
            data={"first": line.dos_from, "last": line.dos_to},
        )


@claim_rule(
    "DAT-005",
    "dates.after-death",
    title="Date of service after death",
    carc="13",
    rarc=("N330",),
    source="CARC 13",
    messages={"after": "The date of service {day} on line {line} is after the death, {death}."},
)
def after_death(context: Context) -> Iterator[Outcome]:
    """No service was given after the patient died.

    What is checked
        The last date of service of each line against the date of death, where one is recorded.

    Why payers deny it
        Coverage ends with the patient's death.

    How to put it right
        Correct the date of death or the date of service.
    """
    patient = context.claim.patient
    death = patient.death_date if patient else None
    if death is None:
        return
    last = [(line.dos_to or line.dos_from, line) for line in context.claim.lines]
    late = [(day, line) for day, line in last if day is not None and day > death]
    if late:
        day, line = min(late, key=lambda pair: pair[1].number)
        yield Finding(
            message="after",
            field_name="patient.dod",
            data={"day": day, "line": line.number, "death": death},
        )

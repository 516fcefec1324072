"""TFL: how long a payer takes claims."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Finding,
    NotChecked,
    Outcome,
    Passed,
    Severity,
    counted,
    spoken,
)
from claims.scrubber.other_payers import is_secondary
from claims.scrubber.rule import claim_rule

_NEAR_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filing:
    """The last day on which the payer takes the claim, and the service that decides it."""

    service: dt.date
    last: dt.date


@claim_rule(
    "TFL-001",
    "filing.passed",
    title="Filing limit has passed",
    carc="29",
    rarc=("N211",),
    overridable=True,
    source="42 CFR 424.44; payer terms",
    messages={"passed": "The filing limit for the service of {service} was {last}."},
)
def passed(context: Context) -> Iterator[Outcome]:
    """The claim is sent while the payer still takes it.

    What is checked
        The day of the check against the payer's limit, counted from the earliest date of service:
        a calendar year for Medicare, days for others. Where another payer was billed first, the
        days count from its remittance.

    Why payers deny it
        A claim after the limit is denied, and the patient may not be billed for it.

    How to put it right
        Send it with proof of an exception, if there was one; otherwise write it off.
    """
    filing = _filing(context)
    if isinstance(filing, NotChecked):
        yield filing
    elif filing is not None and context.claim.as_of > filing.last:
        yield Finding(
            message="passed",
            field_name="dos_from",
            data={"service": filing.service, "last": filing.last},
        )
    elif filing is not None:
        left = (filing.last - context.claim.as_of).days
        yield Passed(margin=partial(_margin, left, filing.last))


@claim_rule(
    "TFL-002",
    "filing.near",
    title="Filing limit is near",
    severity=Severity.WARNING,
    carc="29",
    source="42 CFR 424.44; payer terms",
    messages={
        "today": "Today is the last day to file the service of {service}.",
        "near": "The service of {service} must be filed by {last}: {left} days are left.",
    },
)
def near(context: Context) -> Iterator[Outcome]:
    """A claim close to its limit goes out first.

    What is checked
        Whether 14 days or fewer are left.

    Why payers deny it
        After the last day nothing helps.

    How to put it right
        Send it today.
    """
    filing = _filing(context)
    if isinstance(filing, NotChecked):
        yield filing
        return
    left = (filing.last - context.claim.as_of).days if filing is not None else -1
    if filing is not None and 0 <= left <= _NEAR_DAYS:
        yield Finding(
            message="near" if left else "today",
            field_name="dos_from",
            data={"service": filing.service, "last": filing.last, "left": left},
        )


def _margin(left: int, last: dt.date) -> str:
    return f"{counted(left, 'day')} left to file, until {spoken(last)}"


def _filing(context: Context) -> _Filing | NotChecked | None:
    service = context.first_day
    if service is None:
        return NotChecked(missing="dos_from")
    terms = context.terms_on(service)
    if terms is None:
        return NotChecked(missing="payer terms")
    if terms.filing_years is not None:
        return _Filing(service=service, last=_years_later(service, terms.filing_years))
    if terms.filing_days is None:
        return NotChecked(missing="filing limit of the payer")
    start = service
    if is_secondary(context):
        first = context.claim.other_payer
        if first is None or first.date is None:
            return NotChecked(missing="cob.date")
        start = first.date
    return _Filing(service=service, last=start + dt.timedelta(days=terms.filing_days))


def _years_later(day: dt.date, years: int) -> dt.date:
    """The same day of a later year; 29 February becomes the 28th."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))

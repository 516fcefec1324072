"""Windows in which doses are counted: rolling or of the calendar, days or months.

A rolling window of N days is the day of service and the N - 1 days before it, so that a weekly dose
exactly seven days earlier lies outside seven days. Months reach back to the same day of an earlier
month, clipped to its last day, which itself lies outside.
"""

from __future__ import annotations

import calendar
import datetime as dt

from claims.scrubber.policy import Limit

_AS_MONTHS = {1: range(28, 32), 3: range(89, 93), 6: range(181, 185), 12: range(365, 367)}
_DAY = dt.timedelta(days=1)


def first_day(limit: Limit, day: dt.date) -> dt.date:
    """The first day of the window of ``limit`` that ends with ``day``."""
    if limit.window == "calendar":
        return _first_of_calendar(limit, day)
    if limit.months is not None:
        return months_before(day, limit.months) + _DAY
    return day - dt.timedelta(days=max((limit.days or 1) - 1, 0))


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` earlier, clipped to the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def words(limit: Limit) -> str:
    """The window as people say it: 7 days, 6 months, the calendar year."""
    if limit.window == "calendar":
        return f"the calendar {_calendar_unit(limit)}"
    if limit.months is not None:
        return f"{limit.months} month{'s' if limit.months != 1 else ''}"
    days = limit.days or 1
    return f"{days} day{'s' if days != 1 else ''}"


def _calendar_unit(limit: Limit) -> str:
    months = _calendar_months(limit)
    if months is not None:
        return {1: "month", 3: "quarter", 12: "year"}.get(months, f"{months} months")
    return {7: "week"}.get(limit.days or 1, "day")


def _calendar_months(limit: Limit) -> int | None:
    """The months of a calendar period; 30 days of the calendar are its month, 365 its year."""
    if limit.months is not None:
        return limit.months
    days = limit.days or 1
    return next((months for months, spans in _AS_MONTHS.items() if days in spans), None)


def _first_of_calendar(limit: Limit, day: dt.date) -> dt.date:
    """The first day of the calendar period that holds ``day``; weeks begin on Sunday."""
    months = _calendar_months(limit)
    if months is not None:
        start = (day.month - 1) // months * months + 1
        return day.replace(month=start, day=1)
    if limit.days == 7:
        return day - dt.timedelta(days=(day.weekday() + 1) % 7)
    return day

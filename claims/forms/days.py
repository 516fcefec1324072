"""Dates as billers type them: 11/20/2026, 112026, 11202026, 2026-11-20, t, t-1.

Fixed lengths only: strptime reads 1112026 as 11/1/2026 or 1/11/2026, and either guess is a wrong
date of service (security.md 6).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from claims.forms.numbers import TextField

EARLIEST = dt.date(1900, 1, 1)
SHAPES = (
    re.compile(r"(?P<m>[0-9]{1,2})[/.-](?P<d>[0-9]{1,2})[/.-](?P<y>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?P<y>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
)


class DayField(TextField):
    """A calendar day; ``today`` is set by the form, since a field has no clock.

    ``past_only`` (birth dates) reads a two-digit year as the last such year that is not in the
    future and refuses later days; otherwise a two-digit year is of this century.
    """

    wanted = "Type month, day and year, for example 11/20/2026; t is today, t-1 yesterday."

    def __init__(self, *, past_only: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.past_only = past_only
        self.today: dt.date | None = None

    def parse(self, text: str) -> dt.date:
        today = self.today
        if today is None:
            raise TypeError("the form did not say what day it is")
        relative = re.fullmatch(r"[tT](?:\s*-\s*([0-9]{1,3}))?", text)
        if relative:
            return today - dt.timedelta(days=int(relative.group(1) or 0))
        for shape in SHAPES:
            found = shape.fullmatch(text)
            if found:
                return self._bounded(found["y"], int(found["m"]), int(found["d"]), today)
        raise ValueError(text)

    def _bounded(self, year: str, month: int, day: int, today: dt.date) -> dt.date:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        if self.past_only and len(year) == 2 and dt.date(full, month, day) > today:
            full -= 100
        date = dt.date(full, month, day)
        latest = today if self.past_only else today + dt.timedelta(days=731)
        if not EARLIEST <= date <= latest:
            raise ValueError(date.isoformat())
        return date

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%m/%d/%Y}" if isinstance(value, dt.date) else value

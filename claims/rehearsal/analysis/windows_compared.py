"""How windows of limits lie in each other: how short and how long, and which holds which.

Months differ in length, so a window is looked at on every day of four years, a leap year among
them; every 400 years three leap years fall out, which makes no window longer or shorter.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from claims.scrubber.policy import Limit
from claims.scrubber.windows import first_day

_CYCLE = tuple(dt.date(2023, 1, 1) + dt.timedelta(days=at) for at in range(1461))


def shortest(limit: Limit) -> int:
    """Days of the window when it is shortest."""
    return _lengths(_bare(limit))[0]


def longest(limit: Limit) -> int:
    """Days of the window when it is longest."""
    return _lengths(_bare(limit))[1]


def always_holds(window: Limit, other: Limit) -> bool:
    """Whether the window of one limit holds that of the other, whatever the date of service."""
    return _holds(_bare(window), _bare(other))


def _bare(limit: Limit) -> Limit:
    """The window alone, so that limits of the same one are looked at once."""
    return Limit(kind="", days=limit.days, months=limit.months, window=limit.window)


@lru_cache(maxsize=512)
def _lengths(window: Limit) -> tuple[int, int]:
    if window.months is None and window.window == "rolling":
        days = max(window.days or 1, 1)
        return days, days
    found = {(day - first_day(window, day)).days + 1 for day in _CYCLE}
    return min(found), max(found)


@lru_cache(maxsize=2048)
def _holds(window: Limit, other: Limit) -> bool:
    if window == other:
        return True
    if window.window == "rolling" and shortest(window) >= longest(other):
        return True
    if longest(window) < longest(other):
        return False
    return all(first_day(window, day) <= first_day(other, day) for day in _CYCLE)

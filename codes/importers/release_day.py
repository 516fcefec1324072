"""The day from which a file speaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from codes.importers.problem import UnreadableFile
from codes.importers.source import Source

_OPTION = "; give --release YYYY-MM-DD"


def release_day(
    source: Source, action_days: Collection[dt.date], *, option: dt.date | None, today: dt.date
) -> dt.date:
    """The option, else the day in the name, else the newest action, else the year in the name.

    CMS issues its files some weeks ahead. Raises UnreadableFile for a day more than a year ahead:
    as the newest release it would shut out every true one until then.
    """
    bound = _a_year_after(today)
    released = option or source.day_in_name() or _newest_action(source, action_days, bound)
    released = released or source.year_in_name()
    if released is None:
        raise UnreadableFile(
            f"{source.outer_name} does not say from which day it speaks",
            asks="release",
            option=_OPTION,
        )
    if released > bound:
        raise UnreadableFile(
            f"{source.outer_name} would speak from {released.isoformat()}, more than a year ahead;"
            f" a day no later than {bound.isoformat()} is wanted",
            asks="release",
            option=_OPTION,
        )
    return released


def _newest_action(
    source: Source, action_days: Collection[dt.date], bound: dt.date
) -> dt.date | None:
    """The newest day of a change up to ``bound``; 99991231 stands for an open end."""
    if not action_days:
        return None
    days = [day for day in action_days if day <= bound]
    if not days:
        raise UnreadableFile(
            f"{source.outer_name} does not say from which day it speaks: every ACT EFF DT is later"
            f" than {bound.isoformat()}",
            asks="release",
            option=_OPTION,
        )
    return max(days)


def _a_year_after(day: dt.date) -> dt.date:
    """The same day a year on; 29 February becomes the last of the month."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)

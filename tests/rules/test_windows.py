"""Windows of doses against counting days one by one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.scrubber.policy import Limit
from claims.scrubber.windows import first_day, months_before, words

DAY = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))
ONE = dt.timedelta(days=1)


def limit(window: str = "rolling", **span: int) -> Limit:
    return Limit(kind="max_count", window=window, **span)


@given(day=DAY, days=st.integers(1, 400))
def test_a_rolling_window_holds_that_many_days(day: dt.date, days: int) -> None:
    first = first_day(limit(days=days), day)
    assert len(range(first.toordinal(), day.toordinal() + 1)) == days


@pytest.mark.parametrize("days", [None, 0, 1])
def test_without_days_the_window_is_the_day_itself(days: int | None) -> None:
    day = dt.date(2026, 3, 2)
    assert first_day(Limit(kind="max_count", days=days), day) == day


@given(day=DAY, months=st.integers(1, 30))
def test_months_before_step_back_one_by_one(day: dt.date, months: int) -> None:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    found = months_before(day, months)
    following = found.replace(day=28) + dt.timedelta(days=4)
    last = (following - dt.timedelta(days=following.day)).day
    assert (found.year, found.month, found.day) == (year, month, min(day.day, last))
    assert first_day(limit(months=months), day) == found + ONE


@given(day=DAY)
def test_a_calendar_week_begins_on_sunday(day: dt.date) -> None:
    first = first_day(limit("calendar", days=7), day)
    assert first.strftime("%A") == "Sunday"
    assert dt.timedelta() <= day - first < dt.timedelta(days=7)


@given(day=DAY, months=st.sampled_from([1, 2, 3, 4, 6, 12]))
def test_a_calendar_period_begins_with_a_month_of_its_own(day: dt.date, months: int) -> None:
    periods = [[month + at for at in range(months)] for month in range(1, 13, months)]
    [period] = [one for one in periods if day.month in one]
    assert first_day(limit("calendar", months=months), day) == dt.date(day.year, period[0], 1)


@pytest.mark.parametrize(
    ("days", "first", "said"),
    [
        (27, dt.date(2026, 8, 20), "day"), (28, dt.date(2026, 8, 1), "month"),
        (31, dt.date(2026, 8, 1), "month"), (32, dt.date(2026, 8, 20), "day"),
        (88, dt.date(2026, 8, 20), "day"), (89, dt.date(2026, 7, 1), "quarter"),
        (92, dt.date(2026, 7, 1), "quarter"), (93, dt.date(2026, 8, 20), "day"),
        (180, dt.date(2026, 8, 20), "day"), (181, dt.date(2026, 7, 1), "6 months"),
        (184, dt.date(2026, 7, 1), "6 months"), (185, dt.date(2026, 8, 20), "day"),
        (364, dt.date(2026, 8, 20), "day"), (365, dt.date(2026, 1, 1), "year"),
        (366, dt.date(2026, 1, 1), "year"), (367, dt.date(2026, 8, 20), "day"),
    ],
)  # fmt: skip
def test_days_that_mean_a_period_of_the_calendar(days: int, first: dt.date, said: str) -> None:
    limit = Limit(kind="max_count", days=days, window="calendar")
    assert first_day(limit, dt.date(2026, 8, 20)) == first
    assert words(limit) == f"the calendar {said}"


@pytest.mark.parametrize("days", [None, 1, 6, 8])
def test_any_other_calendar_span_is_the_day(days: int | None) -> None:
    day = dt.date(2026, 3, 4)
    assert first_day(Limit(kind="max_count", days=days, window="calendar"), day) == day


@pytest.mark.parametrize(
    ("window", "days", "months", "said"),
    [
        ("rolling", 1, None, "1 day"),
        ("rolling", 2, None, "2 days"),
        ("rolling", None, None, "1 day"),
        ("rolling", None, 1, "1 month"),
        ("rolling", None, 2, "2 months"),
        ("calendar", None, 1, "the calendar month"),
        ("calendar", None, 2, "the calendar 2 months"),
        ("calendar", None, 3, "the calendar quarter"),
        ("calendar", None, 12, "the calendar year"),
        ("calendar", 7, None, "the calendar week"),
        ("calendar", 1, None, "the calendar day"),
        ("calendar", None, None, "the calendar day"),
    ],
)
def test_a_window_is_said_as_people_say_it(
    window: str, days: int | None, months: int | None, said: str
) -> None:
    assert words(Limit(kind="max_count", window=window, days=days, months=months)) == said

"""From which day a file speaks, and how far ahead that may lie."""

from __future__ import annotations

import datetime as dt

import pytest
from cms_files import source

from codes.importers.problem import UnreadableFile
from codes.importers.release_day import release_day

TODAY = dt.date(2030, 6, 15)
OPEN_END = dt.date(9999, 12, 31)


def day_of(
    name: str, *actions: dt.date, option: dt.date | None = None, today: dt.date = TODAY
) -> dt.date:
    return release_day(source(b"", name), frozenset(actions), option=option, today=today)


def refusal_of(name: str, *actions: dt.date, option: dt.date | None = None) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        day_of(name, *actions, option=option)
    return str(refusal.value)


def test_the_option_goes_before_the_name_and_the_name_before_the_actions() -> None:
    action, option = dt.date(2029, 4, 1), dt.date(2030, 2, 3)

    assert day_of("HCPC2030_JUL.txt", action, option=option) == option
    assert day_of("HCPC2030_JUL.txt", action) == dt.date(2030, 7, 1)
    assert day_of("codes_2030.txt", action) == action
    assert day_of("codes_2030.txt") == dt.date(2030, 1, 1)


def test_an_open_end_is_no_day_of_action() -> None:
    assert day_of("codes.txt", dt.date(2029, 4, 1), OPEN_END) == dt.date(2029, 4, 1)


def test_actions_beyond_a_year_ask_for_the_option() -> None:
    assert refusal_of("codes_2030.txt", OPEN_END) == (
        "codes_2030.txt does not say from which day it speaks: every ACT EFF DT is later than"
        " 2031-06-15; give --release YYYY-MM-DD."
    )


def test_a_year_ahead_is_the_last_day_taken() -> None:
    last, after = dt.date(2031, 6, 15), dt.date(2031, 6, 16)
    says = (
        " would speak from 2031-06-16, more than a year ahead; a day no later than 2031-06-15 is"
        " wanted; give --release YYYY-MM-DD."
    )

    assert day_of("codes.txt", option=last) == last
    assert day_of("codes.txt", last, after) == last
    assert refusal_of("codes.txt", option=after) == f"codes.txt{says}"
    assert refusal_of("codes 2031-06-16.txt") == f"codes 2031-06-16.txt{says}"


def test_a_year_after_a_leap_day_ends_with_february() -> None:
    leap_day, last = dt.date(2028, 2, 29), dt.date(2029, 2, 28)

    assert day_of("codes.txt", option=last, today=leap_day) == last
    with pytest.raises(UnreadableFile, match="no later than 2029-02-28 is wanted"):
        day_of("codes.txt", option=dt.date(2029, 3, 1), today=leap_day)

"""What a drug group comes to, against sums made by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cases import GIVEN, reference

from claims.scrubber.amounts import GroupAmounts, amounts
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.grouping import drug_groups

TENTHS = st.integers(1, 9_999)


def mg(amount: object) -> dict:
    return {"amount": str(amount), "uom": "mg"}


def vial(size: object, count: object = 1) -> dict:
    return {"size": str(size), "uom": "mg", "count": str(count)}


def of(*lines: dict) -> GroupAmounts:
    """The amounts of one day of J0256, billed per 10 mg."""
    shared = {"code": "J0256", "dos_from": "2026-03-02", "units": 1}
    written = [{**shared, **line, "n": n} for n, line in enumerate(lines, start=1)]
    claim = read_claim({"lines": written}, as_of=dt.date(2026, 11, 21), position=1)
    context = Context(claim=claim, reference=reference(GIVEN))
    [group] = drug_groups(context)
    return amounts(group, context)


@given(doses=st.lists(TENTHS, min_size=1, max_size=3), held=st.lists(TENTHS, max_size=3))
def test_everything_adds_up(doses: list[int], held: list[int]) -> None:
    given_lines = [{"dose": mg(f"{dose / 10:.1f}")} for dose in doses]
    if held:
        given_lines[0]["containers"] = [vial(f"{size / 10:.1f}") for size in held]
        for line in given_lines[1:]:
            line["containers"] = [vial("0.1")]
    held_in_all = sum(held) + (len(doses) - 1 if held else 0)
    found = of(*given_lines)
    units = -(-sum(doses) // 100)
    assert (found.dose, found.expected_units) == (Fraction(sum(doses), 10), units)
    if not held:
        assert (found.held, found.units_left, found.jw_units, found.left) == (None,) * 4
        assert (found.total, found.total_missing) == (None, "containers")
        return
    left = -(-held_in_all // 100) - units
    assert (found.held, found.units_left) == (Fraction(held_in_all, 10), left)
    assert found.jw_units == max(0, left)
    rest = Fraction(held_in_all - sum(doses), 10)
    assert found.left == (rest if rest >= 0 else None)


@pytest.mark.parametrize(
    ("discarded", "held"), [("0", None), ("0.5", Fraction(201, 2)), ("1", 101), ("-1", None)]
)
def test_without_containers_dose_and_discarded_amount_were_opened(
    discarded: str, held: Fraction | None
) -> None:
    found = of({"dose": mg(100), "discarded": mg(discarded)})
    assert (found.held, found.total, found.is_partly_opened) == (held, None, False)


@pytest.mark.parametrize("wrong", [vial(0), vial(-1), vial(5, 0), vial(5, -1)])
def test_a_container_of_nothing_is_not_counted(wrong: dict) -> None:
    found = of({"dose": mg(100), "containers": [vial(200), wrong]})
    assert (found.total, found.total_missing, found.held) == (None, "containers", None)


def test_part_of_a_container_counts() -> None:
    assert of({"dose": mg("0.5"), "containers": [vial("0.5", "0.5")]}).total == Fraction(1, 4)


def test_containers_of_some_lines_only_are_no_total() -> None:
    found = of({"dose": mg(1), "containers": [vial(5)]}, {"dose": mg(1), "discarded": mg(3)})
    assert (found.is_partly_opened, found.total, found.held) == (True, None, None)


def test_a_jw_line_alone_has_no_dose() -> None:
    found = of({"modifiers": ["JW"], "discarded": mg(5), "units": 2})
    assert (found.dose, found.dose_missing, found.expected_units) == (None, "dose", None)
    assert (found.billed, found.billed_jw, found.discarded) == (0, 2, 5)


@pytest.mark.parametrize("dose", ["0", "-1"])
def test_a_dose_of_nothing_is_not_known(dose: str) -> None:
    assert of({"dose": mg(dose)}).dose_missing == "dose"


def test_amounts_that_do_not_convert_are_named() -> None:
    found = of({"dose": {"amount": 5, "uom": "IU"}, "containers": [{**vial(5), "uom": "IU"}]})
    assert (found.dose, found.dose_missing) == (None, "dose.uom")
    assert (found.total, found.total_missing) == (None, "containers[].uom")


def test_units_not_written_are_not_nothing() -> None:
    assert of({"dose": mg(5), "units": None}).billed is None
    assert of({"dose": mg(5)}, {"modifiers": ["JW"], "units": None}).billed_jw is None

"""Doses, units and containers against plain counting."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.scrubber.findings import plain, spoken
from claims.scrubber.notation import is_npi, ndc11
from claims.scrubber.quantities import (
    BillingUnit,
    Concentration,
    as_decimal,
    best_containers,
    billing_units,
    container_units,
    convert,
    is_measure,
    units_left,
)

AMOUNT = st.decimals(min_value="0.001", max_value="100000", places=3)
UNIT = st.sampled_from(["0.1", "0.5", "1", "10", "100", "500", "1000"])


@given(dose=AMOUNT, unit=UNIT)
def test_units_hold_the_dose_and_one_less_does_not(dose: Decimal, unit: str) -> None:
    units = billing_units(Fraction(dose), BillingUnit(amount=Decimal(unit), measure="mg"))
    assert units >= 1
    assert units * Decimal(unit) >= dose
    assert units == 1 or (units - 1) * Decimal(unit) < dose


@given(dose=AMOUNT, left=AMOUNT, unit=UNIT)
def test_both_lines_never_exceed_the_containers(dose: Decimal, left: Decimal, unit: str) -> None:
    one = BillingUnit(amount=Decimal(unit), measure="mg")
    total = Fraction(dose) + Fraction(left)
    given_units = billing_units(Fraction(dose), one)
    left = units_left(total, Fraction(dose), one)
    assert given_units + max(0, left) == max(given_units, container_units(total, one))


@given(dose=st.integers(1, 60), sizes=st.sets(st.integers(1, 12), min_size=1, max_size=3))
def test_best_containers_against_every_combination(dose: int, sizes: set[int]) -> None:
    ranges = [range(dose // size + 2) for size in sizes]
    options = [
        (sum(size * n for size, n in zip(sizes, counts, strict=True)), sum(counts))
        for counts in itertools.product(*ranges)
    ]
    wanted = min(option for option in options if option[0] >= dose)
    found = best_containers(Decimal(dose), tuple(Decimal(size) for size in sizes))
    assert found is not None
    assert (sum(size * n for size, n in found), sum(n for _, n in found)) == wanted


def test_bevacizumab_takes_one_of_each() -> None:
    sizes = (Decimal(400), Decimal(100))
    assert best_containers(Decimal(450), sizes) == ((Decimal(400), 1), (Decimal(100), 1))


def test_a_search_without_end_says_nothing() -> None:
    sizes = (Decimal("999.983"), Decimal("0.001"), Decimal("0.007"), Decimal("0.011"))
    assert best_containers(Decimal(999999), sizes) is None
    assert best_containers(Decimal(0), sizes) is None
    assert best_containers(Decimal(5), ()) is None


@given(amount=AMOUNT)
def test_mass_converts_there_and_back(amount: Decimal) -> None:
    there = convert(amount, "mcg", "g")
    assert there is not None
    assert there * 1_000_000 == Fraction(amount)


def test_units_and_volumes_never_become_mass_by_themselves() -> None:
    assert convert(Decimal(5), "IU", "mg") is None
    assert convert(Decimal(5), "mL", "mg") is None
    assert convert(Decimal(5), "IU", "unit") == 5
    held = Concentration(strength=Decimal(100), measure="mg", volume_ml=Decimal(4))
    assert convert(Decimal(16), "mL", "mg", held) == 400
    assert convert(Decimal("0.4"), "g", "mL", held) == 16
    assert convert(Decimal(16), "mL", "unit", held) is None


@pytest.mark.parametrize(
    ("number", "text", "words"),
    [
        (Decimal("6E+3"), "6000", "6,000"),
        (Decimal("10.5000"), "10.5", "10.5"),
        (Decimal("0E-8"), "0", "0"),
        (Decimal("-1234.50"), "-1234.5", "-1,234.5"),
        (Decimal("0.000001"), "0.000001", "0.000001"),
        (1000, "1000", "1,000"),
    ],
)
def test_numbers_never_show_an_exponent(number: Decimal, text: str, words: str) -> None:
    assert plain(number) == text
    assert spoken(number) == words


def test_fractions_end_or_are_rounded() -> None:
    assert as_decimal(Fraction(1, 8)) == Decimal("0.125")
    assert as_decimal(Fraction(1, 3)) == Decimal("0.333333")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("0006-3026-02", "00006302602"),
        ("50242-061-01", "50242006101"),
        ("11704-650-10", "11704065010"),
        ("12345-6789-1", "12345678901"),
        ("12345678901", "12345678901"),
        ("5024206101", None),
        ("0006-30A6-02", None),
        ("٠٠٠٠٦٣٠٢٦٠٢", None),
        ("123-45678-90", None),
        ("", None),
        (None, None),
    ],
)
def test_ndc_has_eleven_digits_or_is_not_clear(written: str | None, wanted: str | None) -> None:
    assert ndc11(written) == wanted


def test_npi_check_digit() -> None:
    assert is_npi("1234567893")
    assert [last for last in range(10) if is_npi(f"123456789{last}")] == [3]
    assert not is_npi("0234567893")


MG10 = BillingUnit(amount=Decimal(10), measure="mg")


def test_nothing_is_one_unit_of_a_dose_and_none_of_containers() -> None:
    assert billing_units(Fraction(0), MG10) == 1
    assert (container_units(Fraction(0), MG10), container_units(Fraction(-20), MG10)) == (0, 0)
    assert units_left(Fraction(0), Fraction(30), MG10) == -3


@pytest.mark.parametrize(
    ("volume", "held"), [("0", None), ("-1", None), ("0.5", 200), ("1", 100), ("2", 50)]
)
def test_a_concentration_needs_a_volume(volume: str, held: int | None) -> None:
    of = Concentration(strength=Decimal(100), measure="mg", volume_ml=Decimal(volume))
    assert convert(Decimal(1), "mL", "mg", of) == held


def test_a_concentration_of_nothing_fills_no_volume() -> None:
    of = Concentration(strength=Decimal(0), measure="mg", volume_ml=Decimal(1))
    assert convert(Decimal(1), "mg", "mL", of) is None
    assert convert(Decimal(1), "mL", "mg", of) == 0


@pytest.mark.parametrize(
    ("dose", "sizes", "found"),
    [
        (40_000, (20_000, 1), ((20_000, 2),)),  # 20,000 combinations are looked through
        (40_000, (20_001, 1), None),  # one more is not
        (100, (20_001, 1), ((1, 100),)),  # a small dose needs few of the smaller size
        (80_000, (40_000, 2), ((40_000, 2),)),  # sizes that share a factor exchange sooner
        (30_000, (60_001, 3), ((3, 10_000),)),
        (5, (0, 5), ((5, 1),)),
        (5, (-5, 5), ((5, 1),)),
        (0, (5,), None),
        (-1, (5,), None),
        (5, (0,), None),
        (6, (2, 3), ((3, 2),)),
        (6, (1, 2, 3), ((3, 2),)),
        (6, (2, 3, 4), ((3, 2),)),  # as few as 4 and 2, and the largest is spared
        (1_000_000, (1, 100, 200), ((200, 5_000),)),  # 100 twice is 200: one of it at most
    ],
)
def test_best_containers_know_their_bounds(
    dose: int, sizes: tuple[int, ...], found: tuple[tuple[int, int], ...] | None
) -> None:
    assert best_containers(Decimal(dose), tuple(Decimal(size) for size in sizes)) == found


@given(dose=st.integers(1, 60), sizes=st.sets(st.integers(1, 12), min_size=1, max_size=3))
def test_best_containers_are_the_same_in_quarters(dose: int, sizes: set[int]) -> None:
    whole = best_containers(Decimal(dose), tuple(Decimal(size) for size in sizes))
    parts = best_containers(Decimal(dose) / 4, tuple(Decimal(size) / 4 for size in sizes))
    assert whole is not None
    assert parts is not None
    assert [(size * 4, count) for size, count in parts] == list(whole)


def test_an_amount_that_does_not_end_is_told_to_six_places() -> None:
    assert as_decimal(Fraction(1, 3)) == Decimal("0.333333")
    assert as_decimal(Fraction(1, 7)) == Decimal("0.142857")
    assert as_decimal(Fraction(3, 1280)) == Decimal("0.00234375")
    assert as_decimal(Fraction(1, 6)) == Decimal("0.166667")


def test_a_measure_is_known_by_each_of_its_names() -> None:
    assert is_measure("mL", "ml")
    assert is_measure(" IU ", "mg", "unit")
    assert not is_measure("mg", "mL", "unit")

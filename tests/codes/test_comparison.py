"""What guides state beside official facts: what agrees, what differs, what cannot be compared."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from codes.comparison import Difference, OfficialFacts, StatedFact, agrees, compare, unit_words

ALPHA = "Injection, alpha 1 proteinase inhibitor (human), not otherwise specified, 10 mg"


def official(**changes: Any) -> OfficialFacts:
    facts: dict[str, Any] = {
        "code": "J2253",
        "descriptor": "Injection, midazolam (seizalam), 1 mg",
        "unit_amount": Decimal(1),
        "unit_measure": "mg",
        "routes": frozenset({"IM"}),
        "brands": ("Seizalam",),
    }
    return OfficialFacts(**facts | changes)


def stated(field: str, value: str) -> StatedFact:
    return StatedFact(code="J2253", field=field, value=value, source="a guide", note="a note")


@pytest.mark.parametrize(
    "spelling",
    [
        "alpha-1 proteinase inhibitor, human",
        "Alpha 1-Proteinase Inhibitor (Human)",
        "alpha1 proteinase inhibitor",
        "\u03b1-1 proteinase inhibitor",
    ],
)
def test_spellings_of_one_drug_agree(spelling: str) -> None:
    assert agrees(stated("drug", spelling), official(descriptor=ALPHA)) is True


@pytest.mark.parametrize(
    ("field", "value", "changes", "verdict"),
    [
        ("drug", "midazolam", {}, True),
        ("drug", "Seizalam", {}, True),
        ("drug", "alfacalcidol", {}, False),
        ("drug", "alpha-1 proteinase inhibitor (porcine)", {"descriptor": ALPHA}, False),
        ("drug", "calcitriol", {"descriptor": "Injection, paricalcitol, 1 mcg"}, False),
        ("drug", "?", {}, None),
        ("drug", "examplin", {"descriptor": "Unclassified drugs", "is_noc": True}, None),
        ("unit", "1 mg", {}, True),
        ("unit", "1000 micrograms", {}, True),
        ("unit", "0.001 g", {}, True),
        ("unit", "1 mcg", {}, False),
        ("unit", "1 unit", {}, False),
        ("unit", "one small vial", {}, None),
        ("unit", "1 mcg", {"unit_amount": None}, None),
        ("route", "IM", {}, True),
        ("route", "IV", {}, False),
        ("route", "IM, IV", {}, False),
        ("route", "IV", {"routes": frozenset({"IV", "SC"})}, True),
        ("route", "IV", {"routes": frozenset()}, None),
        ("validity", "not ended", {}, True),
        ("validity", "not ended", {"ended": dt.date(2024, 12, 31)}, False),
        ("validity", "ended 2024-12-31", {"ended": dt.date(2024, 12, 31)}, True),
        ("validity", "not ended", {"absent_since": dt.date(2025, 10, 1)}, False),
        ("price", "much", {}, None),
    ],
)
def test_verdict(field: str, value: str, changes: dict[str, Any], verdict: bool | None) -> None:
    assert agrees(stated(field, value), official(**changes)) is verdict


def test_differences_in_full() -> None:
    facts = [
        stated("drug", "Alfacalcidol"),
        stated("route", "IV"),
        stated("unit", "1 mcg"),
        stated("validity", "ended 2024-12-31"),
        stated("drug", "Alfacalcidol"),
        stated("drug", "midazolam"),
    ]
    mcg = {"editorial_unit_amount": Decimal(1), "editorial_unit_measure": "mcg"}
    common: dict[str, Any] = {"code": "J2253", "source": "a guide", "note": "a note"}
    blocking = common | {"severity": "blocking"}

    assert compare(facts, {"J2253": official()}) == [
        Difference(
            field="drug",
            official="Injection, midazolam (seizalam), 1 mg",
            editorial="Alfacalcidol",
            editorial_drug="alfacalcidol",
            **mcg,
            **blocking,
        ),
        Difference(
            field="route", official="IM, by the label of Seizalam", editorial="IV", **blocking
        ),
        Difference(field="unit", official="1 mg", editorial="1 mcg", **mcg, **blocking),
        Difference(
            field="validity",
            official="not ended",
            editorial="ended 2024-12-31",
            severity="warning",
            **common,
        ),
    ]


def test_a_code_without_official_facts_is_not_compared() -> None:
    assert compare([stated("drug", "alfacalcidol")], {}) == []


def test_units_in_words() -> None:
    assert unit_words(Decimal("100000.000000"), "unit") == "100,000 unit"
    assert unit_words(Decimal("0.100000"), "mcg") == "0.1 mcg"
    assert unit_words(None, "") == ""

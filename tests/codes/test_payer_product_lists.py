"""Payers' lists of products: a tier beside each, or a column for each tier."""

from __future__ import annotations

import pytest

from codes.policies.lists.kinds import ListKind
from codes.policies.lists.reading import ReadList
from tests.codes.payer_lists import reasons, told


def test_products_have_tiers() -> None:
    rows = [["Product", "Status", "HCPCS"], ["Prolastin-C®", "Preferred", "J0256"],
            ["Zemaira", "Non-Preferred", "J0256"], ["Glassia", "Tier 2", "J0257"],
            ["PROLASTIN-C", "preferred", "J0256"], ["Avsola", "preferred", "Q5121"]]  # fmt: skip
    found = told(rows, ListKind.PRODUCTS, codes=frozenset({"J0256", "J0257"}))

    assert [(one.key, one.value) for one in found.entries] == [
        ("PROLASTIN-C", "preferred"), ("Zemaira", "non_preferred"),
    ]  # fmt: skip
    assert reasons(found) == [
        (4, "“Tier 2” is no tier; preferred, non-preferred or not covered is wanted."),
        (5, "Row 2 has it already."),
        (6, "Q5121 is no code of this policy."),
    ]


def test_yes_below_preferred_is_a_tier() -> None:
    found = told([["Brand", "Preferred?"], ["Zemaira", "Y"], ["Glassia", "N"]], ListKind.PRODUCTS)

    assert [one.value for one in found.entries] == ["non_preferred", "preferred"]


def tiers(found: ReadList) -> dict[str, str]:
    return {entry.key: entry.value for entry in found.entries}


@pytest.mark.parametrize(
    "headings",
    [
        ("Drug class", "Preferred", "Non-Preferred"),
        ("Class", "Preferred Product(s)", "Non-preferred products"),
        ("Therapy", "Preferred brands", "Not preferred drugs"),
    ],
)
def test_a_column_for_each_tier(headings: tuple[str, ...]) -> None:
    found = told(
        [
            ["Medical drug list", "", ""],
            list(headings),
            ["Infliximab", "Inflectra® (Q5103), Avsola", "Remicade\nRenflexis*"],
            ["Alpha-1", "Prolastin-C", ""],
            ["Iron", "", "Injectafer / Monoferric"],
            ["Other", "", ""],
        ],
        ListKind.PRODUCTS,
    )

    assert tiers(found) == {
        "Inflectra": "preferred", "Avsola": "preferred", "Prolastin-C": "preferred",
        "Remicade": "non_preferred", "Renflexis": "non_preferred",
        "Injectafer": "non_preferred", "Monoferric": "non_preferred",
    }  # fmt: skip
    assert reasons(found) == [(6, "The row names no product.")]
    assert found.rows == 4


def test_a_product_in_both_columns_contradicts_itself() -> None:
    found = told(
        [["Preferred", "Non-preferred"], ["Alpha", "Beta"], ["Gamma", "alpha"]], ListKind.PRODUCTS
    )
    assert tiers(found) == {"Beta": "non_preferred", "Gamma": "preferred"}
    assert reasons(found) == [(2, "Rows 2, 3 contradict each other."),
                              (3, "Rows 2, 3 contradict each other.")]  # fmt: skip


def test_codes_beside_the_two_columns_are_asked_of_the_policy() -> None:
    rows = [
        ["HCPCS", "Preferred drug", "Non-preferred drug"],
        ["J1745, Q5103", "Inflectra", "Remicade"],
        ["J0897", "Jubbonti", "Prolia"],
    ]
    found = told(rows, ListKind.PRODUCTS, codes=frozenset({"J1745"}))
    assert tiers(found) == {"Inflectra": "preferred", "Remicade": "non_preferred"}
    assert found.refused[0].keys == ("Jubbonti", "Prolia")


def test_one_column_of_preferred_products_is_enough() -> None:
    found = told([["Preferred products"], ["Prolastin-C; Zemaira"]], ListKind.PRODUCTS)
    assert tiers(found) == {"Prolastin-C": "preferred", "Zemaira": "preferred"}

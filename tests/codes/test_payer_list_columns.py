"""Which row has the headings of a payer's list and what its columns mean, in any order."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codes.policies.lists.guessing import guess
from codes.policies.lists.kinds import ListKind, Meaning
from tests.codes.payer_lists import keys, reasons, sheet_of, told

JULY = dt.date(2026, 7, 1)


def test_a_bad_row_below_the_headings_is_not_taken_for_them() -> None:
    found = told([["Code", "Notes"], ["none", "see prior authorization"], ["J1000", ""]])

    assert [row for row, _reason in reasons(found)] == [2]


def test_a_list_without_headings() -> None:
    found = told([["J1000", "Y"], ["J1001", "N"], ["oops", "Y"]])

    assert (keys(found), found.declined, [row for row, _ in reasons(found)]) == (
        ["J1000"], ("J1001",), [3],
    )  # fmt: skip


def test_a_column_of_marks_says_no_where_it_is_blank() -> None:
    found = told([["Code", "PA"], ["J1000", "X"], ["J1001", ""], ["J1002", "x"]])

    assert (keys(found), found.declined, found.refused) == (["J1000", "J1002"], ("J1001",), [])


def test_yes_and_no_of_another_question_is_left_alone() -> None:
    found = told([
        ["Code", "Step therapy required", "Site of care applies", "Diagnosis code", "Revised"],
        ["J1000", "N", "N", "E8801", "01/01/2030"],
    ])  # fmt: skip

    assert (keys(found), found.refused) == (["J1000"], [])


CODES = st.sampled_from(["J1000", "J1001", "j1002", "J1003, J1004", "bad", "", "J1000 ", "Q5103"])
ROWS = st.lists(
    st.tuples(
        CODES, st.sampled_from(["Y", "No", "yes", "?", ""]),
        st.sampled_from(["01/01/2026", "2026-09-01", "soon", ""]), st.sampled_from(["", "note"]),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 10_000))
def test_the_order_of_columns_and_rows_says_nothing(rows: list[tuple[str, ...]], seed: int) -> None:
    """Shuffled columns and rows bring the same codes, the same noes, as many refused rows."""
    shuffle = random.Random(seed)  # noqa: S311 - no secret
    headings = ["HCPCS", "Prior auth required", "Effective", "Comments"]
    order = shuffle.sample(range(4), 4)
    mixed = shuffle.sample(rows, len(rows))
    first = told([headings, *map(list, rows)], first=JULY)
    then = told([[row[at] for at in order] for row in [headings, *mixed]], first=JULY)

    assert keys(then) == keys(first)
    assert then.declined == first.declined
    assert len({one.row for one in then.refused}) == len({one.row for one in first.refused})


LAYOUTS: list[tuple[ListKind, list[str], list[str], str]] = [
    (ListKind.AUTHORIZATION,
     ["HCPC", "Description", "Brand Name(s)", "Prior Authorization Required", "Step Therapy"],
     ["J0256", "alpha 1", "Prolastin-C", "Y", "N"], "code notes brand answer -"),
    (ListKind.SITE,
     ["Code", "Prior Auth Required", "Site of Care Review", "Effective", "Last Updated"],
     ["J0256", "Y", "Y", "1/1/2026", "2/2/2026"], "code - answer from -"),
    (ListKind.CHANNEL,
     ["Drug Name", "Generic Name", "J-Code", "NDC", "Specialty Pharmacy Required", "Channel"],
     ["Zemaira", "alpha", "J0256", "12345678901", "Yes", "SP"], "brand - code - answer channel"),
    (ListKind.AUTHORIZATION,
     ["Procedure Code", "Diagnosis Code", "Auth Required", "Date Added", "Termination Date"],
     ["J0256", "E8801", "X", "01/01/2020", ""], "code - answer from through"),
    (ListKind.PRODUCTS,
     ["HCPCS", "Product Name", "Preferred/Non-Preferred", "Effective", "XREF code"],
     ["J0256", "Zemaira", "NP", "1/1/2026", "J0257"], "code brand tier from -"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "headings", "row", "meanings"), LAYOUTS)
def test_layouts_of_payers(
    kind: ListKind, headings: list[str], row: list[str], meanings: str
) -> None:
    title = ["Drugs under the medical benefit: codes", *[""] * (len(headings) - 1)]
    columns = guess(sheet_of([title, headings, row, row]), kind)

    assert columns.heading == 2
    assert " ".join(str(one or "-") for one in columns.meanings) == meanings


def test_the_meanings_of_columns_can_be_said() -> None:
    sheet = sheet_of([["Foo", "Bar", "HCPCS"], ["x", "Y", "J1000"]])

    assert guess(sheet, ListKind.AUTHORIZATION).meanings == (None, None, Meaning.CODE)

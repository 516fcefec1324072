"""A list that was read, in the policy JSON of a draft; and what the HCPCS table says of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from codes.models import CodeSuccessor, HcpcsCode, ReferenceRelease
from codes.policies.lists.difference import Changed, difference
from codes.policies.lists.guessing import guess
from codes.policies.lists.kinds import ListKind
from codes.policies.lists.known import refusals_on
from codes.policies.lists.merging import merge
from codes.policies.lists.proposing import Bases, Choices, Proposal, propose
from codes.policies.lists.reading import Entry, ReadList
from codes.policies.lists.rows import Terms
from codes.policies.lists.sheet import Sheet
from codes.policies.reading import read_policy_rows
from tests.codes.policy_worlds import small

JULY = dt.date(2026, 7, 1)
CITED: dict[str, Any] = {
    "codes": [
        {"code": "J0257"},
        {"code": "J0256", "dx_any": ["E88.01"], "limits": [{"kind": "max_single", "max": 9}]},
        {"code": "J1745"},
    ],
    "products": [
        {"brand": "Glassia", "tier": "preferred"}, {"brand": "Zemaira", "tier": "excluded"},
    ],
    "requirements": {
        "codes[0]": {"section": "1"}, "codes[1].limits[0]": {"section": "2"},
        "codes[2]": {"severity": "info"}, "products[1]": {"section": "3"}, "pa": {"section": "4"},
    },
}  # fmt: skip


def listed(kind: ListKind, *keys: str, **more: Any) -> ReadList:
    entries = tuple(Entry(row=at, key=key) for at, key in enumerate(keys, 2))
    return ReadList(kind=kind, entries=entries, **more)


def test_what_is_said_of_a_code_that_stays_is_kept_with_its_citations() -> None:
    body = small(**CITED)
    made = merge(body, listed(ListKind.AUTHORIZATION, "J0256", "J0999", "J1745"),
                 keeps_others=False)  # fmt: skip

    assert made["codes"] == [CITED["codes"][1], CITED["codes"][2], {"code": "J0999"}]
    assert made["requirements"] == {
        "codes[0].limits[0]": {"section": "2"}, "codes[1]": {"severity": "info"},
        "products[1]": {"section": "3"}, "pa": {"section": "4"},
    }  # fmt: skip
    assert made["pa"] == {"required": True}
    assert body == small(**CITED)  # the draft itself is as it was
    read_policy_rows(made)


def test_what_holds_for_all_codes_cites_the_list_where_it_cites_nothing() -> None:
    read = listed(ListKind.AUTHORIZATION, "J0256")
    fresh = merge(small(pa=None), read, keeps_others=False, document="list.xlsx")
    cited = merge(small(**CITED), read, keeps_others=False, document="list.xlsx")

    assert fresh["requirements"] == {"pa": {"document": "list.xlsx"}}
    assert cited["requirements"]["pa"] == {"section": "4"}
    assert merge(fresh, read, keeps_others=False, document="other.xlsx") == fresh
    read_policy_rows(fresh)


def test_codes_that_the_list_does_not_name_may_stay() -> None:
    read = listed(ListKind.CHANNEL, "J0999", declined=("J1745",), setting=("specialty_pharmacy",))
    made = merge(small(**CITED), read, keeps_others=True)

    assert [one["code"] for one in made["codes"]] == ["J0257", "J0256", "J0999"]
    assert made["channels"] == ["specialty_pharmacy"]
    assert "codes[2]" not in made["requirements"]


def test_products_keep_their_place_and_take_their_tier() -> None:
    entries = (Entry(row=2, key="Aralast NP", value="excluded"),
               Entry(row=3, key="ZEMAIRA", value="preferred"))  # fmt: skip
    made = merge(small(**CITED), ReadList(kind=ListKind.PRODUCTS, entries=entries),
                 keeps_others=False)  # fmt: skip

    assert made["products"] == [
        {"brand": "Zemaira", "tier": "preferred"}, {"brand": "Aralast NP", "tier": "excluded"},
    ]  # fmt: skip
    assert made["requirements"]["products[0]"] == {"section": "3"}
    assert made["codes"] == CITED["codes"]


def test_a_list_of_sites_keeps_the_exceptions() -> None:
    site = {"allowed": ["22"], "restricted": ["19"], "exceptions": ["first two doses"]}
    read = listed(ListKind.SITE, "J0256", setting=("11", "12"))
    made = merge(small(site_of_care=site), read, keeps_others=False, restricted=["19", "12"])

    assert made["site_of_care"] == {
        "allowed": ["11", "12"], "restricted": ["19"], "exceptions": ["first two doses"],
    }  # fmt: skip


def test_codes_of_which_another_thing_is_said_are_changed() -> None:
    before = small(codes=[{"code": "J0256", "dx_any": ["E88.01"]}, {"code": "J0257"}], pa=None)
    after = small(codes=[{"code": "J0257"}, {"code": "J1745"}])
    found = difference(ListKind.AUTHORIZATION, before, after)

    assert (found.added, found.removed, found.unchanged) == (("J1745",), ("J0256",), ())
    assert found.changed == (
        Changed(keys=("J0257",), before="No prior authorization required",
                after="Prior authorization required"),
    )  # fmt: skip
    assert found.lost == (("J0256", "goes with its diagnoses"),)


def proposed(rows: list[list[str]], kind: ListKind, draft: dict[str, Any]) -> Proposal:
    sheet = Sheet(number=1, rows=tuple(enumerate(map(tuple, rows), 1)))
    terms = Terms(kind=kind, first=None, refusals=lambda _codes: {})
    bases = Bases(draft=draft, in_force=None)
    return propose(sheet, guess(sheet, kind), terms, bases, Choices(source={"sha256": "a" * 64}))


def test_a_second_time_nothing_changes() -> None:
    rows = [["Code"], ["J0256"], ["J1745"]]
    first = proposed(rows, ListKind.AUTHORIZATION, small())
    again = proposed([rows[0], *reversed(rows[1:])], ListKind.AUTHORIZATION, first.body)

    assert (first.is_new, again.is_new, again.against_draft.is_none) == (True, False, True)
    assert again.sha256 == first.sha256


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        ([["Code"], ["bad"]], ListKind.AUTHORIZATION, "No row brings any of the codes"),
        ([["Code"], *[[f"J{n}"] for n in range(2000, 4001)]], ListKind.AUTHORIZATION,
         "would name 2,001 codes; it can name 2,000 at most"),
        ([["Code"], ["J0256"]], ListKind.SITE, "Say which places"),
        ([["Code"], ["J0256"]], ListKind.CHANNEL, "Say where the drug"),
    ],
)  # fmt: skip
def test_what_no_policy_can_hold_is_said(rows: list, kind: ListKind, words: str) -> None:
    assert words in proposed(rows, kind, small()).problem


def test_a_code_whose_row_is_refused_does_not_go_unseen() -> None:
    rows = [["Code", "Effective date"], ["J0256", "soon"], ["J1745", "01/01/2026"]]
    found = proposed(rows, ListKind.AUTHORIZATION, small())

    assert found.against_draft.removed == ("J0256",)
    assert found.doubtful == (("J0256", 2),)


@pytest.mark.django_db
def test_the_table_in_force_is_asked_on_the_first_day(django_assert_num_queries) -> None:
    release = ReferenceRelease.objects.create(
        kind="hcpcs", publisher="Test", title="Test", effective_from=dt.date(2026, 1, 1),
        complete_for=[["J0000", "J9999"]],
    )  # fmt: skip
    for code, added, ended in [
        ("J1000", None, None), ("J1001", None, dt.date(2026, 6, 30)),
        ("J1002", dt.date(2026, 7, 2), None), ("J1003", JULY, JULY),
    ]:  # fmt: skip
        HcpcsCode.objects.create(code=code, added=added, ended=ended, release=release)
    CodeSuccessor.objects.create(from_code="J1001", to_code="J1000", source="Test")

    with django_assert_num_queries(3):
        found = refusals_on(JULY, {"J1000", "J1001", "J1002", "J1003", "J1004", "Q1000", "96365"})

    assert found == {
        "J1001": "J1001 ended on 06/30/2026, before the first day 07/01/2026."
        " J1000 took its place.",
        "J1002": "J1002 begins on 07/02/2026, after the first day 07/01/2026.",
        "J1004": "J1004 is unknown to the HCPCS table in force.",
    }  # Q1000 and 96365: no table says that it lists all of those

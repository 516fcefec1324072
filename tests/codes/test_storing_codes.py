"""Codes in the table: versions, older and newer files, what a file may not touch."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from cms_files import file, modifier, origin, row

from codes.importers import hcpcs
from codes.importers.release import Origin
from codes.models import HcpcsCode, Modifier, ReferenceRelease
from codes.review import units_to_review

pytestmark = pytest.mark.django_db

EXAMPLIN = "Injection, examplin, 10 mg"


def load(day: str, *rows: dict[str, str]) -> dict[str, int]:
    """Import the rows as the whole file of ``day``; what became of the codes."""
    whole = replace(origin(day), may_list_fewer=True)
    codes, _modifiers = hcpcs.store(file(*rows), whole)
    return {name: count for name, count in codes.counts().items() if count}


def versions(code: str = "J9901") -> list[tuple[Any, ...]]:
    """First day, last day, wording, amount of every version."""
    rows = HcpcsCode.objects.filter(code=code).order_by("effective_from")
    return [
        (
            str(each.effective_from),
            each.effective_through and str(each.effective_through),
            each.long_descriptor,
            each.unit_amount,
        )
        for each in rows
    ]


def demo_release() -> ReferenceRelease:
    return ReferenceRelease.objects.create(
        kind="hcpcs", publisher="Made up", title="Demo", effective_from=dt.date(2031, 1, 1)
    )


def test_first_load_makes_one_version_of_the_days_of_the_code() -> None:
    counts = load("2025-07-01", row("J9901", EXAMPLIN, **{"TERM DT": "20250630"}))
    code = HcpcsCode.objects.get()

    assert counts == {"added": 1}
    assert versions() == [("2010-01-01", "2025-06-30", EXAMPLIN, Decimal(10))]
    assert (code.added, code.ended) == (dt.date(2010, 1, 1), dt.date(2025, 6, 30))
    assert (code.kind, code.unit_measure, code.unit_standing) == ("drug", "mg", "parsed")
    assert code.release.complete_for == [["A0000", "C9999"], ["E0000", "V9999"]]
    assert HcpcsCode.objects.in_force(dt.date(2025, 6, 30)).exists()
    assert not HcpcsCode.objects.in_force(dt.date(2025, 7, 1)).exists()


def test_second_run_changes_nothing() -> None:
    rows = [
        row("J9901", EXAMPLIN),
        row("J3490", "Unclassified drugs"),
        modifier("Q9", "Given on a made-up day"),
    ]
    first = [tally.counts() for tally in hcpcs.store(file(*rows), origin("2025-01-01"))]
    before = list(HcpcsCode.objects.values()), list(Modifier.objects.values())
    second = [tally.counts() for tally in hcpcs.store(file(*rows), origin("2025-01-01"))]

    none = {"added": 0, "changed": 0, "ended": 0, "unchanged": 0, "refused": 0}
    assert first == [none | {"added": 2}, none | {"added": 1}]
    assert second == [none | {"unchanged": 2}, none | {"unchanged": 1}]
    assert (list(HcpcsCode.objects.values()), list(Modifier.objects.values())) == before
    assert ReferenceRelease.objects.count() == 2


def test_new_wording_opens_a_version_on_the_day_of_the_action() -> None:
    load("2025-01-01", row("J9901", EXAMPLIN))
    HcpcsCode.objects.update(drug="examplin", routes=["IV"], opps_status="K", max_units=9)
    words = "Injection, examplin, 5 mg"
    counts = load("2025-07-01", row("J9901", words, **{"ACT EFF DT": "20250401"}))
    newest = HcpcsCode.objects.get(effective_from="2025-04-01")

    assert counts == {"changed": 1}
    assert versions() == [
        ("2010-01-01", "2025-03-31", EXAMPLIN, Decimal(10)),
        ("2025-04-01", None, words, Decimal(5)),
    ]
    assert (newest.drug, newest.routes, newest.opps_status, newest.max_units) == (
        "examplin",
        ["IV"],
        "K",
        9,
    )
    assert load("2025-07-01", row("J9901", words, **{"ACT EFF DT": "20250401"})) == {"unchanged": 1}


@pytest.mark.parametrize("action", ["20100101", "20250101", ""])
def test_an_action_before_the_known_file_cannot_be_the_change(action: str) -> None:
    load("2025-01-01", row("J9901", EXAMPLIN))
    load("2025-07-01", row("J9901", "Injection, examplin, 5 mg", **{"ACT EFF DT": action}))

    assert [each[:2] for each in versions()] == [
        ("2010-01-01", "2025-06-30"),
        ("2025-07-01", None),
    ]


def test_new_wording_of_an_ended_code_holds_on_no_day_and_opens_no_version() -> None:
    load("2025-01-01", row("J9901", EXAMPLIN, **{"TERM DT": "20241231"}))
    words = "Injection, examplin, 5 mg"
    load("2025-07-01", row("J9901", words, **{"TERM DT": "20241231"}))

    assert versions() == [("2010-01-01", "2024-12-31", words, Decimal(5))]


def test_a_reissue_of_the_same_day_corrects_in_place() -> None:
    load("2025-01-01", row("J9901", "Injection, examplin, 5 mg"))
    reissue = file(row("J9901", EXAMPLIN))
    hcpcs.store(reissue, Origin(name="v2", sha256="v2", released=dt.date(2025, 1, 1)))

    assert versions() == [("2010-01-01", None, EXAMPLIN, Decimal(10))]


def test_an_end_is_counted_and_written_to_the_current_version() -> None:
    load("2025-01-01", row("J9901", EXAMPLIN))
    counts = load("2025-07-01", row("J9901", EXAMPLIN, **{"TERM DT": "20250630"}))

    assert counts == {"ended": 1}
    assert versions() == [("2010-01-01", "2025-06-30", EXAMPLIN, Decimal(10))]
    assert load("2025-10-01", row("J9901", EXAMPLIN)) == {"changed": 1}
    assert versions() == [("2010-01-01", None, EXAMPLIN, Decimal(10))]


def test_an_end_before_the_newest_version_takes_that_version_away() -> None:
    load("2025-01-01", row("J9901", EXAMPLIN))
    load("2025-07-01", row("J9901", "Injection, examplin, 5 mg"))
    load("2025-10-01", row("J9901", EXAMPLIN, **{"TERM DT": "20250331"}))

    assert versions() == [("2010-01-01", "2025-03-31", EXAMPLIN, Decimal(10))]


def test_a_code_that_comes_back_starts_a_new_version() -> None:
    load("2020-01-01", row("J9901", EXAMPLIN, **{"TERM DT": "20191231"}))
    HcpcsCode.objects.update(unit_standing="confirmed", unit_amount=7)
    counts = load("2025-01-01", row("J9901", EXAMPLIN, **{"ADD DT": "20250101"}))
    newest = HcpcsCode.objects.get(effective_from="2025-01-01")

    assert counts == {"changed": 1}
    assert [each[:2] for each in versions()] == [("2010-01-01", "2019-12-31"), ("2025-01-01", None)]
    assert (newest.added, newest.ended, newest.unit_standing) == (
        dt.date(2025, 1, 1),
        None,
        "confirmed",
    )


def test_an_older_file_changes_nothing_and_may_add() -> None:
    load("2025-01-01", row("J9901", EXAMPLIN))
    counts = load(
        "2019-01-01",
        row("J9901", "Injection, examplin, 5 mg", **{"TERM DT": "20181231"}),
        row("J9902", "Injection, othrin, 1 mg"),
    )

    assert counts == {"added": 1, "unchanged": 1}
    assert versions() == [("2010-01-01", None, EXAMPLIN, Decimal(10))]
    assert HcpcsCode.objects.get(code="J9902").absent_since == dt.date(2025, 1, 1)


def test_a_file_between_two_others_changes_nothing_that_the_newer_one_confirmed() -> None:
    load("2019-01-01", row("J9901", EXAMPLIN))
    load("2025-01-01", row("J9901", EXAMPLIN))

    assert load("2020-07-01", row("J9901", "Injection, examplin, 5 mg")) == {"unchanged": 1}
    assert versions() == [("2010-01-01", None, EXAMPLIN, Decimal(10))]


def test_a_code_no_longer_listed_is_kept_and_marked() -> None:
    both = [row("J9901", EXAMPLIN), row("J9902", "Injection, othrin, 1 mg")]
    load("2025-01-01", *both)

    assert load("2025-04-01", both[0]) == {"changed": 1, "unchanged": 1}
    assert HcpcsCode.objects.get(code="J9902").absent_since == dt.date(2025, 4, 1)
    assert load("2025-07-01", both[0]) == {"unchanged": 1}
    assert HcpcsCode.objects.get(code="J9902").absent_since == dt.date(2025, 4, 1)
    assert load("2025-10-01", *both) == {"changed": 1, "unchanged": 1}
    assert HcpcsCode.objects.get(code="J9902").absent_since is None


def test_a_unit_confirmed_by_a_person_stays_while_the_words_stay() -> None:
    load("2025-01-01", row("J9901", "Injection, onein 10 mg and twoin 3 mg"))
    assert [each.code for each in units_to_review()] == ["J9901"]
    HcpcsCode.objects.update(unit_standing="confirmed", unit_amount=13, unit_measure="mg")
    load("2025-04-01", row("J9901", "Injection, onein 10 mg and twoin 3 mg", COV="D"))

    assert [each[3] for each in versions()] == [Decimal(13)]
    assert not units_to_review(dt.date(2025, 5, 1)).exists()
    load("2025-07-01", row("J9901", "Injection, onein 9 mg and twoin 3 mg"))
    assert [each[3] for each in versions()] == [Decimal(13), None]
    assert [each.long_descriptor for each in units_to_review(dt.date(2025, 7, 1))] == [
        "Injection, onein 9 mg and twoin 3 mg"
    ]


def test_demonstration_rows_give_way_in_place_and_services_are_left() -> None:
    demo = demo_release()
    common = {"release": demo, "long_descriptor": "short words"}
    HcpcsCode.objects.create(code="96365", kind="administration", **common)
    HcpcsCode.objects.create(
        code="J9901", kind="drug", drug="examplin", effective_from="2015-01-01", **common
    )
    load("2025-01-01", row("J9901", EXAMPLIN))
    service = HcpcsCode.objects.get(code="96365")

    assert versions() == [("2010-01-01", None, EXAMPLIN, Decimal(10))]
    assert HcpcsCode.objects.get(code="J9901").drug == "examplin"
    assert (service.release, service.absent_since) == (demo, None)


@pytest.mark.parametrize(
    ("code", "words", "kind", "is_noc", "standing"),
    [
        (
            "J0256",
            "Injection, made (human), not otherwise specified, 10 mg",
            "drug",
            False,
            "parsed",
        ),
        ("J3490", "Unclassified drugs", "drug", True, "none"),
        ("C9399", "Unclassified drugs or biologicals", "drug", True, "none"),
        ("J7300", "Made contraceptive", "drug", False, "needs_review"),
        ("Q5199", "Injection, examplin-xxxx, biosimilar, 10 mg", "drug", False, "parsed"),
        ("Q4199", "Made graft, injectable, 1 cc", "other", False, "none"),
        ("A6299", "Wound filler, gel, per gram", "other", False, "none"),
        ("A9599", "Tracer, diagnostic, 1 millicurie", "drug", False, "parsed"),
        ("G0999", "Visit with 56 mg of a spray", "other", False, "none"),
    ],
)
def test_new_codes_are_drugs_only_where_certain(
    code: str, words: str, kind: str, is_noc: bool, standing: str
) -> None:
    load("2025-01-01", row(code, words))
    new = HcpcsCode.objects.get()

    assert (new.kind, new.is_noc, new.unit_standing) == (kind, is_noc, standing)

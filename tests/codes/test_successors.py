"""Successors of ended codes, as the cross references of CMS's file give them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cms_files import file, origin, row

from codes.importers import cms_hcpcs, hcpcs
from codes.importers.source import open_source
from codes.models import CodeSuccessor

pytestmark = pytest.mark.django_db
ENDED = {"TERM DT": "20241231", "XREF1": "J9901", "XREF2": "J9902"}


def pairs() -> list[tuple[str, str, dt.date | None]]:
    rows = CodeSuccessor.objects.order_by("from_code", "to_code")
    return list(rows.values_list("from_code", "to_code", "effective_from"))


def test_an_ended_code_with_two_successors() -> None:
    rows = [row("C9901", "Injection, examplin, 10 mg", **ENDED), row("J9901", "Injection, 10 mg")]
    first = hcpcs.store(file(*rows), origin("2025-01-01"))
    second = hcpcs.store(file(*rows), origin("2025-01-01"))

    assert str(first[0]) == ("hcpcs successors: added=2 changed=0 ended=0 unchanged=0 refused=0")
    assert second[0].counts()["unchanged"] == 2
    assert pairs() == [
        ("C9901", "J9901", dt.date(2025, 1, 1)),
        ("C9901", "J9902", dt.date(2025, 1, 1)),
    ]
    assert CodeSuccessor.objects.earliest("pk").release.title == "HCPCS Level II, January 2025"


def test_a_code_that_has_not_ended_has_no_successor() -> None:
    tallies = hcpcs.store(file(row("C9901", "Words", XREF1="J9901")), origin("2025-01-01"))

    assert [tally.label for tally in tallies] == ["hcpcs codes", "hcpcs modifiers"]
    assert pairs() == []


def test_what_a_person_entered_stays_and_an_older_file_moves_nothing() -> None:
    CodeSuccessor.objects.create(from_code="C9901", to_code="J9902", source="A letter")
    hcpcs.store(file(row("C9901", "Words", **ENDED)), origin("2025-01-01"))
    older = ENDED | {"TERM DT": "20200131"}
    hcpcs.store(file(row("C9901", "Words", **older)), origin("2020-04-01"))

    assert pairs() == [("C9901", "J9901", dt.date(2025, 1, 1)), ("C9901", "J9902", None)]
    assert CodeSuccessor.objects.get(to_code="J9902").source == "A letter"


@pytest.mark.shared
def test_the_file_of_october_2025(shared: Path) -> None:
    path = shared / "data/hcpcs/HCPC2025_OCT_ANWEB.xlsx"
    hcpcs.store(cms_hcpcs.read(open_source(path)), origin("2025-10-01"))

    assert CodeSuccessor.objects.count() == 193
    assert ("C9059", "J1738", dt.date(2020, 10, 1)) in pairs()
    assert ("C9014", "J0567", dt.date(2019, 1, 1)) in pairs()

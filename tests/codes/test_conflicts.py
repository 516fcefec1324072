"""Conflicts between guides and the official file: opened, closed, and left to people."""

from __future__ import annotations

import pytest
from cms_files import file, origin, row
from stated import in_state, plant

from codes.conflicts import Refreshed, is_compared, refresh_conflicts
from codes.facts import small_tables
from codes.importers import hcpcs
from codes.models import DrugProduct, FactConflict, HcpcsCode, ReferenceRelease

pytestmark = pytest.mark.django_db


def load(words: str, day: str = "2025-01-01") -> None:
    hcpcs.store(file(row("J9901", words)), origin(day))


def test_a_planted_statement_is_found_and_its_correction_closes_it() -> None:
    statement = plant("drug", "othrin")
    right = plant("unit", "10 mg")
    load("Injection, examplin, 10 mg")
    assert in_state() == {("J9901", "drug", "othrin"): "Injection, examplin, 10 mg"}
    statement.refresh_from_db()
    right.refresh_from_db()
    assert (statement.standing, right.standing) == ("contradicted", "confirmed")

    statement.fact_value = "examplin"
    statement.save()
    assert refresh_conflicts() == Refreshed(opened=0, closed=1)
    assert in_state() == {}
    statement.refresh_from_db()
    assert statement.standing == "confirmed"


def test_without_an_official_row_nothing_is_said() -> None:
    statement = plant("drug", "othrin")

    assert refresh_conflicts() == Refreshed(opened=0, closed=0)
    assert not is_compared("J9901")
    statement.refresh_from_db()
    assert statement.standing == "unverified"


def test_a_release_that_was_rolled_back_is_not_compared() -> None:
    plant("drug", "othrin")
    load("Injection, examplin, 10 mg")
    ReferenceRelease.objects.update(state="rolled_back")

    assert not is_compared("J9901")
    assert refresh_conflicts() == Refreshed(opened=0, closed=0)
    assert len(in_state()) == 1


def test_a_newer_file_closes_and_a_newer_one_opens_again() -> None:
    plant("unit", "5 mg")
    load("Injection, examplin, 10 mg")
    assert in_state() == {("J9901", "unit", "5 mg"): "10 mg"}
    load("Injection, examplin, 5 mg", "2025-04-01")
    assert in_state("corrected") == {("J9901", "unit", "5 mg"): "10 mg"}

    load("Injection, examplin, 20 mg", "2025-07-01")
    assert in_state() == {("J9901", "unit", "5 mg"): "20 mg"}


def test_a_unit_that_needs_review_closes_nothing() -> None:
    plant("unit", "5 mg")
    load("Injection, examplin, 10 mg")
    HcpcsCode.objects.update(unit_standing="needs_review", unit_amount=None)

    assert refresh_conflicts() == Refreshed(opened=0, closed=0)
    assert len(in_state()) == 1


def test_what_a_person_accepted_stays_with_its_note() -> None:
    statement = plant("drug", "othrin")
    load("Injection, examplin, 10 mg")
    FactConflict.objects.update(state="accepted", note="Asked the publisher.")
    load("Injection, examplin, 5 mg", "2025-04-01")
    conflict = FactConflict.objects.get()
    assert (conflict.state, conflict.note) == ("accepted", "Asked the publisher.")
    assert conflict.official == "Injection, examplin, 5 mg"

    statement.delete()
    refresh_conflicts()
    conflict.refresh_from_db()
    assert (conflict.state, conflict.note) == ("accepted", "Asked the publisher.")


def test_a_conflict_entered_by_hand_about_something_else_stays() -> None:
    FactConflict.objects.create(
        code="J9901", field="coverage", official="D", editorial="C", severity="info", source="x"
    )
    load("Injection, examplin, 10 mg")

    assert in_state() == {("J9901", "coverage", "C"): "D"}


def test_routes_are_those_of_the_labels_where_products_are_loaded() -> None:
    plant("route", "IV")
    load("Injection, examplin, 10 mg")
    assert in_state() == {}
    HcpcsCode.objects.update(routes=["IV", "IM"])
    assert refresh_conflicts().opened == 0

    DrugProduct.objects.create(
        brand="Exampla",
        presentation="10 mg",
        hcpcs="J9901",
        container="single",
        strength=10,
        strength_measure="mg",
        routes=["IM"],
        release=ReferenceRelease.objects.earliest("pk"),
    )
    assert refresh_conflicts().opened == 1
    assert in_state() == {("J9901", "route", "IV"): "IM, by the label of Exampla"}


def test_rules_read_the_change_at_once() -> None:
    statement = plant("drug", "othrin")
    load("Injection, examplin, 10 mg")
    assert [each.editorial for each in small_tables().conflicts["J9901"]] == ["othrin"]

    statement.delete()
    refresh_conflicts()
    assert small_tables().conflicts == {}

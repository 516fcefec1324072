"""Rows added, removed and mended; what a check costs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from billing_site.audit.models import AuditEvent
from claims.models import Claim
from tests.factories import make_claim, make_patient, make_practice
from tests.site.posts import new, typed

pytestmark = pytest.mark.django_db


def test_lines_are_added_repeated_and_removed(desk: SimpleNamespace) -> None:
    added = new(desk, "add").context["entry"].lines.forms
    repeated = new(desk, "repeat").context["entry"].lines.forms
    removed = new(desk, "remove:0").context["entry"].lines.forms

    assert len(added) == 3
    assert [form["code"].value() for form in repeated] == ["J0256", "J0256", None]
    assert [form["code"].value() for form in removed] == [None]


@pytest.mark.parametrize("text", ["testc", "Testcase", "testcase, n", "TESTCASE, NORA"])
def test_beginning_of_one_name_is_enough(desk: SimpleNamespace, text: str) -> None:
    make_patient(desk.practice, "Other")
    assert new(desk, "check", patient=text).context["entry"].head.chosen_patient == desk.patient


def test_check_names_what_it_cannot_read(desk: SimpleNamespace) -> None:
    changes = {"lines__0__units": "abc", "date_of_service": "13/45/2026", "patient": "Nobody"}
    answer = desk.client.post("/claims/check/?live=1", typed(desk, **changes))

    text = answer.content.decode()
    assert text.count("Not understood") >= 3
    assert "names no patient of this practice" in text
    assert "nothing found" not in text


def test_one_missing_field_of_the_head_is_said_once(desk: SimpleNamespace) -> None:
    data = typed(desk, place="") | lines_of(5)
    shown = desk.client.post("/claims/check/", data).context["check"]

    titles = [finding.title for finding in shown.findings]
    assert titles.count("Place of service is missing") == 1


def test_head_is_filled_in_as_on_the_last_visit(desk: SimpleNamespace) -> None:
    visit = make_claim(
        desk.practice, patient=desk.patient, rendering=desk.provider, facility=desk.site
    )
    empty = {"payer": "", "place": "", "rendering": "", "date_of_service": ""}
    offered = new(desk, "check", **empty).content.decode()
    head = new(desk, f"visit:{visit.public_id}", **empty).context["entry"].head

    assert "Fill in as on 11/10/2026" in offered
    assert (head["payer"].value(), head["place"].value()) == ("MEDICARE_B", "11")
    assert head["rendering"].value() == str(desk.provider.pk)
    assert head["facility"].value() == str(desk.site.pk)


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_visit_of_somebody_else_fills_nothing(desk: SimpleNamespace, key: str) -> None:
    make_claim(make_practice("Other"), "C-00002")
    assert new(desk, f"visit:{key}", payer="").context["entry"].head["payer"].value() == ""


def test_jw_line_is_inserted_below_its_line(desk: SimpleNamespace) -> None:
    changes = {"lines__0__dose": "4,512 mg", "lines__0__units": "452", "lines__0__mod1": ""}
    answer = new(desk, "offer:1:waste", **changes)

    forms = answer.context["entry"].lines.forms
    rows = [(f["code"].value(), f["units"].value(), f["mod1"].value()) for f in forms]
    assert rows == [("J0256", "452", ""), ("J0256", "48", "JW"), (None, None, None)]
    assert forms[1]["discarded"].value() == "488 mg"


def test_a_fix_that_is_not_offered_changes_nothing(desk: SimpleNamespace) -> None:
    answer = new(desk, "fix:UNI-002:1:units")

    assert answer.status_code == 200
    assert answer.context["entry"].lines.forms[0]["units"].value() == "500"


def test_check_writes_nothing_but_its_page_visit(desk: SimpleNamespace) -> None:
    new(desk, "check", lines__0__units="5000")

    assert Claim.objects.count() == 0
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {"claim.new"}


def lines_of(count: int) -> dict[str, str]:
    data = {"lines-TOTAL_FORMS": str(count)}
    for index in range(count):
        row = {"code": "J0256", "dose": "5,000 mg", "units": "500", "mod1": "JZ", "pointers": "A"}
        data |= {f"lines-{index}-{name}": text for name, text in row.items()}
    return data


@pytest.mark.parametrize("count", [1, 50])
def test_check_asks_nine_queries_for_any_number_of_lines(
    desk: SimpleNamespace, count: int, django_assert_num_queries
) -> None:
    data = typed(desk, authorization="A-1") | lines_of(count)
    desk.client.post("/claims/check/", data)

    # what the tables say of the codes is kept from the first check, under the token of the facts
    with django_assert_num_queries(9):
        answer = desk.client.post("/claims/check/", data)

    assert answer.status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_queue_asks_the_same_for_any_number_of_claims(
    desk: SimpleNamespace, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        make_claim(desk.practice, f"C-{number:05d}", patient=desk.patient, blocks=1)
    desk.client.get("/")

    with django_assert_num_queries(8):
        assert desk.client.get("/").status_code == 200

"""What the entry page refuses: it says so, and keeps what was typed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from claims.models import Claim, Patient, ServiceLine
from tests.factories import make_claim, make_patient, make_practice
from tests.site.posts import again, new, saved, typed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("lines__0__units", "1e5", "Units: “1e5” is not understood. Type digits"),
        ("lines__0__units", "\uff11\uff12", "is not understood"),
        ("lines__0__units", "1_000", "is not understood"),
        ("lines__0__dose", "5000 furlongs", "Dose given: “5000 furlongs” is not understood"),
        ("lines__0__charge", "12.345", "Charge: “12.345” is not understood"),
        ("lines__0__vials", "many", "Vials opened: “many” is not understood"),
        ("date_of_service", "1112026", "Date of service: “1112026” is not understood"),
        ("date_of_service", "02/30/2026", "is not understood"),
        ("date_of_service", "9999-12-31", "is not understood"),
        ("patient", "Nobody, Here", "names no patient of this practice"),
        ("dx_c", "J43.1", "Diagnosis B is empty"),
        ("practice", "999999", "Select a valid choice"),
        ("lines__TOTAL_FORMS", "x", "a count of “x”"),
    ],
)
def test_what_cannot_be_stored_is_named_and_kept(
    desk: SimpleNamespace, name: str, text: str, says: str
) -> None:
    answer = new(desk, "save", **{name: text})

    assert answer.status_code == 422
    assert says in answer.content.decode().replace("&quot;", '"')
    assert Claim.objects.count() == 0
    if name != "lines__TOTAL_FORMS":
        assert text in answer.content.decode()


def test_half_a_new_patient_is_refused(desk: SimpleNamespace) -> None:
    answer = new(desk, "save", patient="", new_last_name="Newman")

    assert answer.status_code == 422
    assert "First name is missing for the new patient" in answer.content.decode()
    assert Patient.objects.count() == 1


def test_same_key_with_other_contents_is_refused(desk: SimpleNamespace) -> None:
    data = typed(desk) | {"do": "save"}
    desk.client.post("/claims/new/", data)

    answer = desk.client.post("/claims/new/", data | {"lines-0-units": "400"})

    assert answer.status_code == 409
    assert 'value="400"' in answer.content.decode()
    assert Claim.objects.count() == 1


def test_stale_save_is_refused_and_shows_both(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    opened = Claim.objects.get()
    assert again(desk, claim, lines__0__units="400").status_code == 302

    answer = again(desk, opened, lines__0__units="300")

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "400 units" in text
    assert "300 units" in text
    assert ServiceLine.objects.get().units == 400


def test_conflict_page_can_be_saved(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    again(desk, claim, lines__0__units="400")
    refused = again(desk, claim, lines__0__units="300")
    shown = refused.context["entry"]

    answer = desk.client.post(
        f"/claims/{claim.public_id}/edit/",
        typed(desk, lines__0__units="300")
        | {
            "do": "save",
            "base_version": shown.save["base_version"].value(),
            "submit_key": shown.save["submit_key"].value(),
        },
    )

    assert answer.status_code == 302
    assert ServiceLine.objects.get().units == 300


def test_line_of_another_claim_is_refused(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    foreign = make_claim(desk.practice, "C-09999", patient=desk.patient).lines.get()

    answer = again(desk, claim, lines__0__line_id=str(foreign.pk), lines__0__units="1")

    assert answer.status_code == 409
    assert "a line of this form is not of this claim" in answer.content.decode()
    assert 'name="lines-0-units" value="1"' in answer.content.decode()
    claim.refresh_from_db()
    foreign.refresh_from_db()
    assert (claim.version, claim.lines.get().units, foreign.units) == (1, 500, 500)


def test_deleted_line_is_refused(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    line = claim.lines.get()
    ServiceLine.objects.filter(pk=line.pk).delete()
    data = typed(desk, base_version="1", lines__0__line_id=str(line.pk)) | {"do": "save"}

    answer = desk.client.post(f"/claims/{claim.public_id}/edit/", data)

    assert answer.status_code == 409
    assert "J0256" in answer.content.decode()


def test_one_line_id_twice_is_refused(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    line = str(claim.lines.get().pk)

    answer = again(desk, claim, lines__1__line_id=line, lines__1__code="96365")

    assert answer.status_code == 409
    assert claim.lines.count() == 1


@pytest.mark.parametrize("count", ["1000000000", "51", "60"])
def test_too_many_lines_are_refused(desk: SimpleNamespace, count: str) -> None:
    answer = new(desk, "save", lines__TOTAL_FORMS=count)

    assert answer.status_code == 422
    assert "at most 50 service lines" in answer.content.decode()
    assert Claim.objects.count() == 0


def test_save_of_a_claim_sent_meanwhile_keeps_what_was_typed(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    Claim.objects.update(status="submitted")

    answer = again(desk, claim, lines__0__units="123")

    assert answer.status_code == 409
    assert "this claim was sent meanwhile" in answer.content.decode()
    assert 'value="123"' in answer.content.decode()
    assert claim.lines.get().units == 500


def test_sent_claim_is_shown_not_edited(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    Claim.objects.update(status="submitted")

    answer = desk.client.get(f"/claims/{claim.public_id}/edit/")

    assert answer.headers["Location"] == f"/claims/{claim.public_id}/"


def test_patient_of_another_practice_is_nobody(desk: SimpleNamespace) -> None:
    make_patient(make_practice("Other"), "Elsewhere")

    answer = new(desk, "save", patient="Elsewhere, Nora")

    assert answer.status_code == 422
    assert "names no patient of this practice" in answer.content.decode()


def test_summary_says_a_field_of_the_head_once(desk: SimpleNamespace) -> None:
    rows = {"lines__1__code": "96365", "lines__1__units": "1", "lines__1__charge": "1"}
    answer = new(desk, "ready", place="", **rows)

    sentences = [sentence for _target, sentence in answer.context["summary"].items]
    assert [one for one in sentences if "place of service" in one.lower()] == [
        "Required field is missing. The place of service is missing."
    ]

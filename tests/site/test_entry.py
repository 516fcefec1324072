"""The entry page by plain posts: saving, refusing, and nothing lost or doubled."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from claims.models import Claim, Patient, ServiceLine, SubmitKey
from tests.factories import (
    make_claim,
    make_facts,
    make_patient,
    make_practice,
    make_provider,
    make_site,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> SimpleNamespace:
    make_facts()
    practice = make_practice()
    client.force_login(make_user("ana", Role.BILLER, practice=practice))
    return SimpleNamespace(
        client=client,
        practice=practice,
        patient=make_patient(practice),
        provider=make_provider(practice),
        site=make_site(practice),
    )


def typed(desk: SimpleNamespace, **changes: str) -> dict[str, str]:
    """What a biller posts for five vials of Prolastin-C; changes by input name."""
    data = {
        "submit_key": str(uuid.uuid4()),
        "practice": str(desk.practice.pk),
        "patient": "Testcase, Nora",
        "payer": "MEDICARE_B",
        "date_of_service": "11/10/2026",
        "place": "11",
        "rendering": str(desk.provider.pk),
        "dx_a": "E88.01",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-code": "J0256",
        "lines-0-dose": "5,000 mg",
        "lines-0-units": "500",
        "lines-0-mod1": "JZ",
        "lines-0-pointers": "A",
        "lines-0-charge": "5,141.00",
        "lines-0-product": "Prolastin-C",
        "lines-0-vials": "5 x 1,000 mg",
        "lines-0-route": "IV",
    }
    return data | {name.replace("__", "-"): text for name, text in changes.items()}


def new(desk: SimpleNamespace, do: str, **changes: str):
    return desk.client.post("/claims/new/", typed(desk, **changes) | {"do": do})


def again(desk: SimpleNamespace, claim: Claim, do: str = "save", **changes: str):
    """Post the form of a stored claim, opened at its present version."""
    line = claim.lines.first()
    data = typed(desk, base_version=str(claim.version), lines__0__line_id=str(line.pk))
    changed = {name.replace("__", "-"): text for name, text in changes.items()}
    return desk.client.post(f"/claims/{claim.public_id}/edit/", data | changed | {"do": do})


def saved(desk: SimpleNamespace) -> Claim:
    answer = new(desk, "save")
    assert answer.status_code == 302
    return Claim.objects.get()


def test_save_keeps_everything(desk: SimpleNamespace) -> None:
    claim = saved(desk)

    assert (claim.number, claim.version, claim.status) == ("C-00001", 1, "draft")
    assert (claim.patient, claim.payer.code, claim.place) == (desk.patient, "MEDICARE_B", "11")
    assert (claim.diagnoses, claim.total_cents) == (["E88.01"], 514_100)
    [line] = claim.lines.all()
    assert (line.code, line.dose_amount, line.dose_measure) == ("J0256", 5000, "mg")
    assert (line.units, line.modifiers, line.pointers) == (500, ["JZ"], "A")
    [vials] = line.containers.all()
    assert (vials.count, vials.size, vials.measure) == (5, 1000, "mg")
    assert AuditEvent.objects.filter(action="claim.save", outcome="ok").count() == 1


def test_ready_needs_no_block(desk: SimpleNamespace) -> None:
    answer = new(desk, "ready", lines__0__units="5000")

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Not marked ready: 1 block stands" in text
    assert 'value="5000"' in text
    assert Claim.objects.count() == 0


def test_ready_keeps_the_check(desk: SimpleNamespace) -> None:
    assert new(desk, "ready").headers["Location"] == "/"

    claim = Claim.objects.get()
    kept = claim.checks.get()
    assert (claim.status, kept.claim_version, kept.snapshot["payer"]) == ("ready", 1, "MEDICARE_B")
    assert [f for f in kept.report["findings"] if f["severity"] == "error"] == []


def test_draft_may_be_saved_with_blocks(desk: SimpleNamespace) -> None:
    assert new(desk, "save", lines__0__units="5000").status_code == 302

    claim = Claim.objects.get()
    assert (claim.blocks, claim.worst_finding) == (1, "Dose amount billed as units")


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
        ("lines__TOTAL_FORMS", "x", "arrived without its line count"),
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11/10/26", "2026-11-10"),
        ("111026", "2026-11-10"),
        ("11102026", "2026-11-10"),
        ("2026-11-10", "2026-11-10"),
        ("1/2/2026", "2026-01-02"),
    ],
)
def test_dates_as_billers_type_them(desk: SimpleNamespace, text: str, day: str) -> None:
    new(desk, "save", date_of_service=text)
    assert Claim.objects.get().date_of_service.isoformat() == day


def test_new_patient_is_added_with_the_claim(desk: SimpleNamespace) -> None:
    names = {"new_last_name": "Newman", "new_first_name": "Al", "new_sex": "M"}
    new(desk, "save", patient="", new_birth_date="01/02/55", **names)

    patient = Claim.objects.get().patient
    assert (str(patient), patient.practice) == ("Newman, Al · 01/02/1955 · M", desk.practice)


def test_half_a_new_patient_is_refused(desk: SimpleNamespace) -> None:
    answer = new(desk, "save", patient="", new_last_name="Newman")

    assert answer.status_code == 422
    assert "First name is missing for the new patient" in answer.content.decode()
    assert Patient.objects.count() == 1


def test_same_post_twice_is_one_claim(desk: SimpleNamespace) -> None:
    data = typed(desk) | {"do": "save"}

    first = desk.client.post("/claims/new/", data)
    second = desk.client.post("/claims/new/", data)

    assert first.headers["Location"] == second.headers["Location"]
    assert (Claim.objects.count(), SubmitKey.objects.count()) == (1, 1)


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


def test_edit_of_a_sent_claim_goes_to_its_page(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    Claim.objects.update(status="submitted")

    answer = again(desk, claim)

    assert answer.headers["Location"] == f"/claims/{claim.public_id}/"


def test_patient_of_another_practice_is_nobody(desk: SimpleNamespace) -> None:
    make_patient(make_practice("Other"), "Elsewhere")

    answer = new(desk, "save", patient="Elsewhere, Nora")

    assert answer.status_code == 422
    assert "names no patient of this practice" in answer.content.decode()


def test_lines_are_added_repeated_and_removed(desk: SimpleNamespace) -> None:
    added = new(desk, "add").context["entry"].lines.forms
    repeated = new(desk, "repeat").context["entry"].lines.forms
    removed = new(desk, "remove:0").context["entry"].lines.forms

    assert len(added) == 3
    assert [form["code"].value() for form in repeated] == ["J0256", "J0256", None]
    assert [form["code"].value() for form in removed] == [None]


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
def test_check_asks_ten_queries_for_any_number_of_lines(
    desk: SimpleNamespace, count: int, django_assert_num_queries
) -> None:
    data = typed(desk, authorization="A-1") | lines_of(count)
    desk.client.post("/claims/check/", data)

    with django_assert_num_queries(10):
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

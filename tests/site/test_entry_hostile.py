"""Posts that no browser of ours sends: nothing breaks, nothing is lost in silence."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from billing_site.accounts.models import Membership, User
from claims.models import Claim, Container, Patient, ServiceLine
from tests.factories import make_patient, make_practice, make_provider
from tests.site.posts import again, new, saved, typed

pytestmark = pytest.mark.django_db
LARGEST = {
    "lines-0-units": "9,999,999.999",
    "lines-0-dose": "9,999,999.9999 mg",
    "lines-0-discarded": "9,999,999.9999 mg",
    "lines-0-vials": "9999 x 9,999,999.9999 mg",
    "lines-0-ndc_quantity": "9,999,999.999",
    "lines-0-charge": "9,999,999.99",
    "lines-0-minutes": "9999",
}


def test_largest_amounts_are_saved_and_read_again(desk: SimpleNamespace) -> None:
    answer = desk.client.post("/claims/new/", typed(desk) | LARGEST | {"do": "save"})
    claim = Claim.objects.get()

    assert answer.status_code == 302
    shown = desk.client.get(f"/claims/{claim.public_id}/edit/").content.decode()
    assert all(text in shown for name, text in LARGEST.items() if name != "lines-0-vials")
    assert desk.client.get("/").status_code == 200
    assert desk.client.get(f"/claims/{claim.public_id}/").status_code == 200


@pytest.mark.parametrize("name", sorted(LARGEST))
def test_larger_amounts_are_refused(desk: SimpleNamespace, name: str) -> None:
    changes = {name: "1" + LARGEST[name].replace(" x 9,", " x 19,")}
    answer = desk.client.post("/claims/new/", typed(desk) | changes | {"do": "save"})

    assert answer.status_code == 422
    assert Claim.objects.count() == 0


def test_what_the_form_does_not_show_survives_a_save(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    Container.objects.update(lot="L29157")
    ServiceLine.objects.update(date_of_service="2026-11-09", place="12")

    assert again(desk, claim).status_code == 302

    line = ServiceLine.objects.get()
    assert (line.containers.get().lot, str(line.date_of_service), line.place) == (
        "L29157",
        "2026-11-09",
        "12",
    )


def test_authorization_that_is_not_on_file_is_kept_as_typed(desk: SimpleNamespace) -> None:
    new(desk, "save", authorization="AUTH-TYPO-77")
    claim = Claim.objects.get()

    shown = desk.client.get(f"/claims/{claim.public_id}/edit/").content.decode()

    assert (claim.authorization, claim.authorization_number) == (None, "AUTH-TYPO-77")
    assert 'value="AUTH-TYPO-77"' in shown
    assert "is not on file" in shown


@pytest.mark.parametrize("count", ["0", "-1", "", "1e3", None])
@pytest.mark.parametrize("do", ["save", "ready", "check", "add", "repeat", "remove:5", "fix:x"])
def test_rows_beyond_their_count_are_not_dropped(
    desk: SimpleNamespace, count: str | None, do: str
) -> None:
    data = typed(desk) | {"do": do, "lines-TOTAL_FORMS": count or ""}
    if count is None:
        del data["lines-TOTAL_FORMS"]

    answer = desk.client.post("/claims/new/", data)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="lines-0-units" value="500"' in text
    assert "rows of lines but a count of" in text
    assert Claim.objects.count() == 0


@pytest.mark.parametrize(
    "do",
    [
        "remove:²", "remove:①", "remove:" + "9" * 5000, "remove:-1", "payer:NOBODY", "fix:",
        "offer:1:", "offer:9:waste", "\x00", "fix:UNI-002:1:units:x", "é", "<script>",
    ],
)  # fmt: skip
def test_odd_buttons_change_nothing(desk: SimpleNamespace, do: str) -> None:
    answer = new(desk, do)

    assert answer.status_code == 200
    assert 'name="lines-0-units" value="500"' in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("patient", "Testcase, Nora · 01/01/0000"),
        ("patient", "Testcase, Nora · \u0660\u0661/\u0660\u0661/2000"),
        ("lines__0__pointers", "Z"),
        ("lines__0__code", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")),
        ("rendering", "1" + "0" * 30),
        ("date_of_service", "t-99999"),
    ],
)
@pytest.mark.parametrize("do", ["save", "check", "offer:1:waste"])
def test_odd_texts_never_fail(desk: SimpleNamespace, name: str, text: str, do: str) -> None:
    changes = {"lines__0__dose": "4,500 mg", "lines__0__units": "450", "lines__0__mod1": ""}
    assert new(desk, do, **changes | {name: text}).status_code < 500


def test_odd_address_of_the_asking_page(desk: SimpleNamespace) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://["}
    answer = desk.client.post("/claims/check/?live=1", typed(desk), headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("charset", ["latin-1", "utf-7", "hex", "undefined"])
def test_other_charsets_are_refused(desk: SimpleNamespace, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    answer = desk.client.generic("POST", "/claims/new/", b"do=save", content_type=kind)
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["Smith, Jr.", "Mid·dot"])
def test_names_that_could_not_be_picked_again_are_refused(desk: SimpleNamespace, name: str) -> None:
    parts = {"new_first_name": "Al", "new_birth_date": "01/02/1955", "new_sex": "M"}
    answer = new(desk, "save", patient="", new_last_name=name, **parts)

    assert answer.status_code == 422
    assert Patient.objects.count() == 1


def test_patient_on_file_is_not_added_again(desk: SimpleNamespace) -> None:
    parts = {"new_first_name": "nora", "new_birth_date": "04/12/1961", "new_sex": "F"}
    answer = new(desk, "save", patient="", new_last_name="TESTCASE", **parts)

    assert answer.status_code == 422
    assert "This patient is on file" in answer.content.decode()


def test_claim_of_a_patient_with_a_namesake_can_be_saved(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    make_patient(desk.practice)

    assert again(desk, claim, patient=str(desk.patient)).status_code == 302
    assert Claim.objects.get().patient == desk.patient


def test_provider_of_the_users_other_practice_is_refused(desk: SimpleNamespace) -> None:
    other = make_practice("Other")
    Membership.objects.create(user=User.objects.get(username="ana"), practice=other)

    answer = new(desk, "save", rendering=str(make_provider(other).pk))

    assert answer.status_code == 422
    assert "Rendering provider: not of this practice" in answer.content.decode()


def test_key_of_one_claim_does_not_act_on_another(desk: SimpleNamespace) -> None:
    data = typed(desk) | {"do": "save"}
    desk.client.post("/claims/new/", data)
    claim = Claim.objects.get()

    answer = desk.client.post(f"/claims/{claim.public_id}/edit/", data)

    assert answer.status_code == 409


def test_form_without_its_key_is_refused(desk: SimpleNamespace) -> None:
    data = typed(desk) | {"do": "save", "submit_key": ""}

    answer = desk.client.post("/claims/new/", data)

    assert answer.status_code == 422
    assert Claim.objects.count() == 0


def test_sign_out_tells_the_browser_to_forget(desk: SimpleNamespace) -> None:
    answer = desk.client.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'

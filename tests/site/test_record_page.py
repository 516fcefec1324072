"""A patient's record: what is kept there is what the next check reads."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from claims.models import Claim, PriorAuthorization, StepTrial, Weight
from codes.models import Payer
from tests.factories import make_claim, make_patient, make_practice, make_user
from tests.site.policy_desk import client_of, make_policy_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    made = make_policy_desk()
    made.patient = make_patient(made.practice)
    made.biller = client_of(make_user("ana", Role.BILLER, practice=made.practice))
    made.address = f"/patients/{made.patient.public_id}/record/"
    made.payer = Payer.objects.get()
    return made


def keep(desk: SimpleNamespace, wanted: str, seen: str = "", **typed: Any) -> Any:
    kind = wanted.partition("-")[0]
    data = {f"{kind}-{name}": value for name, value in typed.items()}
    data |= {"do": f"keep:{wanted}", "seen": seen}
    return desk.biller.post(desk.address, data, follow=True)


def seen_in(page: str) -> str:
    """The digest that the form of a change carries."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def authorization(desk: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    return {
        "payer": desk.payer.pk, "number": "PA-1", "code": "j0256", "effective_from": "01/01/26",
        "effective_through": "12/31/26", "approved_units": "3,600", **changes,
    }  # fmt: skip


def test_each_kind_is_added_and_shown(desk: SimpleNamespace) -> None:
    Weight.objects.all().delete()
    kept = [
        ("authorization", authorization(desk)),
        ("exemption", {"payer": desk.payer.pk, "number": "EX-7", "product": "Glassia"}),
        ("trial", {"agent": "Q5103", "outcome": "failure", "ended_on": "03/04/26"}),
        ("lab", {"lab": "aat serum", "value": "7.5", "unit": "umol/L", "taken_on": ""}),
        ("weight", {"kilograms": "160 lb", "taken_on": "11/01/26"}),
    ]
    for kind, typed in kept:
        assert "Added." in keep(desk, kind, **typed).content.decode()

    page = desk.biller.get(desk.address).content.decode()
    for words in ("PA-1", "3,600", "EX-7", "Glassia", "Did not help", "AAT SERUM", "7.5 umol/L",
                  "72.57 kg", "no day"):  # fmt: skip
        assert words in page
    lab = desk.patient.labs.get()
    assert (lab.lab, lab.taken_on) == ("AAT_SERUM", None)
    assert AuditEvent.objects.filter(action="patient.record.keep").count() == 5
    assert "PA-1" not in str(list(AuditEvent.objects.values_list("changes", flat=True)))


def test_a_row_is_changed_in_its_place(desk: SimpleNamespace) -> None:
    keep(desk, "authorization", **authorization(desk))
    row = PriorAuthorization.objects.get()
    shown = desk.biller.get(f"{desk.address}?change=authorization-{row.pk}").content.decode()
    assert 'value="3,600"' in shown or 'value="3600"' in shown
    assert "Change this one" in shown

    keep(
        desk,
        f"authorization-{row.pk}",
        seen=seen_in(shown),
        **authorization(desk, used_units="700"),
    )
    row.refresh_from_db()
    assert (row.used_units, row.approved_units) == (700, 3600)
    assert row.effective_through == dt.date(2026, 12, 31)


def test_a_row_that_somebody_else_changed_is_not_written_over(desk: SimpleNamespace) -> None:
    keep(desk, "authorization", **authorization(desk))
    row = PriorAuthorization.objects.get()
    shown = desk.biller.get(f"{desk.address}?change=authorization-{row.pk}").content.decode()
    PriorAuthorization.objects.update(used_units=260)

    typed = authorization(desk, effective_through="06/30/26")
    answer = keep(desk, f"authorization-{row.pk}", seen=seen_in(shown), **typed)
    assert "Somebody changed it meanwhile" in answer.content.decode()
    assert 'value="06/30/26"' in answer.content.decode()
    row.refresh_from_db()
    assert (row.used_units, row.effective_through) == (260, dt.date(2026, 12, 31))


def test_two_practices_may_hold_the_same_number(desk: SimpleNamespace) -> None:
    other = make_patient(make_practice("Other"))
    keep(desk, "authorization", **authorization(desk))
    row = PriorAuthorization.objects.get()
    row.pk, row.patient = None, other
    row.save()
    assert PriorAuthorization.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "J02"}, "is no HCPCS or CPT code"),
        ({"effective_through": "12/31/25"}, "is before the first"),
        ({"approved_units": "1.5"}, "Type a whole number of units"),
        ({"approved_units": "-3"}, "Type a whole number of units"),
        ({"payer": ""}, "required"),
        ({"payer": "999"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: SimpleNamespace, changes: dict[str, Any], words: str
) -> None:
    answer = keep(desk, "authorization", **authorization(desk, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="PA-1"' in page
    assert not PriorAuthorization.objects.exists()


def test_two_of_one_kind_are_refused_in_words(desk: SimpleNamespace) -> None:
    keep(desk, "authorization", **authorization(desk))
    assert (
        "is on record already"
        in keep(desk, "authorization", **authorization(desk)).content.decode()
    )
    Weight.objects.all().delete()
    keep(desk, "weight", kilograms="72", taken_on="11/01/26")
    again = keep(desk, "weight", kilograms="73", taken_on="11/01/26").content.decode()
    assert "change that one" in again
    assert Weight.objects.get().kilograms == Decimal(72)


def test_an_authorization_that_claims_rest_on_stays(desk: SimpleNamespace) -> None:
    keep(desk, "authorization", **authorization(desk))
    row = PriorAuthorization.objects.get()
    make_claim(desk.practice, patient=desk.patient)
    Claim.objects.update(authorization=row)

    remove = {"do": f"remove:authorization-{row.pk}"}
    assert (
        "1 claim rests on it"
        in desk.biller.post(desk.address, remove, follow=True).content.decode()
    )
    Claim.objects.update(authorization=None)
    desk.biller.post(desk.address, remove)
    assert not PriorAuthorization.objects.exists()


def test_only_ones_own_patients_and_rows(desk: SimpleNamespace) -> None:
    other = make_patient(make_practice("Other"))
    trial = StepTrial.objects.create(patient=other, agent="Q5103", outcome="failure")
    assert desk.biller.get(f"/patients/{other.public_id}/record/").status_code == 404
    for wanted in (f"trial-{trial.pk}", "trial-x", "secret", "trial-99999999999999999999"):
        answer = desk.biller.post(desk.address, {"do": f"remove:{wanted}"})
        assert answer.status_code == 404, wanted
    assert StepTrial.objects.count() == 1


def test_an_auditor_reads_only(desk: SimpleNamespace) -> None:
    auditor = client_of(make_user("aud", Role.AUDITOR, practice=desk.practice))
    page = auditor.get(desk.address)
    assert page.status_code == 200
    assert "Add one" not in page.content.decode()
    assert auditor.post(desk.address, {"do": "keep:trial"}).status_code == 403


def test_queries_do_not_grow_with_the_record(
    desk: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    keep(desk, "trial", agent="Q5103", outcome="failure")
    keep(desk, "authorization", **authorization(desk))
    desk.biller.get(desk.address)
    with django_assert_num_queries(11):
        desk.biller.get(desk.address)
    for number in range(30):
        StepTrial.objects.create(patient=desk.patient, agent=f"A{number}", outcome="failure")
        PriorAuthorization.objects.create(
            patient=desk.patient, payer=desk.payer, number=f"N{number}", code="J0256",
            effective_from=dt.date(2026, 1, 1), effective_through=dt.date(2026, 12, 31),
            approved_units=10,
        )  # fmt: skip
    with django_assert_num_queries(11):
        desk.biller.get(desk.address)

"""Ledgers say what the check will say: of the next day, the largest dose, and planned visits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from billing_site.accounts.models import Role
from claims.models import Claim, Patient, PriorAuthorization
from claims.services.authorizations import authorizations_of
from claims.services.ledgers import Ledger
from codes.models import Payer
from codes.policies.publishing import publish_policy, withdraw_policy
from codes.policies.storing import import_policy
from tests.codes.policy_worlds import small
from tests.factories import make_claim, make_patient, make_practice, make_user
from tests.site.policy_desk import RICH, client_of, make_policy_desk

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def desk() -> SimpleNamespace:
    """At most 700 units in 7 days, seven days apart less one; 500 units were given on 11/16."""
    made = make_policy_desk()
    made.patient = make_patient(made.practice)
    claim = make_claim(made.practice, patient=made.patient, status="paid")
    Claim.objects.update(date_of_service=dt.date(2026, 11, 16))
    made.claim = Claim.objects.get(pk=claim.pk)
    return made


def ledger_of(desk: SimpleNamespace, today: dt.date = TODAY) -> Ledger:
    patient = Patient.objects.prefetch_related("weights").get(pk=desk.patient.pk)
    return Ledger(patient, Payer.objects.get(), today)


def test_windows_next_day_and_largest_dose(desk: SimpleNamespace) -> None:
    drug = ledger_of(desk).drug("J0256")

    assert [(one.day, one.units, one.status) for one in drug.doses] == [
        (dt.date(2026, 11, 16), Decimal(500), "paid")
    ]
    [window] = drug.windows
    assert (window.span, window.used, window.most) == ("7 days", 500, 700)
    assert drug.next_on == dt.date(2026, 11, 22)  # six days after, as the tolerance allows
    assert drug.largest == 0  # today is too soon for any dose


@pytest.mark.parametrize(("day", "largest"), [(22, 200), (23, 700)])
def test_the_largest_dose_is_the_last_that_breaks_nothing(
    desk: SimpleNamespace, day: int, largest: int
) -> None:
    ledger = ledger_of(desk, dt.date(2026, 11, day))
    assert ledger.drug("J0256").largest == largest
    for units, breaks in ((largest, False), (largest + 1, True)):
        [visit] = ledger.said("J0256", [(dt.date(2026, 11, day), units)])
        assert bool(visit.says) is breaks


def test_planned_visits_count_one_another(desk: SimpleNamespace) -> None:
    days = [dt.date(2026, 11, 30), dt.date(2026, 11, 23), dt.date(2026, 12, 2)]
    planned = ledger_of(desk).said("J0256", [(day, 600) for day in days])

    assert [one.day for one in planned] == sorted(days)
    assert [bool(one.says) for one in planned] == [False, False, True]
    assert "2 days after the dose of 11/30/2026" in " ".join(planned[2].says)


def test_authorizations_say_when_to_act(desk: SimpleNamespace) -> None:
    def made(number: str, through: dt.date, used: int) -> None:
        PriorAuthorization.objects.create(
            patient=desk.patient, payer=desk.payer, number=number, code="J0256",
            effective_from=dt.date(2026, 1, 1), effective_through=through,
            approved_units=1000, used_units=used,
        )  # fmt: skip

    made("A", dt.date(2026, 11, 19), 0)
    made("B", dt.date(2026, 12, 20), 0)
    made("C", dt.date(2027, 6, 1), 800)
    made("D", dt.date(2027, 6, 1), 1000)
    made("E", dt.date(2027, 6, 1), 799)

    lines = {
        one.row.number: (one.state, one.left) for one in authorizations_of(desk.patient, TODAY)
    }
    assert lines == {
        "A": ("ended", 1000), "B": ("expiring", 1000), "C": ("low", 200), "D": ("used up", 0),
        "E": ("open", 201),
    }  # fmt: skip


def test_the_page_of_ones_own_patient(desk: SimpleNamespace) -> None:
    biller = client_of(make_user("ana", Role.BILLER, practice=desk.practice))
    address = f"/patients/{desk.patient.public_id}/ledger/"
    page = biller.get(address).content.decode()
    assert "of 700 units" in page

    data = {"code": "j0256", "visits": "11/30/2027: 600, 12/02/2027: 600"}
    asked = biller.post(address, data).content.decode()
    assert (asked.count("within limits"), asked.count("breaks a limit")) == (1, 1)
    odd = biller.post(address, {"code": "J0256", "visits": "soon: many"}).content.decode()
    assert "is not understood" in odd

    stranger = client_of(make_user("bo", Role.BILLER, practice=make_practice("Other")))
    assert stranger.get(address).status_code == 404
    assert client_of(make_user("po", Role.POLICY)).get(address).status_code == 403


def test_queries_do_not_grow_with_doses(desk: SimpleNamespace, django_assert_num_queries) -> None:
    biller = client_of(make_user("ana", Role.BILLER, practice=desk.practice))
    address = f"/patients/{desk.patient.public_id}/ledger/"
    biller.get(address)
    with django_assert_num_queries(11):
        biller.get(address)
    for number in range(2, 40):
        make_claim(desk.practice, f"C-{number:05d}", patient=desk.patient, status="paid")
    with django_assert_num_queries(11):
        biller.get(address)


def test_a_dose_of_today_counts_as_given(desk: SimpleNamespace) -> None:
    drug = ledger_of(desk, dt.date(2026, 11, 16)).drug("J0256")
    assert drug.next_on == dt.date(2026, 11, 22)


def test_what_is_not_known_is_not_called_free(desk: SimpleNamespace) -> None:
    limits = [{"kind": "dose_per_kg", "max": 60, "uom": "mg/kg"}]
    body = {**RICH, "limits": limits, "id": "T-KG-1", "effective_from": "2026-11-01"}
    withdraw_policy(desk.version.pk, by=desk.lead, on=TODAY, reason="Another takes its place now.")
    version = import_policy(small(**body), author=desk.author).version
    publish_policy(version.pk, approver=desk.lead, on=TODAY)
    desk.patient.weights.all().delete()

    drug = ledger_of(desk).drug("J0256")
    assert (drug.is_limited, drug.missing) == (True, ("patient.weight_kg",))
    [visit] = ledger_of(desk).said("J0256", [(TODAY, 1)])
    assert (visit.says, visit.missing) == ((), ("patient.weight_kg",))

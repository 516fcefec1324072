"""The lists of the admin: queries, search, and confirming billing units together."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing_site.accounts.models import Membership, Role, RoleGrant
from billing_site.audit.models import AuditEvent
from codes.models import FactsToken, HcpcsCode
from tests.factories import make_practice, make_user
from tests.site.fact_rows import MAKERS, make_payer, terms_of
from tests.site.test_admin import LABELS, address, model_of

pytestmark = pytest.mark.django_db


def test_units_are_confirmed_where_they_are_known(client: Client) -> None:
    client.force_login(make_user("kim", Role.POLICY))
    rows = [MAKERS[HcpcsCode](number) for number in range(4)]
    HcpcsCode.objects.filter(pk=rows[1].pk).update(unit_amount=None)
    HcpcsCode.objects.filter(pk=rows[2].pk).update(unit_standing="parsed")

    answer = client.post(
        address("codes.hcpcscode", "changelist"),
        {"action": "confirm_units", "_selected_action": [row.pk for row in rows]},
        follow=True,
    )

    said = [str(message) for message in answer.context["messages"]]
    standings = HcpcsCode.objects.order_by("code").values_list("unit_standing", flat=True)
    assert list(standings) == ["confirmed", "needs_review", "parsed", "confirmed"]
    assert said == [
        "2 billing units confirmed.",
        "1 left as they were: the amount or the measure is missing.",
    ]
    events = AuditEvent.objects.order_by("object_id").values_list("action", "object_id", "changes")
    change = {"unit_standing": ["needs_review", "confirmed"]}
    assert sorted(events, key=lambda event: int(event[1])) == [
        ("fact.change", str(rows[0].pk), change),
        ("fact.change", str(rows[3].pk), change),
    ]
    assert FactsToken.objects.count() == 1


@pytest.mark.parametrize("label", LABELS)
def test_a_list_asks_as_often_for_50_rows_as_for_1(client: Client, label: str) -> None:
    client.force_login(make_user("somebody", *Role))
    make, where = MAKERS[model_of(label)], address(label, "changelist")
    make(1)
    client.get(where)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(where)
    for number in range(2, 50):
        make(number)
    with CaptureQueriesContext(connection) as many:
        assert client.get(where).status_code == 200

    assert len(many) == len(one)
    assert len(many) <= 12


@pytest.mark.parametrize("label", LABELS)
def test_each_list_can_be_searched(client: Client, label: str) -> None:
    client.force_login(make_user("somebody", *Role))
    MAKERS[model_of(label)](1)

    assert client.get(address(label, "changelist"), {"q": "J00"}).status_code == 200


def test_rows_below_a_form_cost_no_queries_each(client: Client) -> None:
    client.force_login(make_user("somebody", *Role))
    payer, user = make_payer(), make_user("ana")
    client.get("/admin/")  # the session's own writes are done
    counts = []
    for number in range(1, 5):
        terms_of(payer, effective_from=day(number), effective_through=day(number))
        RoleGrant.objects.create(user=user, role=list(Role)[number])
        Membership.objects.create(user=user, practice=make_practice(f"Clinic {number}"))
        pages = [address("codes.payer", "change", payer), address("accounts.user", "change", user)]
        with CaptureQueriesContext(connection) as asked:
            assert [client.get(page).status_code for page in pages] == [200, 200]
        counts.append(len(asked))

    _first, *warm = counts  # the first asks for content types, which a process keeps
    assert warm == warm[:1] * 3


def day(number: int) -> dt.date:
    """A day of January 2026."""
    return dt.date(2026, 1, number)

"""The list of conflicts and the page of one: who reads, who decides, and what is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing_site.accounts.models import Role, User
from billing_site.audit.models import AuditEvent
from codes.facts import facts_token
from codes.models import CodeGuide, FactConflict, GuideStatement
from tests.factories import make_facts, make_user
from tests.site.fact_rows import MAKERS, make_guide

pytestmark = pytest.mark.django_db
REASON = "The publisher answered that it will correct the article."


@pytest.fixture
def kim(client: Client) -> User:
    user = make_user("kim", Role.POLICY)
    client.force_login(user)
    return user


def make_conflict(number: int = 1, **changes: Any) -> FactConflict:
    row = MAKERS[FactConflict](number)
    FactConflict.objects.filter(pk=row.pk).update(**changes)
    row.refresh_from_db()
    return row


def decide(client: Client, row: FactConflict, decision: str, **typed: str):
    return client.post(f"/codes/conflicts/{row.pk}/", {"decision": decision} | typed)


def listed(client: Client, **asked: str) -> list[str]:
    return [row.code for row in client.get("/codes/conflicts/", asked).context["page"]]


def test_empty(client: Client, kim: User) -> None:
    assert b"No conflict is open" in client.get("/codes/conflicts/").content


def test_list_by_state_and_narrowed(client: Client, kim: User) -> None:
    make_conflict(1)
    make_conflict(2, state="accepted", owner=kim)
    make_conflict(3, owner=kim, severity="warning", field="coverage")
    make_conflict(11, field="unit")

    assert listed(client) == ["J0001", "J0003", "J0011"]
    assert listed(client, view="accepted") == ["J0002"]
    assert listed(client, view="all") == ["J0001", "J0002", "J0003", "J0011"]
    assert listed(client, view="odd") == ["J0001", "J0003", "J0011"]
    assert listed(client, code="j001") == ["J0011"]
    assert listed(client, owner="me") == ["J0003"]
    assert listed(client, owner="none") == ["J0001", "J0011"]
    assert listed(client, field="unit") == ["J0011"]
    assert listed(client, field="other") == ["J0003"]
    assert listed(client, severity="warning") == ["J0003"]
    chips = client.get("/codes/conflicts/", {"severity": "blocking"}).context["chips"]
    assert [(chip.key, chip.count) for chip in chips] == [
        ("open", 2), ("accepted", 1), ("corrected", 0), ("all", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("asked", [{"field": "x"}, {"owner": "1"}, {"code": "J\x00"}])
def test_a_filter_that_is_not_understood(client: Client, kim: User, asked: dict[str, str]) -> None:
    make_conflict()
    answer = client.get("/codes/conflicts/", asked)

    assert answer.status_code == 422
    assert len(answer.context["page"].object_list) == 1
    assert b'class="wrong"' in answer.content


def test_codes_without_an_official_file_are_named(client: Client, kim: User) -> None:
    make_facts()
    statement = MAKERS[GuideStatement](1)
    statement.pk, statement.position, statement.fact_code = None, 2, "J0256"
    statement.save()

    text = client.get("/codes/conflicts/").content.decode()
    assert "Not compared with an official file yet" in text
    assert client.get("/codes/conflicts/").context["not_compared"] == ["J9999"]


def test_as_many_queries_for_50_as_for_1(client: Client, kim: User) -> None:
    make_conflict(1, owner=kim)
    client.get("/codes/conflicts/")
    with CaptureQueriesContext(connection) as one:
        client.get("/codes/conflicts/")
    for number in range(2, 51):
        make_conflict(number, owner=kim)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("/codes/conflicts/").context["page"].object_list) == 50

    assert len(many) == len(one) <= 8


def test_taken_on_accepted_and_opened_again(client: Client, kim: User) -> None:
    row, token = make_conflict(), facts_token()

    assert decide(client, row, "take_on").headers["Location"] == f"/codes/conflicts/{row.pk}/"
    row.refresh_from_db()
    assert (row.state, row.owner) == ("open", kim)

    decide(client, row, "accept", note=f"  {REASON} ")
    row.refresh_from_db()
    assert (row.state, row.owner, row.decision) == ("accepted", kim, REASON)
    assert row.decided_at is not None
    assert facts_token() != token

    decide(client, row, "reopen")
    row.refresh_from_db()
    assert (row.state, row.owner, row.decision, row.decided_at) == ("open", kim, "", None)
    events = AuditEvent.objects.order_by("pk")
    assert [(each.action, each.object_id) for each in events] == [
        ("conflict.take_on", str(row.pk)),
        ("conflict.accept", str(row.pk)),
        ("conflict.reopen", str(row.pk)),
    ]
    accepted = events[1]
    assert (accepted.actor_label, accepted.reason) == ("kim", REASON)
    assert accepted.changes["state"] == ["open", "accepted"]
    assert accepted.changes["decision"] == ["", REASON]


def test_accepting_makes_nobodys_conflict_ones_own(client: Client, kim: User) -> None:
    row = make_conflict()
    decide(client, row, "accept", note=REASON)
    row.refresh_from_db()
    assert row.owner == kim


@pytest.mark.parametrize("note", ["", "  ", "only fourteen.", "x" * 301, "a reason\x00with a nul"])
def test_a_reason_is_wanted_and_nothing_typed_is_lost(client: Client, kim: User, note: str) -> None:
    row = make_conflict()
    answer = decide(client, row, "accept", note=note)

    assert answer.status_code == 422
    assert answer.context["form"]["note"].value() == note
    assert 'href="#id_note"' in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "open"
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("decision", ["", "burn"])
def test_an_unknown_decision(client: Client, kim: User, decision: str) -> None:
    assert decide(client, make_conflict(), decision).status_code == 422


def test_somebody_was_quicker(client: Client, kim: User) -> None:
    row = make_conflict(state="corrected")
    answer = decide(client, row, "accept", note=REASON)

    assert answer.status_code == 409
    assert "the conflict is guide corrected now" in answer.content.decode()
    assert AuditEvent.objects.count() == 0


def test_an_auditor_reads_and_decides_nothing(client: Client) -> None:
    client.force_login(make_user("ada", Role.AUDITOR))
    row = make_conflict()
    text = client.get(f"/codes/conflicts/{row.pk}/").content.decode()

    assert "alfacalcidol" in text
    assert "Take it on" not in text
    assert decide(client, row, "take_on").status_code == 403
    assert AuditEvent.objects.get().outcome == "denied"


def test_the_page_leads_to_the_statements(client: Client, kim: User) -> None:
    row = make_conflict()
    statement = GuideStatement.objects.create(
        guide=make_guide(1), section="definition", position=1, text="It is alfacalcidol.",
        source="article", fact_code="J0001", fact_field="drug", fact_value="alfacalcidol",
    )  # fmt: skip

    text = client.get(f"/codes/conflicts/{row.pk}/").content.decode()
    assert f'href="/admin/codes/guidestatement/{statement.pk}/change/"' in text
    assert client.get("/codes/conflicts/999999/").status_code == 404


def test_several_are_taken_on_from_the_list_of_the_admin(client: Client, kim: User) -> None:
    rows = [make_conflict(1), make_conflict(2, state="accepted"), make_conflict(3, owner=kim)]
    picked = {"action": "take_on", "_selected_action": [row.pk for row in rows]}
    client.post("/admin/codes/factconflict/", picked)

    owners = FactConflict.objects.order_by("code").values_list("owner__username", flat=True)
    assert list(owners) == ["kim", None, "kim"]
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("conflict.take_on", str(rows[0].pk))


def test_a_guide_without_statements_is_not_a_statement_of_fact(client: Client, kim: User) -> None:
    make_guide(1)
    assert CodeGuide.objects.count() == 1
    assert client.get("/codes/conflicts/").context["not_compared"] == []

"""Guides in the admin: an edit is compared at once and audited; the file of October 2025."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from claims.demo import facts
from codes.models import CodeGuide, DrugProduct, FactConflict, GuideStatement, HcpcsCode
from tests.factories import make_user
from tests.site.fact_rows import make_guide, make_release
from tests.site.test_admin import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(client: Client) -> Client:
    client.force_login(make_user("kim", Role.POLICY))
    return client


@pytest.fixture
def code() -> HcpcsCode:
    return HcpcsCode.objects.create(
        code="J9901",
        long_descriptor="Injection, examplin, 10 mg",
        unit_amount=Decimal(10),
        unit_measure="mg",
        unit_standing="parsed",
        release=make_release(),
    )


def typed(guide: CodeGuide, **changes: str) -> dict[str, str]:
    return {
        "guide": str(guide.pk),
        "section": "definition",
        "position": "1",
        "text": "It is othrin.",
        "source": "article",
        "standing": "unverified",
        "fact_code": "j9901",
        "fact_field": "drug",
        "fact_value": "othrin",
    } | changes


def states() -> list[tuple[str, str, str]]:
    rows = FactConflict.objects.order_by("pk")
    return list(rows.values_list("code", "editorial", "state"))


def events() -> list[tuple[str, str, dict]]:
    rows = AuditEvent.objects.order_by("pk")
    return list(rows.values_list("action", "object_type", "changes"))


def test_a_statement_is_compared_when_it_is_saved(policy: Client, code: HcpcsCode) -> None:
    guide = make_guide(1)
    policy.post(address("codes.guidestatement", "add"), typed(guide))

    statement = GuideStatement.objects.get()
    assert (statement.fact_code, statement.standing) == ("J9901", "contradicted")
    assert states() == [("J9901", "othrin", "open")]
    assert [event[:2] for event in events()] == [
        ("fact.add", "guidestatement"),
        ("conflict.compared", "factconflict"),
    ]
    assert events()[1][2] == {"state": [None, "open"]}

    AuditEvent.objects.all().delete()
    wanted = typed(guide, fact_value="examplin", standing="contradicted")
    policy.post(address("codes.guidestatement", "change", statement), wanted)

    assert states() == [("J9901", "othrin", "corrected")]
    assert events() == [
        ("fact.change", "guidestatement", {"fact_value": ["othrin", "examplin"]}),
        ("conflict.compared", "factconflict", {"state": ["open", "corrected"]}),
    ]
    assert AuditEvent.objects.filter(actor_label="kim").count() == 2


def test_a_statement_is_compared_when_it_is_deleted(policy: Client, code: HcpcsCode) -> None:
    policy.post(address("codes.guidestatement", "add"), typed(make_guide(1)))
    AuditEvent.objects.all().delete()
    answer = policy.post(
        address("codes.guidestatement", "delete", GuideStatement.objects.get()), {"post": "yes"}
    )

    assert answer.status_code == 302
    assert states() == [("J9901", "othrin", "corrected")]
    gone, moved = events()
    assert gone[:2] == ("fact.delete", "guidestatement")
    assert gone[2]["text"] == ["It is othrin.", None]
    assert moved[2] == {"state": ["open", "corrected"]}


def test_the_official_side_is_compared_too(policy: Client, code: HcpcsCode) -> None:
    """A route that a product's label does not have, and a unit that a person confirms."""
    guide = make_guide(1)
    route = typed(guide, fact_field="route", fact_value="IV")
    unit = typed(guide, position="2", fact_field="unit", fact_value="5 mg")
    HcpcsCode.objects.update(unit_standing="needs_review")
    for wanted in (route, unit):
        policy.post(address("codes.guidestatement", "add"), wanted)
    assert states() == []

    picked = {"action": "confirm_units", "_selected_action": [code.pk]}
    policy.post(address("codes.hcpcscode", "changelist"), picked)
    assert states() == [("J9901", "5 mg", "open")]

    product = {
        "brand": "Exampla", "presentation": "10 mg", "hcpcs": "J9901", "container": "single",
        "strength": "10", "strength_measure": "mg", "routes": "IM", "release": code.release_id,
    }  # fmt: skip
    policy.post(address("codes.drugproduct", "add"), product)
    assert states() == [("J9901", "5 mg", "open"), ("J9901", "IV", "open")]

    policy.post(address("codes.drugproduct", "delete", DrugProduct.objects.get()), {"post": "yes"})
    assert DrugProduct.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fact_value": ""}, "fact_value"),
        ({"fact_code": "", "fact_field": ""}, "fact_code"),
        ({"fact_field": "unit"}, "fact_value"),
        ({"text": ""}, "text"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    policy: Client, changes: dict[str, str], field: str
) -> None:
    answer = policy.post(address("codes.guidestatement", "add"), typed(make_guide(1), **changes))

    assert field in answer.context["adminform"].form.errors
    assert GuideStatement.objects.count() == 0


def test_a_compared_conflict_is_not_written_by_hand(policy: Client) -> None:
    entered = {
        "code": "J9901", "field": "drug", "official": "a", "editorial": "b", "severity": "info",
        "source": "Test",
    }  # fmt: skip
    where = address("codes.factconflict", "add")
    answer = policy.post(where, entered)
    assert "is found by comparing" in str(answer.context["adminform"].form.errors["field"])

    policy.post(where, entered | {"field": "coverage", "state": "accepted"})
    assert states() == [("J9901", "b", "open")]


def test_a_guide_goes_after_its_statements(policy: Client, code: HcpcsCode) -> None:
    guide = make_guide(1)
    policy.post(address("codes.guidestatement", "add"), typed(guide))
    where = address("codes.codeguide", "delete", guide)

    assert "1 guide statement refers to it. Delete its" in policy.get(where).content.decode()
    assert policy.post(where, {"post": "yes"}).status_code == 409
    assert CodeGuide.objects.count() == 1


@pytest.mark.shared
def test_a_nineteenth_wrong_statement_beside_the_file_of_october_2025(
    policy: Client, shared: Path
) -> None:
    facts.load()
    FactConflict.objects.all().delete()
    HcpcsCode.objects.all().delete()
    call_command("import_reference", "hcpcs", shared / "data/hcpcs/HCPC2025_OCT_ANWEB.xlsx")
    known = states()
    assert len(known) == 7
    assert {code for code, _value, _state in known}.isdisjoint({"J0256", "J2501"})

    guide = CodeGuide.objects.get(code="J0256")
    planted = typed(guide, position="90", fact_code="J9035", fact_value="ranibizumab")
    policy.post(address("codes.guidestatement", "add"), planted)
    assert set(states()) - set(known) == {("J9035", "ranibizumab", "open")}

    statement = GuideStatement.objects.get(position=90)
    right = planted | {"fact_value": "bevacizumab"}
    policy.post(address("codes.guidestatement", "change", statement), right)
    assert set(states()) - set(known) == {("J9035", "ranibizumab", "corrected")}
    statement.refresh_from_db()
    assert statement.standing == "confirmed"

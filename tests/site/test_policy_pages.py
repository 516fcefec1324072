"""The pages of payers' policies: the list, one version in sentences, its JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from claims.demo.fixtures import read
from codes.models import PolicyVersion
from codes.policies.loading import load_policies
from codes.policies.publishing import withdraw_policy
from codes.policies.storing import import_policy
from tests.codes.policy_worlds import DAY, make_payers, make_people, published, small
from tests.factories import make_facts, make_practice, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> SimpleNamespace:
    """The policies of the demonstration, read by a biller."""
    make_payers()
    author, approver = make_people()
    load_policies(read("policies")["policies"], author=author, approver=approver, on=DAY)
    user = make_user("ana", Role.BILLER, practice=make_practice())
    client.force_login(user)
    return SimpleNamespace(client=client, user=user, approver=approver)


def text_of(desk: SimpleNamespace, where: str) -> str:
    answer = desk.client.get(where)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_list_is_by_payer_with_states(desk: SimpleNamespace, time_machine) -> None:
    time_machine.move_to("2026-11-21T12:00:00Z")
    text = text_of(desk, "/policies/")

    assert text.count("In force") == 7
    assert "Superseded by version 2" in text
    assert "to be reviewed by 12/31/2026" in text
    assert "overdue" not in text
    time_machine.move_to("2027-01-05T12:00:00Z")
    desk.client.force_login(desk.user)
    assert "to be reviewed by 12/31/2026, overdue" in text_of(desk, "/policies/")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("j0897", {"MCR-GENERIC-2026", "SUM-DEN-1"}),
        (" J2253 ", {"CSC-VITD-1"}),
        ("J9999", set()),
        ("<b>", set()),
        ("\x00", None),
    ],
)
def test_the_list_is_narrowed_by_code(
    desk: SimpleNamespace, typed: str, named: set[str] | None
) -> None:
    answer = desk.client.get("/policies/", {"code": typed})

    text = answer.content.decode()
    found = {one["id"] for one in read("policies")["policies"] if f"/policies/{one['id']}/" in text}
    assert found == (
        named if named is not None else {p["id"] for p in read("policies")["policies"]}
    )
    assert "<b>" not in text.replace("<b>Version", "")


def test_the_list_takes_as_many_queries_for_many_policies(
    desk: SimpleNamespace, django_assert_num_queries
) -> None:
    desk.client.get("/policies/")
    with django_assert_num_queries(9):
        desk.client.get("/policies/")
    for number in range(5):
        import_policy(small(id=f"T-{number}", version=1), author=None)
    with django_assert_num_queries(9):
        desk.client.get("/policies/")


SAID = {
    "NLK-AAT-2": [
        "AAT deficiency: E88.01 (one of each group).",
        "Not with K74.6*, unless each group is met: liver disease of the deficiency",
        "Age 18 or older.",
        "AAT SERUM below 11 umol/L, below 80 mg/dL by radial immunodiffusion or below 57 mg/dL",
        "A weight is on record, taken in the 90 days before.",
        "At least 7 days between doses (tolerance 1 day).",
        "At most 700 units in any 7 days; discarded drug does not count.",
        "At most 60 mg/kg (tolerance 10 %).",
        "A prior authorization is required, given for 12 months at first and 12 months on renewal.",
        "Not preferred: Aralast NP, Glassia.",
        "19 or 22 only with an exception (first two doses,",
        "Tests of lung function (FEV1): first dose and renewal.",
        "Northlake medical policy AAT, edition 2, section 2.2; “a serum level",
        "approved by",
    ],
    "SUM-IFX-3": [
        "J1745: failure, intolerance or contraindication of Q5103 or Q5121 before.",
        "At least 28 days between doses; loading doses on days 0, 14, 42 (tolerance 2 days).",
        "the step, once shown, stands for it",
    ],
    "SUM-DEN-1": [
        "J0897 for Osteoporosis (M80* or M81*): at most 60 units a dose.",
        "J0897 for Osteoporosis: At most 60 units in any 6 months; discarded drug does not count.",
    ],
    "SUM-ONC-2": ["At least 21 days after 200, 42 days after 400 before the next dose"],
    "HBR-IFX-1": ["within 365 days before; patients who are on the drug already go on."],
    "CSC-VITD-1": ["in editorial mode, for alfacalcidol", "J2501: At most 0.24 mcg/kg."],
    "MCR-GENERIC-2026": ["No prior authorization is required.", "J0256: E88.01."],
}


@pytest.mark.parametrize("identifier", SAID)
def test_a_version_is_told_in_sentences(desk: SimpleNamespace, identifier: str) -> None:
    text = text_of(desk, f"/policies/{identifier}/")

    assert [sentence for sentence in SAID[identifier] if sentence not in text] == []


def test_a_withdrawn_version_says_so(desk: SimpleNamespace) -> None:
    version = PolicyVersion.objects.get(identifier="NLK-AAT-2")
    withdraw_policy(version.pk, by=desk.approver, on=DAY, reason="The payer took it back.")

    assert "Withdrawn on 11/21/2026: The payer took it back." in text_of(
        desk, "/policies/NLK-AAT-2/"
    )


def test_the_export_is_what_was_loaded(desk: SimpleNamespace) -> None:
    for policy in read("policies")["policies"]:
        answer = desk.client.get(f"/policies/{policy['id']}/json/")

        assert answer.headers["Content-Type"] == "application/json"
        assert f'"{policy["id"]}.json"' in answer.headers["Content-Disposition"]
        told = json.loads(answer.content, parse_float=Decimal)
        assert told == json.loads(json.dumps(policy), parse_float=Decimal)


def test_an_unknown_version_is_not_found(desk: SimpleNamespace) -> None:
    assert desk.client.get("/policies/NLK-AAT-9/").status_code == 404
    assert desk.client.get("/policies/NLK-AAT-9/json/").status_code == 404


def test_the_code_page_names_policies_in_force(client: Client) -> None:
    make_facts()
    client.force_login(make_user("ana", Role.BILLER, practice=make_practice()))
    people = make_people()
    published(people, payer="MEDICARE_B", effective_to=None)
    published(people, id="T-OLD-1", payer="MEDICARE_B", effective_from=None,
              effective_to="2025-12-31", title="Old policy")  # fmt: skip

    text = client.get("/codes/J0256/").content.decode()

    assert '<a href="/policies/T-AAT-1/">Test policy</a>' in text
    assert "Old policy" not in text

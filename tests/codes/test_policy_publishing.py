"""Publishing: two people, no two versions for one payer, code and day, and never changed after."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from billing_site.accounts.models import Role, User
from billing_site.audit.models import AuditEvent
from codes.facts import facts_changed, facts_token, small_tables
from codes.models import Policy, PolicyVersion
from codes.policies.publishing import PublishRefusedError, publish_policy, withdraw_policy
from codes.policies.storing import import_policy
from codes.policies.values import PolicyProblemError
from codes.policies.writing import published_policies
from tests.codes.policy_worlds import (
    DAY,
    drafted,
    make_payers,
    make_people,
    make_person,
    published,
    small,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def payers() -> None:
    make_payers()


@pytest.fixture
def people() -> tuple[User, User]:
    return make_people()


def in_force() -> list[str]:
    return [policy["id"] for policy in small_tables().policies.get("NORTHLAKE", [])]


def test_a_draft_is_in_force_once_published_and_not_when_withdrawn(
    people: tuple[User, User],
) -> None:
    facts_changed()
    version = drafted(people[0])
    assert in_force() == []

    before = facts_token()
    publish_policy(version.pk, approver=people[1], on=DAY)
    assert in_force() == ["T-AAT-1"]
    assert facts_token() != before

    withdraw_policy(version.pk, by=people[1], on=DAY, reason="The payer took it back.")
    assert in_force() == []
    actions = AuditEvent.objects.filter(object_id="T-AAT-1").values_list("action", flat=True)
    assert set(actions) == {"policy.import", "policy.publish", "policy.withdraw"}


def test_tables_with_policies_cost_one_query_while_nothing_changes(
    people: tuple[User, User], django_assert_num_queries
) -> None:
    published(people)
    small_tables()

    with django_assert_num_queries(1):
        assert in_force() == ["T-AAT-1"]


@pytest.mark.parametrize("count", [1, 4])
def test_reading_many_policies_takes_as_many_queries_as_one(
    people: tuple[User, User], django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        published(people, id=f"T-{number}", codes=[{"code": f"J025{number}"}])

    with django_assert_num_queries(19):
        assert len(published_policies()["NORTHLAKE"]) == count


def test_the_author_does_not_approve(people: tuple[User, User]) -> None:
    version = drafted(people[0])

    with pytest.raises(PublishRefusedError, match="does not approve"):
        publish_policy(version.pk, approver=people[0], on=DAY)
    with pytest.raises(PublishRefusedError, match="billing lead or a policy admin"):
        publish_policy(version.pk, approver=make_person("ana", Role.BILLER), on=DAY)
    version.author = None
    version.save()
    with pytest.raises(PublishRefusedError, match="no author"):
        publish_policy(version.pk, approver=people[1], on=DAY)


def test_a_version_is_published_once(people: tuple[User, User]) -> None:
    version = published(people)

    with pytest.raises(PublishRefusedError, match="published already"):
        publish_policy(version.pk, approver=people[1], on=DAY)


def test_published_versions_are_not_changed(people: tuple[User, User]) -> None:
    published(people)

    assert import_policy(small(), author=people[0]).outcome == "unchanged"
    with pytest.raises(PolicyProblemError, match="new version"):
        import_policy(small(limits=[]), author=people[0])
    assert in_force() == ["T-AAT-1"]


OVERLAPPING = [
    ({"effective_from": "2026-06-30", "effective_to": None}, True),
    ({"effective_from": None, "effective_to": None}, True),
    ({"effective_from": None, "effective_to": "2026-01-01"}, True),
    ({"effective_from": "2026-07-01", "effective_to": None}, False),
    ({"effective_from": None, "effective_to": "2025-12-31"}, False),
    ({"codes": [{"code": "J0257"}]}, False),
    ({"codes": [{"code": "J0257"}, {"code": "J0256"}]}, True),
    ({"payer": "SUMMIT"}, False),
    ({"payer": "SUMMIT", "payers": ["SUMMIT", "NORTHLAKE"]}, True),
]


@pytest.mark.parametrize(("changes", "refused"), OVERLAPPING, ids=str)
def test_overlaps_are_refused_and_name_the_other(
    people: tuple[User, User], changes: dict, refused: bool
) -> None:
    published(people)
    other = drafted(people[0], id="T-OTHER-1", **changes)

    if not refused:
        assert publish_policy(other.pk, approver=people[1], on=DAY).status == "published"
        return
    with pytest.raises(PublishRefusedError, match=r"T-AAT-1 .* 01/01/2026 to 06/30/2026 .* J0256"):
        publish_policy(other.pk, approver=people[1], on=DAY)
    other.refresh_from_db()
    assert other.status == "draft"


def test_a_withdrawn_version_overlaps_nothing(people: tuple[User, User]) -> None:
    version = published(people)
    withdraw_policy(version.pk, by=people[0], on=DAY, reason="It was read from the wrong page.")

    assert published(people, id="T-OTHER-1").status == "published"


def test_withdrawing_wants_a_reason_and_a_published_version(people: tuple[User, User]) -> None:
    version = drafted(people[0])
    with pytest.raises(PublishRefusedError, match="not published"):
        withdraw_policy(version.pk, by=people[1], on=DAY, reason="It was never right.")
    publish_policy(version.pk, approver=people[1], on=DAY)
    with pytest.raises(PublishRefusedError, match="15 characters"):
        withdraw_policy(version.pk, by=people[1], on=DAY, reason="  wrong   ")


def test_a_lowered_requirement_is_published_with_its_mark(people: tuple[User, User]) -> None:
    marks = {"limits[0]": {"severity": "warning"}}
    version = drafted(people[0], requirements=marks)

    publish_policy(version.pk, approver=people[1], on=DAY)

    [policy] = published_policies()["NORTHLAKE"]
    assert policy["requirements"] == marks


BROKEN = [
    {"status": "published"},
    {"status": "published", "author": 0, "approver": 0, "published_on": DAY},
    {"author": 0, "approver": 0},
    {"status": "withdrawn", "author": 0, "approver": 1, "published_on": DAY},
    {"status": "retired"},
    {"standing": "rumour"},
    {"effective_from": DAY, "effective_through": DAY - dt.timedelta(days=1)},
    {"source_kind": "phone"},
]


@pytest.mark.parametrize("values", BROKEN, ids=str)
def test_the_database_refuses(people: tuple[User, User], values: dict) -> None:
    values = {
        name: people[value] if name in {"author", "approver"} else value
        for name, value in values.items()
    }
    policy = Policy.objects.create(key="X")

    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(policy=policy, identifier="X-1", title="X", **values)


def test_the_database_takes_a_weak_source_that_is_unverified() -> None:
    policy = Policy.objects.create(key="X")
    PolicyVersion.objects.create(
        policy=policy, identifier="X-1", title="X", source_kind="phone", standing="unverified"
    )

"""A version from its first draft to its end: by two people, in order, and never in between."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from billing_site.accounts.models import Role, RoleGrant, User
from billing_site.audit.record import Actor
from codes.facts import facts_changed, facts_token, small_tables
from codes.models import PolicyEvent, PolicyExample, PolicyVersion
from codes.policies import gates
from codes.policies.emergencies import approve_emergency, publish_in_emergency
from codes.policies.publishing import PublishRefusedError, publish_policy
from codes.policies.reviewing import (
    ReviewRefusedError,
    StaleDraftError,
    comment,
    draft_from,
    save_draft,
    send_back,
    submit,
)
from codes.policies.storing import export_policy
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
NOBODY = Actor(user=None, request_id="")
REASON = "The payer announced it for tomorrow."


@pytest.fixture(autouse=True)
def no_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gates have tests of their own; here the life of a version is looked at alone."""
    monkeypatch.setattr(gates, "_gates", {})


@pytest.fixture
def people() -> tuple[User, User]:
    make_payers()
    return make_people()


def in_force(day: dt.date) -> list[str]:
    day_text = day.isoformat()
    return [
        one["id"]
        for one in small_tables().policies.get("NORTHLAKE", [])
        if (one["effective_from"] or "") <= day_text <= (one["effective_to"] or "9999-12-31")
    ]


def acts(version: PolicyVersion) -> list[str]:
    return list(PolicyEvent.objects.filter(version=version).values_list("act", flat=True))


def test_from_draft_to_the_next_version(people: tuple[User, User]) -> None:
    author, approver = people
    first = published(people, effective_to=None)
    PolicyExample.objects.create(
        version=drafted(author, id="T-X-1"), name="x", rule="POL-001", expect="fires", claim={}
    )

    draft = draft_from(first, author=author, on=DAY, actor=NOBODY)
    body = export_policy(draft.identifier) | {"title": "Second"}
    saved = save_draft(draft, body, base=draft.revision, by=author, actor=NOBODY)
    asked = submit(saved, by=author, actor=NOBODY)
    comment(asked, by=approver, words="Where is page 4?", actor=NOBODY)
    send_back(asked, by=approver, words="Cite page 4.", actor=NOBODY)
    again = PolicyVersion.objects.get(pk=draft.pk)
    submit(again, by=author, actor=NOBODY)
    publish_policy(again.pk, approver=approver, on=DAY)

    first.refresh_from_db()
    again.refresh_from_db()
    assert (again.identifier, again.number, again.supersedes) == ("T-AAT-2", 2, "T-AAT-1")
    assert again.effective_from == dt.date(2026, 12, 1)
    assert first.effective_through == dt.date(2026, 11, 30)  # ended by who approved the second
    assert first.shortened_by == approver
    assert acts(again) == [
        "written", "written", "submitted", "commented", "sent_back", "submitted", "published",
    ]  # fmt: skip
    assert in_force(dt.date(2026, 11, 30)) == ["T-AAT-1"]
    assert in_force(dt.date(2026, 12, 1)) == ["T-AAT-2"]


def test_examples_come_along_to_the_next_draft(people: tuple[User, User]) -> None:
    version = drafted(people[0])
    PolicyExample.objects.create(
        version=version, name="Limit", rule="POL-008", expect="fires", claim={"lines": []}
    )
    draft = draft_from(version, author=people[0], on=DAY, actor=NOBODY)

    [example] = draft.examples.all()
    assert (example.name, example.rule, example.expect) == ("Limit", "POL-008", "fires")


def test_a_draft_written_anew_keeps_its_events_and_examples(people: tuple[User, User]) -> None:
    version = drafted(people[0])
    PolicyExample.objects.create(
        version=version, name="Limit", rule="POL-008", expect="fires", claim={"lines": []}
    )
    saved = save_draft(version, small(title="New", limits=[]), base=1, by=people[0], actor=NOBODY)

    assert saved.pk == version.pk
    assert (saved.title, saved.revision, saved.author) == ("New", 2, people[0])
    assert saved.examples.count() == 1
    assert "limits" not in export_policy("T-AAT-1")


def test_two_editors_do_not_overwrite_each_other(people: tuple[User, User]) -> None:
    version = drafted(people[0])
    save_draft(version, small(title="One"), base=1, by=people[0], actor=NOBODY)

    with pytest.raises(StaleDraftError, match="was saved by author since"):
        save_draft(version, small(title="Two"), base=1, by=people[1], actor=NOBODY)
    assert PolicyVersion.objects.get().title == "One"


def test_whoever_wrote_any_of_it_does_not_approve(people: tuple[User, User]) -> None:
    author, approver = people
    version = drafted(author)
    save_draft(version, small(title="Mine too"), base=1, by=approver, actor=NOBODY)
    PolicyVersion.objects.update(author=make_person("somebody", Role.POLICY))  # hides nothing

    for user in (author, approver):
        with pytest.raises(PublishRefusedError, match="does not approve"):
            publish_policy(version.pk, approver=user, on=DAY)
    RoleGrant.objects.create(user=author, role=Role.LEAD)  # another role, the same person
    with pytest.raises(PublishRefusedError, match="does not approve"):
        publish_policy(version.pk, approver=User.objects.get(pk=author.pk), on=DAY)


def test_what_was_asked_is_what_is_approved(people: tuple[User, User]) -> None:
    version = submit(drafted(people[0]), by=people[0], actor=NOBODY)
    with pytest.raises(StaleDraftError, match="in review"):
        save_draft(version, small(title="Later"), base=1, by=people[0], actor=NOBODY)

    PolicyVersion.objects.update(title="Changed behind everybody's back")
    with pytest.raises(PublishRefusedError, match="not what was asked"):
        publish_policy(version.pk, approver=people[1], on=DAY)


def test_gates_keep_a_version_where_it_is(people: tuple[User, User]) -> None:
    version = drafted(people[0])
    gates.register(gates.Step.SUBMIT, "test", lambda _version: ["Not yet."])
    gates.register(gates.Step.PUBLISH, "test", lambda _version: ["Nor then."])

    with pytest.raises(ReviewRefusedError, match="Not yet"):
        submit(version, by=people[0], actor=NOBODY)
    with pytest.raises(PublishRefusedError, match="Nor then"):
        publish_policy(version.pk, approver=people[1], on=DAY)
    assert PolicyVersion.objects.get().status == "draft"


def emergency(version: PolicyVersion, by: User, now: dt.datetime | None = None) -> PolicyVersion:
    return publish_in_emergency(version.pk, by=by, now=now or timezone.now(), on=DAY, reason=REASON)


def test_an_emergency_by_one_person_waits_for_a_second(people: tuple[User, User]) -> None:
    facts_changed()
    version = emergency(drafted(people[0]), people[0])
    assert in_force(dt.date(2026, 3, 1)) == ["T-AAT-1"]

    with pytest.raises(PublishRefusedError, match="does not approve"):
        approve_emergency(version.pk, approver=people[0], on=DAY)
    approved = approve_emergency(version.pk, approver=people[1], on=DAY)

    assert (approved.approver, approved.lapses_at) == (people[1], None)
    assert acts(version) == ["written", "emergency", "approved"]


def test_what_an_emergency_lies_over_ends_with_its_approval(people: tuple[User, User]) -> None:
    facts_changed()
    before = published(people, effective_to=None)
    days = {"effective_from": "2026-06-01", "effective_to": None}
    after = drafted(people[0], id="T-AAT-2", version=2, supersedes="T-AAT-1", **days)
    emergency(after, people[0])
    before.refresh_from_db()
    assert before.effective_through is None  # it goes on where nobody approves

    approve_emergency(after.pk, approver=people[1], on=DAY)
    before.refresh_from_db()
    assert before.effective_through == dt.date(2026, 5, 31)


def test_who_wrote_the_version_before_may_approve_the_next(people: tuple[User, User]) -> None:
    first, second = people
    RoleGrant.objects.create(user=first, role=Role.LEAD)
    before = published(people, effective_to=None)  # the first wrote it
    days = {"effective_from": "2026-06-01", "effective_to": None}
    after = drafted(second, id="T-AAT-2", version=2, supersedes="T-AAT-1", **days)
    publish_policy(after.pk, approver=first, on=DAY)
    before.refresh_from_db()
    assert (before.effective_through, before.shortened_by) == (dt.date(2026, 5, 31), second)


def test_an_emergency_that_nobody_approves_lapses_with_the_next_look(
    people: tuple[User, User],
) -> None:
    facts_changed()
    long_ago = timezone.now() - dt.timedelta(hours=72, minutes=1)
    version = emergency(drafted(people[0]), people[0], long_ago)
    fresh = emergency(drafted(people[0], id="T-OTHER-1", payer="SUMMIT"), people[0])
    before = facts_token()

    assert in_force(dt.date(2026, 3, 1)) == []
    version.refresh_from_db()
    fresh.refresh_from_db()
    assert (version.status, version.withdrawn_by) == ("withdrawn", people[0])
    assert "72 hours" in version.withdrawn_reason
    assert fresh.status == "published"
    assert facts_token() == before  # it was the look itself that let it lapse


def test_an_emergency_wants_a_reason_and_no_overlap(people: tuple[User, User]) -> None:
    published(people)
    other = drafted(people[0], id="T-OTHER-1")
    with pytest.raises(PublishRefusedError, match="15 characters"):
        publish_in_emergency(other.pk, by=people[0], now=timezone.now(), on=DAY, reason="now")
    with pytest.raises(PublishRefusedError, match="speaks of J0256 too"):
        emergency(other, people[0])
    with pytest.raises(PublishRefusedError, match="lead or a policy admin"):
        emergency(other, make_person("ana", Role.BILLER))


def test_reading_the_token_is_one_query(
    people: tuple[User, User], django_assert_num_queries: Any
) -> None:
    emergency(drafted(people[0]), people[0])
    with django_assert_num_queries(1):
        facts_token()
    assert connection.vendor in {"sqlite", "postgresql"}

"""A policy as of a day, the claims it speaks of, and what is to be reviewed."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from claims.demo.fixtures import read
from claims.models import Claim
from claims.rehearsal.analysis.timeline import Span, Stretch
from claims.rehearsal.flips import claims_of
from claims.views.policies.strip import WIDTH, strip_of
from codes.models import Payer, PolicyVersion
from codes.policies.loading import load_policies
from codes.policies.writing import with_requirements
from tests.codes.policy_worlds import DAY, make_payers, make_people
from tests.factories import make_claim, make_practice, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> SimpleNamespace:
    make_payers()
    author, approver = make_people()
    load_policies(read("policies")["policies"], author=author, approver=approver, on=DAY)
    client.force_login(make_user("ana", Role.BILLER, practice=make_practice()))
    return SimpleNamespace(client=client)


@pytest.mark.parametrize(
    ("on", "version"),
    [("06/30/2026", "NLK-AAT-1"), ("07/01/2026", "NLK-AAT-2"), ("t", "NLK-AAT-2")],
)
def test_the_version_of_a_day(desk: SimpleNamespace, on: str, version: str) -> None:
    for start in ("NLK-AAT-1", "NLK-AAT-2"):
        answer = desk.client.get(f"/policies/{start}/", {"on": on}, follow=True)
        assert answer.context["version"].identifier == version
        assert f'value="{on}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("on", "words"),
    [("12/31/2024", "No version is in force on 12/31/2024."), ("soon", "is not understood")],
)
def test_a_day_without_a_version_says_so(desk: SimpleNamespace, on: str, words: str) -> None:
    answer = desk.client.get("/policies/NLK-AAT-2/", {"on": on})
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_claims_that_a_version_speaks_of(desk: SimpleNamespace) -> None:
    practice = make_practice()
    for number, day in enumerate((dt.date(2026, 6, 30), dt.date(2026, 7, 1), dt.date(2026, 8, 1))):
        make_claim(practice, f"C-{number:05d}")
        Claim.objects.filter(number=f"C-{number:05d}").update(
            date_of_service=day, payer=Payer.objects.get(code="NORTHLAKE")
        )
    versions = with_requirements(PolicyVersion.objects.all())
    today = dt.date(2026, 8, 20)

    assert claims_of(versions.get(identifier="NLK-AAT-1"), today) == 1
    assert claims_of(versions.get(identifier="NLK-AAT-2"), today) == 2
    assert claims_of(versions.get(identifier="SUM-DEN-1"), today) == 0


def test_what_is_due_is_listed_for_those_who_keep_policies(
    desk: SimpleNamespace, time_machine
) -> None:
    policy = Client()
    policy.force_login(make_user("pola", Role.POLICY))
    time_machine.move_to("2026-11-30T12:00:00Z")
    policy.force_login(make_user("polly", Role.POLICY))
    assert "to be reviewed</h2>" not in policy.get("/policies/").content.decode()
    time_machine.move_to("2026-12-01T12:00:00Z")
    policy.force_login(make_user("polina", Role.POLICY))
    page = policy.get("/policies/").content.decode()
    assert "1 policy to be reviewed</h2>" in page
    assert "/policies/CSC-VITD-1/" in page
    desk.client.force_login(make_user("bea", Role.BILLER))
    assert "to be reviewed</h2>" not in desk.client.get("/policies/").content.decode()


def test_reviews_are_recalled_where_the_day_begins(desk: SimpleNamespace, time_machine) -> None:
    time_machine.move_to("2026-12-01T12:00:00Z")
    for name, role, recalled in (
        ("pola", Role.POLICY, True),
        ("lea", Role.LEAD, True),
        ("bea", Role.BILLER, False),
    ):
        desk.client.force_login(make_user(name, role))
        page = desk.client.get("/").content.decode()
        assert ("1 policy to be reviewed</h2>" in page) is recalled, name


def said(answer: Any, what: str) -> list[str]:
    """The sentences of a comparison that are new, or gone."""
    changed = [one for section in answer.context["changed"] for one in section.sentences]
    return sorted(one.text for one in changed if one.what == what)


def test_two_versions_are_compared_in_words(desk: SimpleNamespace) -> None:
    forth = desk.client.get("/policies/NLK-AAT-2/changes/NLK-AAT-1/")
    back = desk.client.get("/policies/NLK-AAT-1/changes/NLK-AAT-2/")

    assert said(forth, "added")
    assert said(forth, "added") == said(back, "removed")
    assert "changes/NLK-AAT-1/" in desk.client.get("/policies/NLK-AAT-2/").content.decode()
    assert desk.client.get("/policies/NLK-AAT-2/changes/SUM-DEN-1/").status_code == 404


def test_a_draft_is_not_compared_for_billers(desk: SimpleNamespace) -> None:
    PolicyVersion.objects.filter(identifier="NLK-AAT-2").update(status="draft")
    assert desk.client.get("/policies/NLK-AAT-1/changes/NLK-AAT-2/").status_code == 404


def test_versions_and_gaps_on_one_line_of_time(desk: SimpleNamespace) -> None:
    strip = desk.client.get("/policies/NLK-AAT-2/").context["strip"]
    ended, current = strip.bars
    assert (ended.kind, current.kind) == ("past", "current")
    assert ended.x + ended.width == current.x  # the one begins where the other ends

    version = PolicyVersion(
        number=3, identifier="X-3", title="X", status="published",
        effective_from=dt.date(2027, 2, 1), policy_id=1,
    )  # fmt: skip
    before = PolicyVersion(
        number=2, identifier="X-2", title="X", status="published",
        effective_through=dt.date(2026, 12, 31), policy_id=1,
    )  # fmt: skip
    after = Span(
        identifier="X-2", title="X", policy=1, payers=frozenset(), codes=frozenset(),
        first=dt.date.min, last=dt.date(2026, 12, 31),
    )  # fmt: skip
    gap = Stretch(
        first=dt.date(2027, 1, 1), last=dt.date(2027, 1, 31), codes=("J0256",), payer="N",
        after=after,
    )  # fmt: skip
    strip = strip_of([version, before], [gap], dt.date(2026, 11, 21))
    assert strip is not None
    assert [bar.kind for bar in strip.bars] == ["current", "gap", "planned"]
    assert [bar.x for bar in strip.bars][1:] == [
        strip.bars[0].width, strip.bars[0].width + strip.bars[1].width,
    ]  # fmt: skip
    assert strip.bars[2].x + strip.bars[2].width == WIDTH
    assert strip.bars[0].x == 0 < strip.today < strip.bars[1].x
    assert [year for _at, year in strip.years] == [2027]
    assert strip_of([PolicyVersion(status="draft")], [], dt.date(2026, 11, 21)) is None

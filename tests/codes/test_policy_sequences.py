"""Random lives of policies: no day with two versions for a payer and code, no gap unlisted."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from billing_site.accounts.models import User
from claims.rehearsal.analysis import Kind, analyse, gaps_of
from claims.rehearsal.analysis.timeline import FIRST, LAST, Span, gaps, spans_with
from codes.models import Payer, Policy, PolicyPayer, PolicyVersion
from codes.models.policy import PolicyCode
from codes.policies import gates
from codes.policies.publishing import (
    PublishRefusedError,
    publish_policy,
    shorten_policy,
    withdraw_policy,
)
from tests.codes.policy_worlds import make_payers, make_people

SEQUENCES = 5_000 if "FIRSTPASS_VOLUME" in os.environ else 100
AT_ONCE, STEPS = 25, 14  # sequences of a run, since some runs end early; steps of a sequence
START = dt.date(2026, 1, 1)
HORIZON = 30
CODES = ("J0001", "J0002", "J0003")
HELD_BY = {"A": ["SUMMIT"], "B": ["SUMMIT", "CASCADE"], "C": ["CASCADE"]}
EVERY_DAY = [FIRST, *(START + dt.timedelta(days=at) for at in range(-2, HORIZON + 3)), LAST]
Status = PolicyVersion.Status

days = st.integers(0, HORIZON).map(lambda at: START + dt.timedelta(days=at))
lengths = st.one_of(st.none(), st.integers(0, 12))
ACTS = ["create", "create", "create", "publish", "publish", "publish", "shorten", "withdraw"]


class Lives(RuleBasedStateMachine):
    """Drafts are made, published, shortened and withdrawn in any order; refusals are kept."""

    people: tuple[User, User]
    taken: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        payers = {one.code: one for one in Payer.objects.all()}
        self.policies = []
        for key, held in HELD_BY.items():
            policy = Policy.objects.create(key=f"H-{key}")
            for at, code in enumerate(held):
                PolicyPayer.objects.create(policy=policy, payer=payers[code], position=at)
            self.policies.append(policy)

    def teardown(self) -> None:
        """Look at it once more, for one policy as the analysis tells it, and forget it."""
        self.taken["sequence"] += 1
        try:
            policy = self.policies[self.taken["sequence"] % len(self.policies)]
            self.listed(policy)
            newest = policy.versions.filter(status=Status.PUBLISHED).first()
            flaws = analyse(newest) if newest is not None else []
            listed = gaps_of(policy) if newest is not None else []
            found = [one.codes for one in flaws if one.kind == Kind.GAP]
            assert found == [one.codes for one in listed]
            assert not [one for one in flaws if one.kind == Kind.OVERLAP]
        finally:
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    @rule(
        act=st.sampled_from(ACTS),
        at=st.integers(0, 1_000),
        first=st.one_of(days, days, days, st.none()),
        length=lengths,
        codes=st.sets(st.sampled_from(CODES), min_size=1),
    )
    def step(
        self, act: str, at: int, first: dt.date | None, length: int | None, codes: set[str]
    ) -> None:
        """One act on one of the versions that it can be tried on; a new draft where there is none.

        A single rule: of several, each run would leave some out.
        """
        status = Status.DRAFT if act == "publish" else Status.PUBLISHED
        rows = list(PolicyVersion.objects.filter(status=status).order_by("pk"))
        if act == "create" or not rows:
            last = None if length is None else (first or START) + dt.timedelta(days=length)
            self.create(self.policies[at % len(self.policies)], (first, last), codes)
        else:
            self.attempt(act, rows[at % len(rows)], first or START)

    def create(
        self,
        policy: Policy,
        of_days: tuple[dt.date | None, dt.date | None],
        codes: set[str],
    ) -> None:
        """A draft of days and codes."""
        number = policy.versions.count() + 1
        version = PolicyVersion.objects.create(
            policy=policy,
            number=number,
            identifier=f"{policy.key}-{number}",
            title="A policy",
            author=self.people[0],
            effective_from=of_days[0],
            effective_through=of_days[1],
        )
        PolicyCode.objects.bulk_create(
            PolicyCode(version=version, code=code, position=place)
            for place, code in enumerate(sorted(codes))
        )
        self.taken["create"] += 1

    def attempt(self, act: str, version: PolicyVersion, day: dt.date) -> None:
        """Take a version through a step, and look at all of them; a refusal changes nothing."""
        by, before = self.people[1], told()
        try:
            if act == "publish":
                publish_policy(version.pk, approver=by, on=START)
            elif act == "shorten":
                shorten_policy(version.pk, by=by, on=START, last=day)
            else:
                withdraw_policy(version.pk, by=by, on=START, reason="The payer took it back.")
        except PublishRefusedError:
            assert told() == before
            self.taken[f"{act} refused"] += 1
        else:
            self.taken[act] += 1
            self.listed(version.policy)

    def listed(self, policy: Policy) -> None:
        """No two versions hold on one day, and each day without one is in a listed gap."""
        spans = spans_in_force()
        for one, other in combinations(spans, 2):
            is_apart = one.last < other.first or other.last < one.first
            assert is_apart or not one.codes & other.codes or not one.payers & other.payers
        found = {
            (day, stretch.payer, code)
            for stretch in gaps(policy.pk, spans)
            for day in EVERY_DAY
            if stretch.first <= day <= stretch.last
            for code in stretch.codes
        }
        assert found == counted_gaps(policy, spans)


def told() -> list[tuple[Any, ...]]:
    """Every version as far as an act may change it."""
    rows = PolicyVersion.objects.order_by("pk")
    return list(rows.values_list("pk", "status", "effective_from", "effective_through"))


def spans_in_force() -> list[Span]:
    """Every published version; each is of one of the two payers that policy B has."""
    return spans_with(PolicyVersion(policy=Policy.objects.get(key="H-B")), None)


def counted_gaps(policy: Policy, spans: Iterable[Span]) -> set[tuple[dt.date, str, str]]:
    """Day by day: nobody speaks of a code that the policy covered before, and it goes on."""
    spans = list(spans)
    own = [one for one in spans if one.policy == policy.pk]
    return {
        (day, payer, code)
        for day in EVERY_DAY
        if any(day <= one.last for one in own)
        for payer in HELD_BY[policy.key[-1]]
        for code in CODES
        if any(code in one.codes and one.first < day for one in own)
        and not any(
            code in one.codes and payer in one.payers and one.first <= day <= one.last
            for one in spans
        )
    }


@pytest.mark.django_db
def test_no_day_has_two_versions_and_each_gap_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_gates", {})
    make_payers()
    Lives.people = make_people()
    Lives.taken = Counter()
    while Lives.taken["sequence"] < SEQUENCES:
        run_state_machine_as_test(
            Lives,
            settings=settings(
                max_examples=AT_ONCE,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert min(Lives.taken[one] for one in ("publish", "shorten", "withdraw")) >= SEQUENCES // 20

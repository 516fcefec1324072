"""The flip report says beforehand what publishing does: neither more nor less."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase, override_settings

from billing_site.accounts.models import User
from billing_site.audit.record import Actor
from billing_site.jobs import work
from claims.demo.load import load
from claims.gather.stored import drafts_of
from claims.models import Claim, Flip, FlipReport
from claims.rehearsal.examples import offered, red_examples, run_examples
from claims.rehearsal.flips import considered, flip_of, judge, touched
from claims.rehearsal.reporting import ask_for_report, by, is_fresh, make_report
from claims.rehearsal.versions import rehearsed, with_it
from claims.scrubber.catalogue import all_rules
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub, scrub_under_both
from claims.services.checking import contexts_of
from codes.facts import facts_changed
from codes.models import PolicyExample, PolicyVersion
from codes.policies.publishing import PublishRefusedError, publish_policy
from codes.policies.reviewing import ReviewRefusedError, draft_from, save_draft, submit
from codes.policies.storing import export_policy

NOW = dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
NOBODY = Actor(user=None, request_id="")


class DemoCase(TestCase):
    """The demonstration of 2026-11-21, loaded once for the class."""

    @classmethod
    def setUpTestData(cls) -> None:
        with TemporaryDirectory() as folder, override_settings(DATA_DIR=folder):
            load(now=NOW, password="", reset=False)
        cls.author = User.objects.get(username="policy")
        cls.approver = User.objects.get(username="lead")

    def draft(self, identifier: str, **changes: Any) -> PolicyVersion:
        """A draft after a published version, in force from a day on which claims were made."""
        before = PolicyVersion.objects.get(identifier=identifier)
        made = draft_from(before, author=self.author, on=TODAY, actor=NOBODY)
        body = export_policy(made.identifier) | {"effective_from": "2026-08-01"} | changes
        made = save_draft(made, body, base=made.revision, by=self.author, actor=NOBODY)
        made.examples.all().delete()
        PolicyExample.objects.bulk_create(offered(made))
        return made

    def report(self, version: PolicyVersion) -> FlipReport:
        asked = ask_for_report(version, by=self.author, as_of=TODAY, actor=NOBODY)
        return make_report(asked)

    def errors(self) -> dict[int, set[str]]:
        """The rules of the errors of every stored claim, as a check finds them now."""
        drafts = drafts_of(Claim.objects.order_by("pk"))
        found = {}
        for draft, context in zip(drafts, contexts_of(drafts, today=TODAY), strict=True):
            report = scrub(context, all_rules(), prove=False)
            found[draft.claim.pk] = {
                one.rule.id for one in report.findings if one.severity == "error"
            }
        return found


def random_changes(body: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """Other limits, ages, places and products, and an authorization that comes or goes."""
    limits = [
        limit | {"max": max(1, int(Decimal(limit["max"]) * draw.randint(5, 14) / 10))}
        if "max" in limit and draw.random() < 0.8
        else limit
        for limit in body.get("limits") or ()
        if draw.random() < 0.9
    ]
    changes: dict[str, Any] = {
        "limits": limits,
        "age": {"min": draw.choice([2, 18, 50, 60, 70])},
        "pa": {"required": draw.random() < 0.5},
        "routes": draw.choice([["IV"], ["SC"], ["IV", "SC"]]),
        "site_of_care": {"allowed": draw.choice([["11"], ["11", "12", "22"], ["22"]])},
        "dx_any": body.get("dx_any") or [],
        "requirements": {},
    }
    return {key: value for key, value in changes.items() if draw.random() < 0.6}


class TestPrediction(DemoCase):
    """What is predicted is what happens."""

    def predicted_is_actual(
        self, identifier: str, before: dict[int, set[str]] | None = None, **changes: Any
    ) -> FlipReport:
        version = self.draft(identifier, **changes)
        report = self.report(version)
        before = before or self.errors()
        publish_policy(version.pk, approver=self.approver, on=TODAY)
        after = self.errors()

        to_error = {pk for pk in before if after[pk] and not before[pk]}
        to_clean = {pk for pk in before if before[pk] and not after[pk]}
        kinds = Flip.Kind
        flips = report.flips.all()
        assert {one.claim_id for one in flips if one.kind == kinds.TO_ERROR} == to_error
        assert {one.claim_id for one in flips if one.kind == kinds.TO_CLEAN} == to_clean
        assert {pk for pk in before if before[pk] != after[pk]} <= {o.claim_id for o in flips}
        return report

    def test_a_cumulative_limit_lowered_by_a_tenth(self) -> None:
        """Patients get 420 or 470 units a week here: 500 stops none of them, 450 some."""
        base = self.draft("NLK-AAT-2", limits=self.limits("NLK-AAT-2", 500))
        publish_policy(base.pk, approver=self.approver, on=TODAY)
        lowered = self.limits(base.identifier, 500 * 9 // 10)
        report = self.predicted_is_actual(
            base.identifier, limits=lowered, effective_from="2026-09-01"
        )

        assert report.flips.filter(kind=Flip.Kind.TO_ERROR).exists()
        assert 0 < report.touched < report.considered

    def limits(self, identifier: str, most: int) -> list[dict[str, Any]]:
        """The limits of a version with another number of units in their window."""
        return [
            limit | ({"max": most} if limit["kind"] == "cumulative_units" else {})
            for limit in export_policy(identifier)["limits"]
        ]

    def test_random_drafts(self) -> None:
        draw, before, flips = random.Random(5), self.errors(), 0  # noqa: S311 - repeatable, not secret
        for turn in range(6):
            identifier = draw.choice(["NLK-AAT-2", "SUM-IFX-3", "SUM-ONC-2", "SUM-DEN-1"])
            with self.subTest(turn=turn, identifier=identifier), transaction.atomic():
                changes = random_changes(export_policy(identifier), draw)
                report = self.predicted_is_actual(identifier, before, **changes)
                flips += report.flips.count()
                transaction.set_rollback(True)
            facts_changed()
        assert flips > 5

    def test_a_code_that_is_dropped(self) -> None:
        report = self.predicted_is_actual("SUM-ONC-2", codes=[{"code": "J9271"}], requirements={})
        assert {one.payer for one in report.flips.all()} <= {"SUMMIT"}

    def test_another_age_and_no_authorization(self) -> None:
        self.predicted_is_actual("SUM-DEN-1", age={"min": 70}, pa={"required": False})

    def test_only_touched_claims_are_evaluated_and_no_flip_is_missed(self) -> None:
        version = self.draft("NLK-AAT-2", age={"min": 66})
        wanted = rehearsed(version)
        full = {one.claim.pk: flip_of(one) for one in judge(considered(), wanted, today=TODAY)}
        part = {one.claim.pk: flip_of(one) for one in judge(touched(wanted), wanted, today=TODAY)}

        flipped = {pk: (flip.kind, flip.changes) for pk, flip in full.items() if flip}
        assert flipped == {pk: (flip.kind, flip.changes) for pk, flip in part.items() if flip}
        assert flipped
        assert len(part) < len(full)

    def test_two_checks_at_once_say_what_each_says_alone(self) -> None:
        wanted = rehearsed(self.draft("SUM-DEN-1", age={"min": 70}, pa={"required": False}))
        drafts = drafts_of(Claim.objects.order_by("pk"))
        differ = 0
        for context in contexts_of(drafts, today=TODAY):
            reference = with_it(context.reference, wanted)
            other = Context(claim=context.claim, reference=reference, recorded=context.recorded)
            before, after = scrub_under_both(context, other)
            for both, alone in ((before, context), (after, other)):
                report = scrub(alone, all_rules(), prove=False)
                assert (both.findings, both.not_checked) == (report.findings, report.not_checked)
            differ += before is not after
        assert differ

    def test_a_draft_that_says_the_same_flips_nothing(self) -> None:
        version = self.draft("NLK-AAT-2")
        assert list(self.report(version).flips.all()) == []


class TestReport(DemoCase):
    """The report beside the draft: fresh, stale, stopped, summed up."""

    def test_a_draft_is_not_submitted_without_a_fresh_report(self) -> None:
        version = self.draft("NLK-AAT-2")
        with pytest.raises(ReviewRefusedError, match="No flip report"):
            submit(version, by=self.author, actor=NOBODY)

        report = self.report(version)
        assert is_fresh(report, version)
        body = export_policy(version.identifier) | {"age": {"min": 19}}
        version = save_draft(version, body, base=version.revision, by=self.author, actor=NOBODY)
        assert not is_fresh(report, version)
        with pytest.raises(ReviewRefusedError, match="changed after its flip report"):
            submit(version, by=self.author, actor=NOBODY)

        version.examples.all().delete()
        PolicyExample.objects.bulk_create(offered(version))
        anew = self.report(version)
        asked = submit(version, by=self.author, actor=NOBODY)
        assert (asked.status, asked.report_sha256) == ("in_review", anew.sha256)

    def test_a_limit_changed_by_one_is_refused_by_name(self) -> None:
        version = self.draft("NLK-AAT-2")
        limits = export_policy(version.identifier)["limits"]
        limits[1]["max"] = 701
        body = export_policy(version.identifier) | {"limits": limits}
        version = save_draft(version, body, base=version.revision, by=self.author, actor=NOBODY)

        with pytest.raises(PublishRefusedError, match="J0256: 701 units in 7 days"):
            publish_policy(version.pk, approver=self.approver, on=TODAY)
        assert len(red_examples(version)) == 2  # of both codes
        assert PolicyVersion.objects.get(pk=version.pk).status == "draft"

    def test_every_demo_policy_is_held_to_green_examples(self) -> None:
        for version in PolicyVersion.objects.filter(status="published"):
            results = run_examples(version)
            assert results
            assert [one for one in results if not one.is_green] == [], version.identifier

    def test_sums_and_payers_answers(self) -> None:
        report = self.report(self.draft("NLK-AAT-2", age={"min": 66}))
        flips = list(report.flips.all())

        assert sum(count for _payer, count, _cents in by(flips, "payer")) == len(flips)
        assert sum(cents for _kind, _count, cents in by(flips, "kind")) == sum(
            one.cents for one in flips
        )
        assert set(report.answers) <= {
            "warned_denied", "warned_paid", "silent_denied", "silent_paid",
        }  # fmt: skip
        assert sum(report.answers.values()) > 0

    def test_it_stops_when_asked(self) -> None:
        report = ask_for_report(self.draft("NLK-AAT-2"), by=self.author, as_of=TODAY, actor=NOBODY)
        assert work.stop(report.job)
        report.job.refresh_from_db()
        assert report.job.state == "stopped"

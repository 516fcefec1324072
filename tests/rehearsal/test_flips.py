"""The flip report says beforehand what publishing does: neither more nor less."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from django.db import transaction

from claims.gather.stored import drafts_of
from claims.models import Claim, Flip, FlipReport
from claims.rehearsal.flips import considered, flip_of, judge, touched
from claims.rehearsal.reporting import is_fresh
from claims.rehearsal.versions import rehearsed, with_it
from claims.scrubber.catalogue import all_rules
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub, scrub_under_both
from claims.services.checking import contexts_of
from codes.facts import facts_changed
from codes.policies.publishing import publish_policy
from codes.policies.storing import export_policy
from tests.rehearsal.demo_case import TODAY, DemoCase


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
        "labs": [{"lab": "AAT SERUM", "any_of": [{"unit": "umol/L", "op": "<", "value": 11}]}],
        "step": [{"any_of": ["Q5103", "Q5121"]}],
        "effective_to": draw.choice([None, "2026-09-30", "2026-10-31"]),
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

    def test_a_draft_with_a_last_day_ends_what_it_takes_over_from(self) -> None:
        report = self.predicted_is_actual(
            "NLK-AAT-2", effective_from="2026-09-01", effective_to="2026-09-30",
            pa={"required": False},
        )  # fmt: skip
        days = set(report.flips.values_list("claim__date_of_service", flat=True))
        assert max(days) > dt.date(2026, 9, 30)  # nothing speaks of them any more

    def test_a_record_that_only_the_draft_asks_for_is_read(self) -> None:
        """No published policy of Summit asks for a result of infliximab patients."""
        labs = [{"lab": "TB_TEST", "any_of": [{"unit": "IU/mL", "op": "<", "value": 1}]}]
        report = self.predicted_is_actual("SUM-IFX-3", labs=labs)
        assert report.flips.filter(kind=Flip.Kind.TO_ERROR).exists()

    def test_a_report_is_stale_when_another_version_is_published_beside(self) -> None:
        version = self.draft("NLK-AAT-2", limits=self.limits("NLK-AAT-2", 650))
        report = self.report(version)
        assert is_fresh(report, version)
        other = self.draft("NLK-AAT-2", effective_from="2026-10-01")
        publish_policy(other.pk, approver=self.approver, on=TODAY)
        assert not is_fresh(report, version)

    def test_random_drafts(self) -> None:
        draw, before, flips = random.Random(5), self.errors(), 0  # noqa: S311 - repeatable, not secret
        for turn in range(4):
            identifier = draw.choice(["NLK-AAT-2", "SUM-IFX-3", "SUM-ONC-2", "SUM-DEN-1"])
            with self.subTest(turn=turn, identifier=identifier), transaction.atomic():
                changes = random_changes(export_policy(identifier), draw)
                report = self.predicted_is_actual(identifier, before, **changes)
                flips += report.flips.count()
                transaction.set_rollback(True)
            facts_changed()
        assert flips > 3

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

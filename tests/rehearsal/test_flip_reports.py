"""The report beside the draft: fresh, stale, stopped, summed up; and the examples that gate it."""

from __future__ import annotations

import pytest

from billing_site.jobs import work
from claims.rehearsal.examples import offered, red_examples, run_examples
from claims.rehearsal.reporting import ask_for_report, by, is_fresh
from codes.models import PolicyExample, PolicyVersion
from codes.policies.publishing import PublishRefusedError, publish_policy
from codes.policies.reviewing import ReviewRefusedError, save_draft, submit
from codes.policies.storing import export_policy
from tests.rehearsal.demo_case import NOBODY, TODAY, DemoCase


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

"""The demonstration of one day, with drafts and flip reports of its policies."""

from __future__ import annotations

import datetime as dt
from tempfile import TemporaryDirectory
from typing import Any

from django.test import TestCase, override_settings

from billing_site.accounts.models import User
from billing_site.audit.record import Actor
from claims.demo.load import load
from claims.gather.stored import drafts_of
from claims.models import Claim, FlipReport
from claims.rehearsal.examples import offered
from claims.rehearsal.reporting import ask_for_report, make_report
from claims.scrubber.catalogue import all_rules
from claims.scrubber.engine import scrub
from claims.services.checking import contexts_of
from codes.models import PolicyExample, PolicyVersion
from codes.policies.reviewing import draft_from, save_draft
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

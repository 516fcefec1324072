"""Readers who check claims while versions come and go see before or after, never a mixture."""

from __future__ import annotations

import os
import threading
from types import SimpleNamespace

import pytest
from django.db import connection

from claims.gather.reference import reference_for
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from codes.models import PolicyVersion
from codes.policies import gates
from codes.policies.publishing import publish_policy, withdraw_policy
from codes.policies.storing import import_policy
from tests.codes.policy_worlds import small
from tests.factories import DAY
from tests.site.policy_desk import make_policy_desk

pytestmark = [pytest.mark.django_db(transaction=True)]
TIMES = 200 if "FIRSTPASS_VOLUME" in os.environ else 60
READERS = 8
POLICY_RULES = {"POL-001", "POL-008", "POL-015", "POL-018"}
CLAIM = {
    "payer": "MEDICARE_B", "as_of": "2026-11-21", "diagnoses": ["E88.01"],
    "patient": {"dob": "2010-01-01", "sex": "F", "member_id": "T"}, "history": [],
    "lines": [{"n": 1, "code": "J0256", "units": 900, "modifiers": ["JZ"], "dos_from": "2026-11-10",
               "dos_to": "2026-11-10", "pos": "11", "dose": {"amount": 9000, "uom": "mg"}}],
}  # fmt: skip
# no version in force; one that asks for three things at once
OUT = frozenset({"POL-015"})
IN = frozenset({"POL-001", "POL-008", "POL-018"})


def said() -> frozenset[str]:
    claim = read_claim(CLAIM, as_of=DAY, position=1)
    report = scrub(Context(claim=claim, reference=reference_for([claim])), all_rules(), prove=False)
    return frozenset(one.rule.id for one in report.findings if one.rule.id in POLICY_RULES)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(gates, "_gates", {})
    made = make_policy_desk()
    reason = "It makes room for many others."
    withdraw_policy(made.version.pk, by=made.lead, on=DAY, reason=reason)
    return made


def test_versions_come_and_go_under_eight_readers(desk: SimpleNamespace) -> None:
    body = {
        "payer": "MEDICARE_B", "effective_to": None, "age": {"min": 18}, "pa": {"required": True},
    }  # fmt: skip
    drafts = [
        import_policy(small(**body, id=f"T-{n}", version=1), author=desk.author).version
        for n in range(TIMES)
    ]
    seen: list[frozenset[str]] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            seen.append(said())
        connection.close()

    readers = [threading.Thread(target=read) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        for draft in drafts:
            publish_policy(draft.pk, approver=desk.lead, on=DAY)
            withdraw_policy(draft.pk, by=desk.lead, on=DAY, reason="The next one takes its place.")
    finally:
        over.set()
        for reader in readers:
            reader.join()

    assert set(seen) <= {IN, OUT}
    assert len(seen) > TIMES  # they did look while it happened
    assert PolicyVersion.objects.filter(status="withdrawn").count() == TIMES + 1


def test_a_published_version_is_in_force_in_the_next_check(desk: SimpleNamespace) -> None:
    body = {
        "payer": "MEDICARE_B",
        "effective_to": None,
        "age": {"min": 18},
        "pa": {"required": True},
    }
    draft = import_policy(small(**body, id="T-NEXT-1"), author=desk.author).version
    assert said() == OUT
    publish_policy(draft.pk, approver=desk.lead, on=DAY)
    assert said() == IN

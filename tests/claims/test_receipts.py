"""Receipts: a kept check is repeated to the byte from what it read, whatever happened since."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from claims.gather.reference import reference_for
from claims.models import Check, Claim, RulesEdition
from claims.scrubber import edition
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.facts_json import FactsError, read_facts, write_facts
from claims.scrubber.reference import ReferenceSnapshot
from claims.scrubber.slicing import scrub_and_slice
from claims.services.differences import Kind
from claims.services.receipts import Repeats, against_today, keep_receipts, recheck
from codes.facts import facts_changed
from codes.models import HcpcsCode, Modifier, PayerTerms
from tests.factories import DAY, make_claim, make_facts, make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    make_facts()
    return make_claim(make_practice())


def kept(claim: Claim) -> Check:
    """The newest receipt of the claim, read back from the database."""
    keep_receipts([Claim.objects.get(pk=claim.pk)], today=DAY)
    return Check.objects.select_related("claim", "edition").filter(claim=claim)[0]


def run(*numbers: str) -> SimpleNamespace:
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("recheck", *numbers, stdout=out, stderr=err)
    return SimpleNamespace(status=end.value.code, out=out.getvalue(), err=err.getvalue())


def other_facts() -> None:
    """Every fact that the claim stands on says something else now."""
    HcpcsCode.objects.filter(code="J0256").update(
        unit_amount=Decimal(50), ended=dt.date(2026, 1, 1)
    )
    Modifier.objects.all().delete()
    PayerTerms.objects.update(waste_modifiers="not_used")
    facts_changed()


def test_a_receipt_repeats_whatever_was_imported_since(claim: Claim) -> None:
    check = kept(claim)
    other_facts()

    found = recheck(check)

    assert (found.state, found.differences, found.is_same_edition) == (Repeats.EQUAL, (), True)
    today = {(one.rule, one.kind) for one in against_today(check)}
    assert {("UNI-001", Kind.NEW), ("COD-002", Kind.NEW)} <= today


def test_only_what_was_read_is_kept(claim: Claim) -> None:
    facts = kept(claim).facts

    assert list(facts["codes"]) == ["J0256"]
    assert list(facts["modifiers"]) == ["JZ"]  # JW is loaded too, and nobody asked
    assert list(facts["terms"]) == ["MEDICARE_B"]


def test_a_changed_receipt_is_called_damaged(claim: Claim) -> None:
    check = kept(claim)
    check.facts["codes"]["J0256"][0]["unit_amount"] = "50"
    check.save()

    assert (recheck(check).state, recheck(check).damaged) == (Repeats.DAMAGED, ("facts",))
    assert run().status == 2


def test_another_edition_names_what_changed(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    claim.lines.update(units=490)
    check = kept(claim)
    before = dict(check.edition.digests)
    check.edition.digests = before | {"UNI-001": "0" * 12, "quantities": "0" * 12, "OLD-001": "1"}
    check.edition.save()

    found = recheck(check)

    assert (found.rules, found.parts) == (("OLD-001", "UNI-001"), ("quantities",))
    assert found.state is Repeats.EQUAL  # written otherwise, and says the same of this claim
    rules = tuple(rule for rule in all_rules() if rule.id != "UNI-001")
    monkeypatch.setattr("claims.services.receipts.all_rules", lambda: rules)
    found = recheck(check)
    assert found.state is Repeats.DIFFERS
    assert {(one.rule, one.kind) for one in found.differences} == {("UNI-001", Kind.GONE)}


def test_the_command_says_so(claim: Claim) -> None:
    check = kept(claim)

    equal = run(claim.number)
    check.report["findings"] = []
    Check.objects.filter(pk=check.pk).update(report=check.report)
    damaged = run()
    unknown = run("C-99999")

    assert equal.status == 0
    assert f"{claim.number} version 1, {DAY.isoformat()}: equal" in equal.out
    assert "1 receipts: 1 equal" in equal.err
    assert (damaged.status, "damaged: report" in damaged.out) == (2, True)
    assert (unknown.status, "C-99999: no check is kept" in unknown.err) == (2, True)


def test_checks_from_before_there_were_receipts(claim: Claim) -> None:
    check = kept(claim)
    Check.objects.update(edition=None, facts={}, facts_sha256="")
    check.refresh_from_db()

    assert recheck(check).state is Repeats.UNREADABLE


def test_an_edition_is_kept_once(claim: Claim) -> None:
    kept(claim)
    kept(claim)

    [row] = RulesEdition.objects.all()
    assert row.version == edition.rules_version()
    assert {rule.id for rule in all_rules()} <= row.digests.keys()
    assert "quantities" in row.digests


def test_kept_facts_of_another_shape_are_refused() -> None:
    with pytest.raises(FactsError):
        read_facts(ReferenceSnapshot, {"codes": {"J0256": [{"kode": "J0256"}]}})


@pytest.mark.shared
def test_every_golden_claim_repeats_from_its_slice(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slice is as good as all the facts, and survives being written down."""
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-for-tests")
    call_command("demo", stdout=io.StringIO())
    cases = json.loads((shared / "domain" / "golden_cases.json").read_text())["cases"]
    for position, case in enumerate(cases, start=1):
        claim = read_claim(case, as_of=DAY, position=position)
        context = Context(claim=claim, reference=reference_for([claim]))
        report, sliced = scrub_and_slice(context, all_rules())
        text = json.dumps(write_facts(sliced))
        read = read_facts(ReferenceSnapshot, json.loads(text))

        assert sliced is not context.reference, case["id"]  # else the slice had failed its trial
        assert read == sliced, case["id"]
        again = Context(claim=claim, reference=read)
        assert scrub(again, all_rules()) == report == scrub(context, all_rules()), case["id"]

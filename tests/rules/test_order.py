"""The order of rules, and of lines in the file, changes nothing: 500 claims."""

from __future__ import annotations

import copy
import datetime as dt
import random
from typing import Any

import pytest
import shared_files
import tables

from claims.scrubber.catalogue import all_rules
from claims.scrubber.changes import apply_changes
from claims.scrubber.claim_json import ClaimInputError, read_claim, write_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.findings import Fix
from claims.scrubber.report_json import write_report
from claims.scrubber.snapshot import ClaimSnapshot
from tests.wild_claims import crossed

pytestmark = pytest.mark.shared
CLAIMS = 500
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def claims() -> list[dict[str, Any]]:
    shared_files.needs_shared()
    cases = shared_files.load("golden_cases.json")["cases"]
    chance = random.Random(11)  # noqa: S311 - made-up claims, not secrets
    found = [case["claim"] for case in cases]
    while len(found) < CLAIMS:
        one = crossed(cases, chance)
        try:
            read_claim(one, as_of=TODAY, position=1)
        except ClaimInputError:
            continue
        found.append(one)
    return found


def told(claim: dict[str, Any], rules: tuple) -> dict[str, Any]:
    """The report, each fix as the claim it makes, its lines in order of their number."""
    read = read_claim(claim, as_of=TODAY, position=1)
    report = scrub(Context(claim=read, reference=tables.reference()), rules)
    written = write_report(report)
    for found, row in zip(report.findings, written["findings"], strict=True):
        if found.fix is not None:
            row["fix"] = made_by(found.fix, read)
        if found.choices:
            row["facts"]["choices"] = [made_by(one, read) for one in found.choices]
    return written


def made_by(fix: Fix, claim: ClaimSnapshot) -> tuple[Any, ...]:
    """The claim that a fix makes; its paths name places in the file, which may differ."""
    changed = apply_changes(write_claim(claim), fix.changes)
    lines = sorted(changed.pop("lines"), key=lambda line: line["n"])
    return (fix.label, changed, lines)


def test_order_changes_nothing(claims: list[dict[str, Any]]) -> None:
    chance = random.Random(12)  # noqa: S311 - made-up claims, not secrets
    fixes = 0
    for claim in claims:
        expected = told(claim, all_rules())
        fixes += sum(row["fix"] is not None for row in expected["findings"])
        rules, moved = list(all_rules()), copy.deepcopy(claim)
        chance.shuffle(rules)
        chance.shuffle(moved["lines"])
        assert told(claim, tuple(rules)) == expected
        assert told(moved, all_rules()) == expected
    assert fixes > CLAIMS / 5


def test_no_finding_is_graver_than_its_rule(claims: list[dict[str, Any]]) -> None:
    """What proves a fix asks only rules that are errors: no other rule may find one."""
    for claim in claims:
        read = read_claim(claim, as_of=TODAY, position=1)
        report = scrub(Context(claim=read, reference=tables.reference()), all_rules(), prove=False)
        graver = [one for one in report.findings if one.severity.rank < one.rule.severity.rank]
        assert [one.rule.id for one in graver if one.severity == "error"] == []

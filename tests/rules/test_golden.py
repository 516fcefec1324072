"""The shared golden cases, held to the rules that exist so far."""

from __future__ import annotations

import datetime as dt

import pytest
import shared_files
import tables

from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.report import Report
from claims.scrubber.report_json import write_report

CASES = shared_files.load("golden_cases.json")["cases"] if shared_files.DOMAIN.is_dir() else []
DELIVERED = {rule.id for rule in all_rules()}


@pytest.fixture(scope="module", autouse=True)
def _shared() -> None:
    shared_files.needs_shared()


def check(case: dict) -> Report:
    claim = read_claim(case, as_of=dt.date(2026, 11, 21), position=1)
    return scrub(Context(claim=claim, reference=tables.reference()), all_rules())


def expected(case: dict, severity: str) -> set[tuple[str, int | None]]:
    found = case["expected"].get(severity, [])
    return {(one["rule"], one["line"]) for one in found if one["rule"] in DELIVERED}


def test_shared_cases_are_there() -> None:
    assert CASES


@pytest.mark.shared
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_golden(case: dict) -> None:
    report = check(case)
    found: dict[str, set[tuple[str, int | None]]] = {
        "error": set(),
        "warning": set(),
        "info": set(),
    }
    for one in report.findings:
        found[one.severity].add((one.rule.id, one.line))

    assert found["error"] == expected(case, "errors")
    assert expected(case, "warnings") <= found["warning"]
    assert expected(case, "infos") <= found["info"]
    fired = {one.rule.id for one in report.findings}
    assert not fired & set(case["expected"].get("must_not_fire", []))
    assert computed(report, case) == wanted(case)


def wanted(case: dict) -> dict:
    found = dict(case["expected"].get("computed", {}))
    if "units_official" in found:
        found = {"units": found["units_official"]}
    return found


def computed(report: Report, case: dict) -> dict:
    lines = write_report(report)["computed"]["lines"]
    first = lines[0] if lines else {}
    return {key: first.get(key) for key in wanted(case)}

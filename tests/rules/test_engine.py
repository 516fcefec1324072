"""Order changes nothing, causes hide consequences, fixes are proven, nothing raises."""

from __future__ import annotations

import copy
import datetime as dt
import json
from dataclasses import replace

import jsonschema
import pytest
import shared_files
import tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_claim_json import spots

from claims.scrubber.catalogue import all_rules
from claims.scrubber.changes import ChangeError, apply_changes
from claims.scrubber.claim_json import ClaimInputError, read_claim, write_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.findings import Change, Finding
from claims.scrubber.report import Report
from claims.scrubber.report_json import write_report
from claims.scrubber.rule import Rule
from claims.scrubber.suggestions import suggest
from claims.scrubber.suppression import Suppressor

TODAY = dt.date(2026, 11, 21)
CASES = shared_files.load("golden_cases.json")["cases"] if shared_files.DOMAIN.is_dir() else []
REPORT = shared_files.load("report.schema.json") if shared_files.DOMAIN.is_dir() else {}


@pytest.fixture(scope="module", autouse=True)
def _shared() -> None:
    shared_files.needs_shared()


def context_of(claim: object) -> Context:
    read = read_claim(claim, as_of=TODAY, position=1)
    return Context(claim=read, reference=tables.reference())


def check(claim: object, rules: tuple[Rule, ...] = all_rules()) -> Report:
    return scrub(context_of(claim), rules)


def case(name: str) -> dict:
    [found] = [one for one in CASES if one["id"] == name]
    return copy.deepcopy(found)


def told(report: Report) -> object:
    """A report without the paths of fixes, which follow the order of the file."""
    written = write_report(report)
    for one in written["findings"]:
        one["fix"] = one["fix"] and one["fix"]["label"]
        labels = [choice["label"] for choice in one["facts"].pop("choices", [])]
        one["facts"]["labels"] = labels
    return written


@pytest.mark.shared
@pytest.mark.parametrize("one", CASES, ids=lambda one: one["id"])
def test_order_of_rules_and_lines_changes_nothing(one: dict) -> None:
    first = told(check(one))
    rules, shuffled = list(all_rules()), copy.deepcopy(one)
    rules.reverse()
    shuffled["claim"]["lines"].reverse()
    assert told(check(shuffled, tuple(rules))) == first


@pytest.mark.shared
@pytest.mark.parametrize("one", CASES, ids=lambda one: one["id"])
def test_reports_fit_their_schema(one: dict) -> None:
    jsonschema.validate(json.loads(json.dumps(write_report(check(one)))), REPORT)


@pytest.mark.shared
@pytest.mark.parametrize("one", CASES, ids=lambda one: one["id"])
def test_every_fix_offered_helps(one: dict) -> None:
    context = context_of(one)
    before = scrub(context, all_rules())
    errors = {found.finding.identity for found in before.findings if found.severity == "error"}
    for found in before.findings:
        if found.fix is None:
            continue
        changed = apply_changes(write_claim(context.claim), found.fix.changes)
        after = check({"id": one["id"], "claim": changed})
        left = {other.finding.identity for other in after.findings}
        assert found.finding.identity not in left
        assert {o.finding.identity for o in after.findings if o.severity == "error"} <= errors


def test_a_fix_that_brings_an_error_is_not_offered() -> None:
    broken = case("GC022")
    broken["claim"]["lines"][0]["modifiers"] = ["TB", "KX", "RE"]
    [missing] = [one for one in check(broken).findings if one.rule.id == "WST-001"]
    assert missing.fix is not None
    # One more, and the JW line would carry five modifiers.
    broken["claim"]["lines"][0]["modifiers"] = ["TB", "KX", "RE", "PO"]
    [missing] = [one for one in check(broken).findings if one.rule.id == "WST-001"]
    assert missing.fix is None


def test_without_proof_there_are_no_fixes() -> None:
    report = scrub(context_of(case("GC022")), all_rules(), prove=False)
    assert [one.fix for one in report.findings if one.fix] == []


def test_fix_paths_follow_the_file() -> None:
    turned = case("GC003")
    turned["claim"]["lines"].reverse()
    [wrong] = [one for one in check(turned).findings if one.rule.id == "UNI-002"]
    assert wrong.fix is not None
    assert wrong.fix.changes == (Change(op="set", path="lines[1].units", value=100),)


def test_the_jw_line_fix_makes_the_clean_claim() -> None:
    """GC022 with its fix is GC020: 45 units and 5 discarded."""
    [missing] = [one for one in check(case("GC022")).findings if one.rule.id == "WST-001"]
    assert missing.fix is not None
    changed = apply_changes(write_claim(context_of(case("GC022")).claim), missing.fix.changes)
    wanted = case("GC020")["claim"]["lines"][1]
    added = {key: value for key, value in changed["lines"][-1].items() if key != "n"}
    assert added.pop("discarded") == {"amount": "50", "uom": "mg"}
    assert added == {key: wanted[key] for key in wanted if key not in {"n", "discarded"}}


def test_a_code_that_does_not_exist_hides_the_rest_of_its_line() -> None:
    broken = case("GC155")
    broken["claim"]["lines"][0] |= {"units": 0, "modifiers": ["JZ", "JZ"]}
    assert {one.rule.id for one in check(broken).findings if one.line == 1} == {"COD-001"}


def test_training_mode_reckons_in_the_unit_of_the_guide() -> None:
    training = case("GC149")
    training["claim"]["authority_mode"] = "editorial"
    report = check(training)
    assert report.computed[0].units == 5
    training["claim"]["lines"][0]["drug"] = "midazolam (Seizalam)"
    assert check(training).computed[0].units == 1
    assert ("COD-003", "warning") in {(one.rule.id, one.severity) for one in report.findings}


def test_a_hidden_cause_still_hides() -> None:
    names = ("COD-002", "COD-005", "UNI-001", "WST-001")
    found = [Finding(rule=name, message="", line=1) for name in names]
    suppressor = Suppressor(found, (), is_editorial=False)
    assert [one.rule for one in found if suppressor.kept(one)] == ["COD-002"]


def test_one_item_is_taken_out_of_a_finding() -> None:
    waste = Finding(rule="WST-010", message="", line=2)
    subjects = ("document:waste", "document:plan")
    data = {"items": ("Waste note", "Plan")}
    both = Finding(rule="POL-014", message="", subjects=subjects, data=data)
    suppressor = Suppressor([waste, both], (), is_editorial=False)
    left = replace(both, subjects=("document:plan",), data={"items": ("Plan",)})
    assert suppressor.kept(both) == left
    assert suppressor.kept(replace(both, subjects=("document:waste",))) is None


def test_advice_hides_nothing() -> None:
    unknown = Finding(rule="WST-003", message="", line=1, is_cause=False)
    wrong = Finding(rule="WST-004", message="", line=1)
    assert Suppressor([unknown, wrong], (), is_editorial=False).kept(wrong) == wrong


@pytest.mark.parametrize(
    "change",
    [
        Change(op="set", path="lines[9].units", value=1),
        Change(op="insert", path="lines[9]", value={}),
        Change(op="insert", path="total", value=1),
        Change(op="move", path="total"),
        Change(op="set", path="lines[-1]", value=1),
    ],
)
def test_changes_that_lead_nowhere(change: Change) -> None:
    with pytest.raises(ChangeError):
        apply_changes({"lines": []}, [change])


def test_suggestions_show_their_working() -> None:
    [found] = suggest(context_of(case("GC022")))
    assert found.working == "450 mg \u00f7 10 mg = 45 units"
    assert (found.units, found.jw_units, found.modifier) == (45, 5, "JW")
    assert found.why == "50 mg is left, 5 units; Medicare Part B (generic MAC) asks for a JW line."
    assert found.waste_fix is not None
    assert found.units_fix is None


def test_suggestions_round_in_words_and_keep_quiet_when_done() -> None:
    [found] = suggest(context_of(case("GC004")))
    assert found.working == "4,512 mg \u00f7 10 mg = 451.2, rounded up to 452 units"
    assert (found.modifier, found.waste_fix) == (None, None)


WORDS = [None, "", " ", "\u0660", "JW", "JZ", "x", "0", "-1", "0.0000000001", "99999999999.99"]
VALUES = [0, -7, 13, [], [""], [0], ["JW", "JZ"], "2026-11-10", "1900-01-01", "mL", "IU"]
ODD = st.sampled_from([*WORDS, *VALUES])


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_rule_raises_on_a_claim_that_can_be_read(data: st.DataObject) -> None:
    one = copy.deepcopy(data.draw(st.sampled_from(CASES)))
    for way in data.draw(st.lists(st.sampled_from(spots(one["claim"])), max_size=6)):
        place = one["claim"]
        try:
            for step in way[:-1]:
                place = place[step]
            if data.draw(st.booleans()):
                place[way[-1]] = data.draw(ODD)
            else:
                del place[way[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    try:
        context = context_of(one)
    except ClaimInputError:
        return
    report = write_report(scrub(context, all_rules()))
    json.dumps(report)
    suggest(context)


@pytest.mark.shared
def test_a_finding_of_a_policy_cites_its_version() -> None:
    [case] = [one for one in CASES if one["id"] == "GC081"]
    claim = read_claim(case, as_of=dt.date(2026, 11, 21), position=1)
    report = write_report(
        scrub(Context(claim=claim, reference=tables.reference()), all_rules(), prove=False)
    )

    cited = {one["rule"]: one["policy"] for one in report["findings"]}
    assert cited["DX-008"] == {"id": "NLK-AAT-2", "version": 2}

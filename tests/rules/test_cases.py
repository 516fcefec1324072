"""Every case of every rule: silence, not checked, or one finding with its place and sentence."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from claims.scrubber import national
from claims.scrubber import reference as facts
from claims.scrubber.catalogue import all_rules
from claims.scrubber.changes import apply_changes, steps
from claims.scrubber.claim_json import read_claim, write_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.policy_json import read_policy
from claims.scrubber.report import Report

FOLDER = Path(__file__).parent / "cases"
RULES = {rule.id: rule for rule in all_rules()}
KINDS = {
    "codes": facts.CodeFacts,
    "modifiers": facts.ModifierFacts,
    "diagnoses": facts.DiagnosisFacts,
    "restrictions": facts.RestrictionFacts,
    "conflicts": facts.ConflictFacts,
    "terms": facts.TermsFacts,
}


# Tables given as lists of rows, and those kept by code with several rows each.
LISTED = {"products", "pairs", "flags", "loaded", "crosswalk", "releases"}
BY_CODE = {
    "mue": ("mue", national.MueFacts),
    "rates": ("rates", national.RateFacts),
    "add_ons": ("add_ons", national.AddOnFacts),
    "successors": ("successors", national.SuccessorFacts),
    "self_administered": ("self_administered", national.SelfAdministeredFacts),
}
POLICY = {"id": "P", "payer": "MEDICARE", "title": "The policy", "codes": [{"code": "J0256"}]}


def load(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


GIVEN = load(FOLDER / "given.toml")
FILES = {path.stem: load(path) for path in FOLDER.glob("*.toml") if path.stem != "given"}
CASES = [
    pytest.param(rule, outcome, case, {**book.get("given", {})}, id=f"{rule}-{outcome}-{name}")
    for book_of in FILES.values()
    for rule, book in book_of.items()
    for outcome in ("pass", "not_checked", "fail")
    for name, case in book.get(outcome, {}).items()
]


def values(row: dict) -> dict:
    """TOML to the values facts hold: amounts are Decimal, lists are tuples."""
    amounts = {"unit_amount", "editorial_unit_amount", "strength", "volume_ml", "amount"}
    return {
        key: Decimal(value)
        if key in amounts
        else tuple(value)
        if isinstance(value, list)
        else value
        for key, value in row.items()
    }


def releases(rows: list[dict]) -> dict[str, tuple[facts.ReleaseFacts, ...]]:
    """Files by kind; a file is of the day from which it speaks unless the row says more."""
    found: dict[str, tuple[facts.ReleaseFacts, ...]] = {}
    for row in rows:
        ranges = tuple((low, high) for low, high in row.get("complete", []))
        values_of = {"vintage": row["effective_from"], **row, "complete": ranges}
        made = facts.ReleaseFacts(**values_of)
        found[made.kind] = (*found.get(made.kind, ()), made)
    return found


def reference(*layers: dict) -> facts.ReferenceSnapshot:
    merged: dict = {}
    for layer in layers:
        for kind, rows in layer.items():
            if isinstance(rows, dict):
                merged[kind] = {**merged.get(kind, {}), **rows}
            elif isinstance(rows, list) and kind in LISTED:
                merged[kind] = rows
    tables = {
        kind: {key: (make(**{"code": key, **values(row)}),) for key, row in merged[kind].items()}
        for kind, make in KINDS.items()
        if kind in merged and kind != "terms"
    }
    tables["terms"] = {
        key: (facts.TermsFacts(payer=key, **values(row)),)
        for key, row in merged.get("terms", {}).items()
    }
    tables["documents"] = {
        key: tuple(facts.DocumentFacts(**row) for row in rows)
        for key, rows in merged.get("documents", {}).items()
    }
    for kind, (name, make) in BY_CODE.items():
        tables[name] = {
            code: tuple(make(**{"code": code, **values(row)}) for row in rows)
            for code, rows in merged.get(kind, {}).items()
        }
    pairs: dict = {}
    for row in merged.get("pairs", []):
        key = tuple(sorted((row["column1"], row["column2"])))
        pairs[key] = (*pairs.get(key, ()), national.PairFacts(**row))
    crosswalk: dict = {}
    for row in merged.get("crosswalk", []):
        key = row["ndc"][:9]
        crosswalk[key] = (*crosswalk.get(key, ()), national.CrosswalkFacts(**row))
    policy = merged.get("policy")
    return facts.ReferenceSnapshot(
        **tables,
        pairs=pairs,
        crosswalk=crosswalk,
        diagnosis_flags=tuple(
            national.DiagnosisFlagFacts(**row) for row in merged.get("flags", [])
        ),
        policies={"MEDICARE": (read_policy({**POLICY, **policy}),)} if policy else {},
        loaded=frozenset(merged.get("loaded", [])),
        releases=releases(merged.get("releases", [])),
        places={
            key: facts.PlaceFacts(code=key, **row) for key, row in merged.get("places", {}).items()
        },
        products=tuple(
            facts.ProductFacts(**{"verified": True, **values(row)})
            for row in merged.get("products", [])
        ),
        complete={
            kind: tuple((low, high) for low, high in ranges)
            for kind, ranges in merged.get("complete", {}).items()
        },
    )


def plain(value: object) -> object:
    """TOML dates as claim JSON writes them."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def claim_json(given: dict, case: dict) -> dict:
    """The base claim with the rule's and the case's values laid over it."""
    first = {**GIVEN["line"], **given.get("line", {}), **case.get("line", {})}
    others = [{**first, **more} for more in case.get("lines", [])]
    lines = [{"n": 1, **first}] + [{"n": 2 + at, **one} for at, one in enumerate(others)]
    claim = {**GIVEN["claim"], **given.get("claim", {}), **case.get("claim", {}), "lines": lines}
    for name in case.get("without", []):
        holders = [claim] if name in claim else lines
        for holder in holders:
            holder.pop(name, None)
    for name in case.get("only_first", []):
        for line in lines[1:]:
            line.pop(name, None)
    claim |= dict.fromkeys(case.get("null", []))
    return plain(copy.deepcopy(claim))


def run(rule: str, given: dict, case: dict) -> tuple[Report, Context]:
    claim = read_claim(claim_json(given, case), as_of=dt.date(2026, 11, 21), position=1)
    context = Context(claim=claim, reference=reference(GIVEN, given, case))
    return scrub(context, [RULES[rule]]), context


@pytest.mark.parametrize(("rule", "outcome", "case", "given"), CASES)
def test_case(rule: str, outcome: str, case: dict, given: dict) -> None:
    report, context = run(rule, given, case)
    gaps = {gap.missing for gap in report.not_checked}
    if outcome == "pass":
        assert ([one.sentence for one in report.findings], gaps) == ([], set())
        if "margin" in case:
            assert [one.margin for one in report.passed] == [case["margin"]]
    elif outcome == "not_checked":
        assert ([one.sentence for one in report.findings], gaps) == ([], {case["missing"]})
    else:
        [found] = report.findings
        place = f"line {found.line}" if found.line else "claim"
        assert f"{place} {found.field_name}" == case["at"]
        assert found.sentence == case["says"]
        assert found.severity == case.get("severity", "error")
        assert (found.fix is not None) == ("fix" in case)
        assert list(found.rarc) == case.get("rarc", list(found.rarc))
        assert found.facts.get("ask") == case.get("asks")
        if "label" in case:
            assert found.fix is not None
            assert found.fix.label == case["label"]
        assert [one.label for one in found.choices] == case.get("choices", [])
        if found.fix is not None:
            fixed(found.fix, context, rule, case["fix"])
        for one in found.choices:
            fixed(one, context, rule, {})


def fixed(fix, context: Context, rule: str, values_of: dict) -> None:
    """The fixed claim holds the wanted values, and the rule is silent about it."""
    changed = apply_changes(write_claim(context.claim), fix.changes)
    for path, wanted in values_of.items():
        place: object = changed
        for step in steps(path):
            place = place[step]
        assert place == wanted, path
    claim = read_claim(changed, as_of=context.claim.as_of, position=1)
    again = scrub(Context(claim=claim, reference=context.reference), [RULES[rule]])
    assert again.findings == ()

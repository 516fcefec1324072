"""Each flaw with the claim that shows it: what the rules say of it is what the flaw says."""

from __future__ import annotations

from typing import Any

import pytest

from claims.rehearsal.analysis.flaw import Kind
from tests.rehearsal.small_policies import (
    amount,
    code,
    count,
    flaws,
    interval,
    per_kg,
    policy,
    single,
    spoken,
    units,
    without,
)

LAB = {"lab": "AAT", "any_of": [{"unit": "mg/dL", "op": "<", "value": 57}]}
STEP = {"any_of": ["a", "b", "c"], "min_trials": 1}


UNSATISFIABLE = [
    ({"dx_any": ["K50*"], "dx_excluded": [{"codes": ["K50*"]}]}, "POL-017"),
    ({"dx_any": ["K50.1*"], "dx_excluded": [{"codes": ["C1*"]}, {"codes": ["K5*"]}]}, "POL-017"),
    ({"codes": code(dx_any=["K50.1"]), "dx_excluded": [{"codes": ["K50*"]}]}, "POL-017"),
    ({"age": {"min": 12, "max": 6}}, "POL-018"),
    ({"site_of_care": {"allowed": []}}, "POS-003"),
    ({"routes": ["PO"]}, "POL-016"),
    ({"products": [{"brand": b, "tier": "excluded"} for b in ("Alpha", "beta")]}, "POL-013"),
    ({"products": [{"brand": b, "tier": "non_preferred"} for b in ("Alpha", "beta")]}, "POL-013"),
    ({"limits": [single("0.5")]}, "POL-009"),
    ({"limits": [units("0.9", days=7)]}, "POL-008"),
    ({"limits": [amount(500, "mcg")]}, "POL-009"),
    ({"limits": [count("0.5", 7)]}, "POL-007"),
    ({"labs": [{"lab": "AAT", "any_of": [{"unit": "mg/dL", "op": "<", "value": 0}]}]}, "POL-012"),
    ({"step": [{"any_of": ["a", "A", "b"], "min_trials": 3}]}, "POL-005"),
]


@pytest.mark.parametrize(("body", "rule"), UNSATISFIABLE)
def test_no_claim_meets_it(body: dict[str, Any], rule: str) -> None:
    facts = policy(**body)
    [flaw] = flaws(facts)
    assert flaw.kind == Kind.UNSATISFIABLE
    assert spoken(facts, flaw.claim) == [rule], flaw


SATISFIABLE: list[dict[str, Any]] = [
    {},
    {"dx_any": ["K50*"], "dx_excluded": [{"codes": ["K50.1*"]}]},  # a part is carved out
    {"dx_any": ["K50*"], "dx_excluded": [{"codes": ["K51*"]}]},
    {"age": {"min": 6, "max": 6}},
    {"site_of_care": {"allowed": ["11"], "restricted": ["22"]}},
    {"products": [{"brand": "Alpha", "tier": "excluded"}]},
    {
        "products": [{"brand": b, "tier": "non_preferred"} for b in ("Alpha", "beta")],
        "exemption": {"allowed": True},
    },
    {"limits": [interval(7), units(700, days=7), per_kg(60)]},
    {"limits": [interval(7, tolerance=1), count(2, 14)]},
    {"limits": [interval(28, tolerance=2, loading={"days": [0, 14, 42]}), per_kg(10)]},
    {"limits": [units(700, days=7, counts_waste=True), single(600), interval(7)]},
    {"limits": [units(60, months=6), units(20, months=1)]},
    {"labs": [LAB, {**LAB, "lab": "PTH"}]},
    {"step": [STEP, {"any_of": ["d"]}]},
    {"step": [STEP, {"any_of": ["a", "z"], "lookback_days": 365}]},
    {"channels": ["buy_and_bill"], "pa": {"required": True}, "routes": ["IV"]},
]


@pytest.mark.parametrize("body", SATISFIABLE)
def test_nothing_is_wrong_with_it(body: dict[str, Any]) -> None:
    assert flaws(policy(**body)) == []


CONTRADICTIONS = [
    (
        {"dx_any": ["K50.1*", "K51*"], "dx_excluded": [{"codes": ["K50*"]}]},
        ("dx_any", "dx_excluded[0]"),
        ["POL-017"],
    ),
    (
        {"labs": [LAB, {"lab": "aat", "any_of": [{"unit": "mg/dL", "op": ">=", "value": 57}]}]},
        ("labs[0]", "labs[1]"),
        ["POL-012"],
    ),
    (
        {"limits": [interval(28, loading={"days": [14]}), interval(21)]},
        ("limits[0]", "limits[1]"),
        ["POL-006"],
    ),
    (
        {"limits": [interval(28, loading={"days": [0, 14, 42]}), count(1, 21)]},
        ("limits[0]", "limits[1]"),
        ["POL-007"],
    ),
    (
        {
            "codes": code(
                indications=[
                    {"name": "one", "dx_any": ["K50*"], "limits": [single("0.5")]},
                    {"name": "two", "dx_any": ["K51*"]},
                ]
            )
        },
        ("codes[0].indications[0]", "codes[0].indications[0].limits[0]"),
        ["POL-009"],
    ),
    (
        {
            "products": [
                {"brand": "Alpha", "tier": "excluded"},
                {"brand": "Alpha vial", "tier": "preferred"},
            ]
        },
        ("products[1]", "products[0]"),
        ["POL-013"],
    ),
]


def test_the_pairs_that_contradict() -> None:
    for body, paths, rules in CONTRADICTIONS:
        facts = policy(**body)
        found = [one for one in flaws(facts) if one.kind == Kind.CONTRADICTION]
        assert [one.paths for one in found] == [paths], found
        # it keeps one and breaks the other
        assert spoken(facts, found[0].claim) == rules, found
        one, other = (without(facts, [path]) for path in (paths[0], paths[1]))
        assert [] in (spoken(one, found[0].claim), spoken(other, found[0].claim))


def test_a_place_that_is_both_allowed_and_restricted() -> None:
    both = {"allowed": ["11", "22"], "restricted": ["22"]}
    [flaw] = flaws(policy(site_of_care=both))
    only = policy(site_of_care={**both, "allowed": ["11"]})

    assert (flaw.kind, flaw.paths) == (Kind.CONTRADICTION, ("site_of_care",))
    assert flaw.claim["lines"][0]["pos"] == "22"
    assert spoken(policy(site_of_care=both), flaw.claim) == []
    assert spoken(only, flaw.claim) == ["POS-003"]


def test_of_what_holds_of_many_codes_each_is_named() -> None:
    listed = [{"code": "J0001"}, {"code": "J0002"}]
    facts = policy(codes=listed, dx_any=["K50*"], dx_excluded=[{"codes": ["K5*"]}])
    [flaw] = flaws(facts)

    assert flaw.codes == ("J0001", "J0002")
    assert flaw.sentence == (
        "No diagnosis is left for J0001: every one that is covered (K50*) is excluded too. "
        "The same holds of J0002."
    )

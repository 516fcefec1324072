"""Requirements that never decide, each with those that decide for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.judging import judge
from claims.scrubber.policy_json import read_policy
from tests.rehearsal.small_policies import (
    amount,
    by_dose,
    code,
    count,
    flaws,
    interval,
    per_kg,
    policy,
    single,
    spoken,
    subjects,
    units,
    without,
)

LAB = {"lab": "AAT", "any_of": [{"unit": "mg/dL", "op": "<", "value": 57}]}
STEP = {"any_of": ["a", "b", "c"], "min_trials": 1}
Told = dict[str, Any]
Paths = tuple[str, ...]


def limited(*limits: Told, **keys: Any) -> Told:
    return {"limits": list(limits), **keys}


def brands(*names: str) -> list[Told]:
    return [{"brand": name, "tier": "excluded"} for name in names]


def values(*thresholds: tuple[str, int], **keys: Any) -> Told:
    told = [{"unit": "mg/dL", "op": op, "value": value} for op, value in thresholds]
    return {"lab": "AAT", "any_of": told, **keys}


OWN, FIRST, SECOND, THIRD = "codes[0].limits[0]", "limits[0]", "limits[1]", "limits[2]"
LOADING = {"loading": {"days": [14]}}
LIMITS: list[tuple[Told, list[Paths]]] = [
    (limited(single(700), units(700, days=7), interval(7)), [(SECOND, FIRST, THIRD)]),
    (limited(units(700, days=7), single(700)), [(SECOND, FIRST)]),
    (limited(units(700, days=7), single(800)), [(SECOND, FIRST)]),
    (limited(units(700, days=7), units(1400, days=14)), [(SECOND, FIRST)]),
    (limited(units(700, days=7), units(1399, days=14)), []),
    (limited(units(10, months=1), units(120, months=12)), []),  # a year may touch 13 windows
    (limited(units(10, months=3), units(9, months=6)), [(FIRST, SECOND)]),
    (limited(units(9, days=7), units(9, days=7, counts_waste=True)), [(FIRST, SECOND)]),
    (limited(interval(7), count(2, 14)), [(SECOND, FIRST)]),
    (limited(interval(7), count(2, 15)), []),
    (limited(interval(7, tolerance=1), count(2, 14)), []),
    (limited(count(1, 7), interval(7)), [(SECOND, FIRST)]),
    (limited(interval(14), interval(15, tolerance=2)), [(SECOND, FIRST)]),
    (limited(interval(28, **LOADING), interval(28)), [(FIRST, SECOND)]),
    (limited(interval(1)), [(FIRST,)]),
    (limited(by_dose((200, 21), (400, 42)), interval(42)), [(FIRST, SECOND)]),
    (limited(by_dose((200, 21), (400, 42)), interval(21)), [(SECOND, FIRST)]),
    (limited(by_dose((200, 21), (400, 42)), interval(22)), []),
    (limited(by_dose((200, 1), (400, 42)), single(200)), [(FIRST, SECOND)]),
    (limited(by_dose((200, 1), (400, 42)), single(201)), []),
    (limited(count(7, 7)), [(FIRST,)]),
    (limited(count(31, None, months=1)), [(FIRST,)]),
    (limited(count(12, None, months=12, window="calendar"), interval(31)), [(FIRST, SECOND)]),
    (limited(amount(400), single(500)), [(SECOND, FIRST)]),
    (limited(amount(1, "g"), amount(1000)), [(SECOND, FIRST)]),
    (limited(per_kg(10, "0.1"), per_kg(11)), [(SECOND, FIRST)]),
    (limited(per_kg(10), per_kg(9000, uom="mcg/kg")), [(FIRST, SECOND)]),
    (limited(single(5), codes=code(limits=[single(5)])), [(OWN, FIRST)]),
    (limited(single(5), codes=code(limits=[single(4)])), [(FIRST, OWN)]),
    (limited(single(5), codes=[*code(limits=[single(4)]), {"code": "J0002"}]), []),
    (limited(single(5), single(6, brand="Alpha")), [(SECOND, FIRST)]),
    (limited(single(5), single(4, brand="Alpha")), []),
    (limited(single(4, brand="Alpha"), products=brands("Alpha")), [(FIRST, "products[0]")]),
    (
        {
            "codes": code(
                limits=[single(9)],
                indications=[
                    {"name": "one", "dx_any": ["K50*"], "limits": [single(5)]},
                    {"name": "two", "dx_any": ["K51*"], "limits": [units(6, days=7)]},
                ],
            )
        },
        [(OWN, *(f"codes[0].indications[{at}].limits[0]" for at in (0, 1)))],
    ),
]
REST: list[tuple[Told, list[Paths]]] = [
    ({"labs": [values(("<", 57), max_age_days=30), LAB]}, [("labs[1]", "labs[0]")]),
    ({"labs": [LAB, values(("<=", 80))]}, [("labs[1]", "labs[0]")]),
    ({"labs": [LAB, values(("<=", 57), max_age_days=30)]}, []),
    ({"step": [STEP, {"any_of": ["a", "b"]}]}, [("step[0]", "step[1]")]),
    ({"step": [STEP, {"any_of": ["a", "z"], "min_trials": 2}]}, [("step[0]", "step[1]")]),
    ({"step": [{**STEP, "applies_to": ["J0002"]}]}, [("step[0]",)]),
    ({"products": brands("Alpha", "alpha vial")}, [("products[1]", "products[0]")]),
    ({"age": {"min": 0}}, [("age",)]),
    (
        {"dx_any": ["K50*"], "dx_all_of": [{"group": "G", "codes": ["K50.1*"]}]},
        [("dx_any", "dx_all_of[0]")],
    ),
    ({"dx_any": ["K50*"], "codes": code(dx_any=["K51*"])}, [("dx_any", "codes[0].dx_any")]),
    ({"dx_any": ["K50*"], "codes": code(dx_any=["K50.1*"])}, [("dx_any", "codes[0].dx_any")]),
    ({"dx_any": ["K50*"], "codes": [*code(dx_any=["K50.1*"]), {"code": "J0002"}]}, []),
    (
        {"dx_excluded": [{"codes": ["K50.1"]}, {"codes": ["K50*"]}]},
        [("dx_excluded[0]", "dx_excluded[1]")],
    ),
    (
        {"dx_all_of": [{"group": "G", "codes": ["K50*"]}, {"group": "H", "codes": ["K50.1"]}]},
        [("dx_all_of[0]", "dx_all_of[1]")],
    ),
]


def shadows(found: Iterable[Flaw]) -> list[Flaw]:
    return [one for one in found if one.kind == Kind.SHADOWED]


@pytest.mark.parametrize(("body", "paths"), [*LIMITS, *REST])
def test_what_never_decides(body: dict[str, Any], paths: list[tuple[str, ...]]) -> None:
    facts = policy(**body)
    assert [one.paths for one in shadows(flaws(facts))] == paths
    for flaw in shadows(flaws(facts)):
        path, *deciding = flaw.paths
        assert not deciding or spoken(without(facts, [path]), flaw.claim), flaw
        # it breaks the requirement by itself, except a list that the code does not go by
        is_read = path != "dx_any" or deciding[0].startswith("dx_all_of")
        assert not deciding or not is_read or spoken(without(facts, deciding), flaw.claim), flaw


def test_a_graver_requirement_is_not_shadowed_by_a_note() -> None:
    body = {"limits": [single(5), units(5, days=7)]}
    noted = policy(**body, requirements={"limits[1]": {"severity": "warning"}})

    assert [one.paths for one in flaws(policy(**body))] == [("limits[0]", "limits[1]")]
    assert flaws(noted) == []


def test_what_hangs_on_the_doses_before_says_so() -> None:
    [flaw] = flaws(policy(limits=[interval(7), count(2, 14)]))

    assert flaw.sentence == (
        "“at most 2 doses in 14 days” never decides: whatever breaks it breaks “at least 7 days "
        "between doses” too, now or at a dose before."
    )


def test_sentences() -> None:
    facts = policy(limits=[single(700), units(700, days=7), interval(7)])
    [flaw] = flaws(facts)

    assert flaw.sentence == (
        "“at most 700 units in 7 days” never decides: whatever breaks it breaks “at most 700 "
        "units a dose” and “at least 7 days between doses” too."
    )


@pytest.mark.shared
def test_the_demonstration_policies(shared: Path) -> None:
    """What the analysis says of policies that were written by hand."""
    read = json.loads((shared / "domain" / "payers_policies.json").read_text())
    found = {
        one["id"]: [
            flaw.paths
            for flaw in judge([replace(o, has_unit=False) for o in subjects(read_policy(one))])
        ]
        for one in read["policies"]
    }
    own = "codes[0].indications"
    assert {name: paths for name, paths in found.items() if paths} == {
        # a claim that the exclusion stops lacks one of the two groups already
        "NLK-AAT-2": [("dx_excluded[0]", "dx_all_of[0]", "dx_all_of[1]")],
        # as many units a dose as in the window
        "SUM-DEN-1": [(f"{own}[{at}]", f"{own}[{at}].limits[0]") for at in (0, 1)],
    }

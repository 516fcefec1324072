"""The whole analysis against counting: every claim of a small universe, under the rules themselves.

A policy speaks of two or three kinds of facts; every combination of their values is tried. A code
has no right claim by the analysis exactly where none of them passes, and what the analysis calls
shadowed can go without another verdict on any of them.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.rehearsal.analysis.flaw import Kind
from claims.rehearsal.right_claim import right_claim, years_before
from claims.scrubber.claim_json import read_claim
from claims.scrubber.policy import PolicyFacts
from claims.scrubber.snapshot import ClaimSnapshot
from tests.rehearsal.small_policies import DAY, UNIT, flaws, gravest, policy, without

Claim = dict[str, Any]
PLACES = ("11", "22", "12")
ROUTES = ("IV", "SC", "PO")
CHANNELS = ("buy_and_bill", "specialty_pharmacy", "payer_supplied")
BRANDS = ("Alpha", "Beta")
DIAGNOSES = ("K50.0", "K50.10", "K51.9", "Z00.00")
VALUES: dict[str, list[Any]] = {
    "diagnoses": [[one] for one in DIAGNOSES] + [["K50.0", "K51.9"], ["K50.10", "K51.9"]],
    "place": list(PLACES),
    "route": list(ROUTES),
    "channel": list(CHANNELS),
    "brand": list(BRANDS),
    "age": list(range(6)),
    "units": list(range(1, 5)),
    "result": list(range(5)),
    "tried": [[], ["a"], ["b"], ["a", "b"]],
}


def some(values: tuple[str, ...], least: int = 1) -> Any:
    return st.lists(st.sampled_from(values), min_size=least, unique=True)


def each(one: Any, least: int = 1, most: int = 2) -> Any:
    return st.lists(one, min_size=least, max_size=most)


patterns = some(("K50*", "K50.1*", "K51*"))
threshold = st.fixed_dictionaries(
    {
        "unit": st.just("mg/dL"),
        "op": st.sampled_from(["<", "<=", ">", ">="]),
        "value": st.integers(0, 3),
    }
)
ages = st.tuples(st.integers(0, 5), st.integers(0, 5))
REQUIREMENTS: dict[str, Any] = {
    "diagnoses": st.fixed_dictionaries(
        {"dx_any": patterns, "dx_excluded": each(patterns.map(lambda told: {"codes": told}), 0)}
    ),
    "place": some(PLACES[:2], 0).map(lambda told: {"site_of_care": {"allowed": told}}),
    "route": some(ROUTES).map(lambda told: {"routes": told}),
    "channel": some(CHANNELS[:2]).map(lambda told: {"channels": told}),
    "brand": st.lists(
        st.sampled_from(["preferred", "non_preferred", "excluded"]), min_size=1, max_size=2
    ).map(
        lambda told: {
            "products": [
                {"brand": brand, "tier": tier} for brand, tier in zip(BRANDS, told, strict=False)
            ]
        }
    ),
    "age": ages.map(lambda told: {"age": {"min": told[0], "max": told[1]}}),
    "units": each(
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["max_single_units", "cumulative_units", "max_single"]),
                "max": st.sampled_from(["0.5", 1, 2, 3]),
                "days": st.just(7),
                "uom": st.just("mg"),
            }
        )
    ).map(lambda told: {"limits": told}),
    "result": each(each(threshold).map(lambda told: {"lab": "AAT", "any_of": told}), most=1).map(
        lambda told: {"labs": told}
    ),
    "tried": each(
        st.fixed_dictionaries(
            {"any_of": some(("a", "b")), "min_trials": st.integers(1, 2)},
        )
    ).map(lambda told: {"step": told}),
}
kinds = st.lists(st.sampled_from(sorted(REQUIREMENTS)), min_size=2, max_size=3, unique=True)
bodies = kinds.flatmap(lambda named: st.tuples(*(REQUIREMENTS[one] for one in named)).map(
    lambda parts: (tuple(named), {key: value for part in parts for key, value in part.items()})
))  # fmt: skip


def told(claim: Claim, kind: str, value: Any) -> None:
    """Put one fact into claim JSON."""
    [line] = claim["lines"]
    if kind == "diagnoses":
        claim["diagnoses"] = value
        line["dx_pointers"] = list(range(1, len(value) + 1))
    elif kind == "age":
        claim["patient"]["dob"] = years_before(DAY, value).isoformat()
    elif kind == "units":
        line |= {"units": value, "dose": {"amount": str(value), "uom": "mg"}}
    elif kind == "result":
        found = {"lab": "AAT", "value": str(value), "unit": "mg/dL", "date": DAY.isoformat()}
        claim["labs"] = [found]
    elif kind == "tried":
        day = DAY.isoformat()
        steps = [{"agent": agent, "outcome": "failure", "date": day} for agent in value]
        claim["attestations"] = {"step": steps}
    else:
        line[{"place": "pos", "channel": "drug_source"}.get(kind, kind)] = value


def universe(facts: PolicyFacts, named: tuple[str, ...]) -> list[ClaimSnapshot]:
    """Every combination of values of the facts that the policy speaks of."""
    claims = []
    for values in product(*(VALUES[one] for one in named)):
        claim = right_claim(policy(), facts.codes[0], UNIT, DAY)
        for kind, value in zip(named, values, strict=True):
            told(claim, kind, value)
        claims.append(read_claim(claim, as_of=DAY, position=1))
    return claims


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_the_analysis_says_what_counting_says(drawn: tuple[tuple[str, ...], Claim]) -> None:
    named, body = drawn
    facts = policy(**body)
    found = flaws(facts)
    claims = universe(facts, named)
    verdicts = [gravest(facts, one) for one in claims]

    is_hopeless = any(one.kind == Kind.UNSATISFIABLE for one in found)
    assert is_hopeless == (None not in verdicts), found
    shadowed = {one.paths[0] for one in found if one.kind == Kind.SHADOWED}
    if shadowed:
        fewer = without(facts, shadowed)
        assert [gravest(fewer, one) for one in claims] == verdicts
    if not is_hopeless:
        rows = (*facts.dx_excluded, *facts.steps)  # limits want the doses before too
        for path in {one.path for one in rows} - shadowed:
            fewer = without(facts, {*shadowed, path})
            assert [gravest(fewer, one) for one in claims] != verdicts, path

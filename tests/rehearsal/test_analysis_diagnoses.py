"""The analysis against counting: every claim of a small universe, under the rules themselves.

Of random small policies the analysis says that a code has no right claim exactly where none of the
enumerated ones passes. The requirements that it calls shadowed can go without another verdict,
each and all at once; of those that are left none can go both by itself and after them.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.rehearsal.analysis.flaw import Kind
from claims.rehearsal.right_claim import right_claim
from claims.scrubber.claim_json import read_claim
from claims.scrubber.policy import PolicyFacts
from claims.scrubber.snapshot import ClaimSnapshot
from tests.rehearsal.small_policies import (
    DAY,
    UNIT,
    flaws,
    gravest,
    policy,
    without,
)

DIAGNOSIS_RULES = ("DX-007", "DX-008", "POL-017")
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]
KEYS = ("K50.0", "K50.10", "K50.11", "K51.0", "K51.9", "Z00.00")
PATTERNS = ("K50*", "K50.1*", "K50.10", "K51*", "K51.0")
DIAGNOSES = [list(some) for size in (1, 2, 3) for some in combinations(KEYS, size)]

some_patterns = st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3, unique=True)


def optional(key: str, values: Any) -> Any:
    return st.one_of(st.just({}), values.map(lambda value: {key: value}))


def merged(parts: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}


groups = st.lists(some_patterns, max_size=3).map(
    lambda listed: [{"group": f"G{at}", "codes": one} for at, one in enumerate(listed)]
)
exclusions = st.lists(some_patterns, max_size=3).map(lambda listed: [{"codes": o} for o in listed])
indications = st.lists(some_patterns, max_size=2).map(
    lambda listed: [{"name": f"I{at}", "dx_any": one} for at, one in enumerate(listed)]
)


def code(name: str) -> Any:
    return st.tuples(
        st.just({"code": name}),
        optional("dx_any", some_patterns),
        optional("indications", indications),
    ).map(merged)


codes = st.one_of(
    st.tuples(code("J0001")).map(list), st.tuples(code("J0001"), code("J0002")).map(list)
)
diagnosed = st.tuples(
    codes.map(lambda value: {"codes": value}),
    optional("dx_any", some_patterns),
    optional("dx_excluded", exclusions),
    st.one_of(st.just({}), groups.map(lambda value: {"dx_all_of": value})),
    st.dictionaries(
        st.sampled_from(["dx_any", "dx_excluded[0]", "dx_all_of[0]", "codes[0].dx_any"]),
        st.just({"severity": "warning"}),
        max_size=1,
    ).map(lambda value: {"requirements": value}),
).map(merged)


@cache
def diagnosed_claims(name: str) -> list[ClaimSnapshot]:
    """A claim of the code for every set of diagnoses."""
    found = []
    for diagnoses in DIAGNOSES:
        facts = policy(codes=[{"code": name}])
        claim = right_claim(facts, facts.codes[0], UNIT, DAY)
        claim["lines"][0]["dx_pointers"] = list(range(1, len(diagnoses) + 1))
        found.append(read_claim(claim | {"diagnoses": diagnoses}, as_of=DAY, position=1))
    return found


def verdicts(facts: PolicyFacts, at: int) -> list[int | None]:
    claims = diagnosed_claims(facts.codes[at].code)
    return [gravest(facts, claim, DIAGNOSIS_RULES) for claim in claims]


@settings(max_examples=80, deadline=None, suppress_health_check=QUIET)
@given(diagnosed)
def test_diagnoses(body: dict[str, Any]) -> None:
    facts = policy(**body)
    found = flaws(facts)
    hopeless = {code for one in found if one.kind == Kind.UNSATISFIABLE for code in one.codes}
    before = [verdicts(facts, at) for at in range(len(facts.codes))]
    for one, told in zip(facts.codes, before, strict=True):
        assert (one.code in hopeless) == all(rank is not None for rank in told), one
    looked_at = [at for at, told in enumerate(before) if None in told]

    def same(gone: set[str]) -> bool:
        away = without(facts, gone)
        return all(verdicts(away, at) == before[at] for at in looked_at)

    if not looked_at:
        return
    shadowed = {one.paths[0] for one in found if one.kind == Kind.SHADOWED}
    assert same(shadowed), shadowed
    rest = {one.path for one in (*facts.dx_all_of, *facts.dx_excluded)}
    rest |= {"dx_any"} if facts.dx_any else set()
    rest |= {f"{facts.codes[at].path}.dx_any" for at in looked_at if facts.codes[at].dx_any}
    for path in shadowed:
        assert same({path}), path
    # lists that raise less than others may go for reasons that are not looked for
    for path in rest - shadowed if not facts.severities else ():
        assert not (same({*shadowed, path}) and same({path})), (path, shadowed)

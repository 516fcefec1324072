"""Limits against counting: every course of doses over four days, under the rules themselves.

Each limit is judged once over all courses; what a policy refuses is what any of its limits refuses.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.rehearsal.analysis.flaw import Kind
from claims.rehearsal.right_claim import right_claim
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.findings import Finding
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.snapshot import ClaimSnapshot
from tests.rehearsal.small_policies import BY_ID, DAY, REFERENCE, UNIT, flaws, policy

DAYS, MOST = 4, 4
COURSES = [one for one in product(range(MOST + 1), repeat=DAYS) if any(one)]
PLACE = {one: at for at, one in enumerate(COURSES)}
RULES = {
    "min_interval_days": "POL-006",
    "interval_by_dose": "POL-006",
    "max_count": "POL-007",
    "cumulative_units": "POL-008",
    "cumulative_amount": "POL-008",
    "max_single_units": "POL-009",
    "max_single": "POL-009",
}
COUNTING = {"min_interval_days", "interval_by_dose", "max_count"}

values = st.integers(1, MOST - 1)  # what a dose of the universe can break
days = st.integers(1, DAYS)


def limit(kind: str, **keys: Any) -> Any:
    return st.fixed_dictionaries({"kind": st.just(kind), **keys})


by_dose = st.lists(days, min_size=2, max_size=2).map(
    lambda found: [{"dose": 1, "min_days": found[0]}, {"dose": 4, "min_days": found[1]}]
)
LIMITS = {
    "min_interval_days": limit("min_interval_days", value=days, tolerance=st.sampled_from([0, 1])),
    "interval_by_dose": limit("interval_by_dose", rows=by_dose),
    "max_count": limit("max_count", max=values, days=days),
    "cumulative_units": limit("cumulative_units", max=values, days=days),
    "cumulative_amount": limit("cumulative_amount", max=values, days=days, uom=st.just("mg")),
    "max_single_units": limit("max_single_units", max=values),
    "max_single": limit("max_single", max=values, uom=st.just("mg")),
}
limits = st.lists(st.one_of(*LIMITS.values()), min_size=2, max_size=5)
fractions = st.lists(
    st.one_of(
        *LIMITS.values(),
        limit("max_single_units", max=st.just("0.5")),
        limit("cumulative_units", max=st.just("0.9"), days=days),
        limit("max_single", max=st.just("0.5"), uom=st.just("mg")),
        limit("max_count", max=st.just("0.5"), days=days),
    ),
    min_size=1,
    max_size=3,
)


def before(course: tuple[int, ...]) -> int | None:
    """The course without its last dose."""
    last = max(at for at, units in enumerate(course) if units)
    return PLACE.get((*course[:last], *(0 for _day in course[last:])))


BEFORE = [before(one) for one in COURSES]


@cache
def claims() -> list[ClaimSnapshot]:
    """A claim with a line for each day of a course."""
    facts = policy()
    right = right_claim(facts, facts.codes[0], UNIT, DAY)
    [line] = right["lines"]
    found = []
    for course in COURSES:
        lines = []
        for at, units in enumerate(course):
            day = (DAY + dt.timedelta(days=at)).isoformat()
            dose = {"amount": str(units), "uom": "mg"}
            of_day = {"n": at + 1, "dos_from": day, "dos_to": day, "units": units, "dose": dose}
            lines += [line | of_day] if units else []
        found.append(read_claim(right | {"lines": lines}, as_of=DAY, position=1))
    return found


@cache
def groups() -> list[tuple[DrugGroup, ...]]:
    """The drug groups of each claim, which no policy changes."""
    return [drug_groups(Context(claim=one, reference=REFERENCE)) for one in claims()]


@cache
def last_refused_by(told: str) -> frozenset[int]:
    """The courses of which the last dose breaks the limit."""
    limit = json.loads(told)
    rule = BY_ID[RULES[limit["kind"]]]
    reference = replace(REFERENCE, policies={"P": (policy(limits=[limit]),)})
    found: set[int] = set()
    for at, claim in enumerate(claims()):
        context = Context(claim=claim, reference=reference)
        context.memo["groups"] = groups()[at]
        last = groups()[at][-1:]
        if any(isinstance(one, Finding) for one in rule.check(context, last)):
            found.add(at)
    return frozenset(found)


@cache
def refused_by(told: str) -> frozenset[int]:
    """The courses of which some dose, judged after those before it, breaks the limit."""
    last, found = last_refused_by(told), set[int]()
    for at, before in enumerate(BEFORE):
        if at in last or before in found:
            found.add(at)
    return frozenset(found)


def refused(listed: list[dict[str, Any]]) -> frozenset[int]:
    return frozenset().union(*(refused_by(json.dumps(one)) for one in listed))


def is_reached(listed: list[dict[str, Any]], kind: str) -> bool:
    """Whether the analysis finds all that makes a limit of ``kind`` needless.

    It does not where sums and numbers of doses hang together, nor what holds of whole units only:
    an amount may be less than one.
    """
    kinds = [one["kind"] for one in listed]
    if kind.startswith("max_single"):
        return True
    if "interval" in kind and "cumulative_amount" not in kinds:
        return True
    sums = [one for one in kinds if one.startswith("cumulative")]
    if "interval_by_dose" in kinds and len(set(kinds)) > 1:
        return False
    has_counts = bool(COUNTING & set(kinds))
    if "cumulative_amount" in sums and (has_counts or "cumulative_units" in sums):
        return False
    return len(sums) < 2 or not has_counts


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(limits)
def test_limits_that_never_decide(listed: list[dict[str, Any]]) -> None:
    found = flaws(policy(limits=listed))
    shadowed = {one.paths[0] for one in found if one.kind == Kind.SHADOWED}
    whole = refused(listed)
    assert len(whole) < len(COURSES)

    def rest(gone: set[str]) -> list[dict[str, Any]]:
        return [one for at, one in enumerate(listed) if f"limits[{at}]" not in gone]

    assert refused(rest(shadowed)) == whole, shadowed
    for flaw in found:
        path, *deciding = (listed[int(one[7:-1])] for one in flaw.paths)
        if "a dose before" not in flaw.sentence and flaw.kind == Kind.SHADOWED:
            by_others = (last_refused_by(json.dumps(one)) for one in deciding)
            assert last_refused_by(json.dumps(path)) <= frozenset().union(*by_others), flaw
    for at, one in enumerate(listed):
        if is_reached(listed, one["kind"]):
            path = f"limits[{at}]"
            assert path in shadowed or refused(rest({*shadowed, path})) != whole, path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fractions)
def test_limits_that_leave_no_dose(listed: list[dict[str, Any]]) -> None:
    found = flaws(policy(limits=listed))
    is_hopeless = any(one.kind == Kind.UNSATISFIABLE for one in found)
    assert is_hopeless == (len(refused(listed)) == len(COURSES))

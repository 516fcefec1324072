"""One drug code and made-up facts, so that policies are judged without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from claims.rehearsal.analysis.flaw import Flaw
from claims.rehearsal.analysis.judging import judge
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.boundaries.ground import Ground
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.evaluation import evaluate
from claims.scrubber.findings import Severity
from claims.scrubber.grouping import drug_groups
from claims.scrubber.policy import PolicyFacts
from claims.scrubber.policy_json import read_policy
from claims.scrubber.quantities import BillingUnit
from claims.scrubber.reference import CodeFacts, ProductFacts, ReferenceSnapshot
from claims.scrubber.report import Report
from claims.scrubber.rule import Rule
from claims.scrubber.snapshot import ClaimSnapshot

DAY = dt.date(2026, 3, 10)
CODES = ("J0001", "J0002")
BRANDS = ("Alpha", "Beta")
RULES = [
    rule
    for rule in all_rules()
    if rule.id.startswith("POL-") or rule.id in {"DX-007", "DX-008", "POS-003", "SRC-002"}
]
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
UNIT = BillingUnit(amount=Decimal(1), measure="mg")
REFERENCE = ReferenceSnapshot(
    codes={
        code: (
            CodeFacts(
                code=code,
                descriptor="A drug, 1 mg",
                kind="drug",
                unit_amount=UNIT.amount,
                unit_measure=UNIT.measure,
                unit_standing="confirmed",
                routes=("IV", "SC"),
            ),
        )
        for code in CODES
    },
    products=tuple(
        ProductFacts(
            brand=brand,
            presentation="vial",
            hcpcs="J0001",
            container="single",
            strength=Decimal(1),
            measure="mg",
        )
        for brand in BRANDS
    ),
)


def policy(**keys: Any) -> PolicyFacts:
    """A policy of the first code that says only what the keys say."""
    body = {"id": "S-1", "payer": "P", "title": "Small", "codes": [{"code": "J0001"}]}
    return read_policy(body | keys)


def subjects(facts: PolicyFacts) -> list[Subject]:
    return [
        Subject(
            ground=Ground(
                facts=facts,
                code=code,
                unit=UNIT,
                day=DAY,
                brands=frozenset(BRANDS) if code.code == "J0001" else frozenset(),
            ),
            routes=("IV", "SC"),
        )
        for code in facts.codes
    ]


def flaws(facts: PolicyFacts) -> list[Flaw]:
    return judge(subjects(facts))


def report(facts: PolicyFacts, claim: dict[str, Any]) -> Report:
    """What the rules of policies say of claim JSON under the policy."""
    read = read_claim(claim, as_of=DAY, position=1)
    reference = replace(REFERENCE, policies={"P": (facts,)})
    return scrub(Context(claim=read, reference=reference), RULES, prove=False)


def gravest(facts: PolicyFacts, claim: ClaimSnapshot, rules: Iterable[str] = BY_ID) -> int | None:
    """The rank of the gravest finding, notes aside; None where all is well."""
    context = Context(claim=claim, reference=replace(REFERENCE, policies={"P": (facts,)}))
    found = evaluate(context, drug_groups(context), {one: BY_ID[one] for one in rules}).findings
    ranks = (BY_ID[one.rule].severity_of(one) for one in found)
    return min((one.rank for one in ranks if one != Severity.INFO), default=None)


def spoken(facts: PolicyFacts, claim: dict[str, Any]) -> list[str]:
    """The rules that find something, without the notes."""
    found = report(facts, claim).findings
    return [one.rule.id for one in found if one.severity != Severity.INFO]


def without(facts: PolicyFacts, paths: Iterable[str]) -> PolicyFacts:
    """The policy with the requirements at these paths thought away."""
    away = set(paths)

    def kept(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(row for row in rows if row.path not in away)

    codes = tuple(
        replace(
            code,
            dx_any=() if f"{code.path}.dx_any" in away else code.dx_any,
            limits=kept(code.limits),
            indications=tuple(replace(one, limits=kept(one.limits)) for one in code.indications),
        )
        for code in facts.codes
    )
    return replace(
        facts,
        codes=codes,
        dx_any=() if "dx_any" in away else facts.dx_any,
        dx_all_of=kept(facts.dx_all_of),
        dx_excluded=kept(facts.dx_excluded),
        limits=kept(facts.limits),
        labs=kept(facts.labs),
        steps=kept(facts.steps),
        products=kept(facts.products),
        channels=() if "channels" in away else facts.channels,
        min_age=None if "age" in away else facts.min_age,
        max_age=None if "age" in away else facts.max_age,
    )


def interval(days: int, **keys: Any) -> dict[str, Any]:
    return {"kind": "min_interval_days", "value": days, **keys}


def count(most: int, days: int, **keys: Any) -> dict[str, Any]:
    return {"kind": "max_count", "max": most, "days": days, **keys}


def units(most: int, **keys: Any) -> dict[str, Any]:
    return {"kind": "cumulative_units", "max": most, **keys}


def by_dose(*rows: tuple[int, int]) -> dict[str, Any]:
    told = [{"dose": dose, "min_days": days} for dose, days in rows]
    return {"kind": "interval_by_dose", "rows": told}


def single(most: int, **keys: Any) -> dict[str, Any]:
    return {"kind": "max_single_units", "max": most, **keys}


def amount(most: int, uom: str = "mg") -> dict[str, Any]:
    return {"kind": "max_single", "max": most, "uom": uom}


def per_kg(most: int, tolerance: str = "0", uom: str = "mg/kg") -> dict[str, Any]:
    return {"kind": "dose_per_kg", "max": most, "uom": uom, "tolerance": tolerance}


def code(**keys: Any) -> list[dict[str, Any]]:
    return [{"code": "J0001", **keys}]

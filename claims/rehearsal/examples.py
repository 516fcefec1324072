"""Running the examples of a version, and the gate that a red one closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from claims.gather.reference import reference_for
from claims.rehearsal.boundaries import Boundary, Ground, boundaries
from claims.rehearsal.versions import Rehearsed, rehearsed, with_it_alone
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import ClaimInputError, read_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.quantities import BillingUnit
from claims.scrubber.report import Report
from claims.scrubber.snapshot import ClaimSnapshot
from codes.models import DrugProduct, HcpcsCode, PolicyExample, PolicyVersion

Expect = PolicyExample.Expect
DAY = dt.date(2026, 1, 1)  # stands in for a claim that names no day
MOST = 80  # a version of a thousand codes offers examples of its first ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one example: what its rule said of the claim, in words."""

    example: PolicyExample
    said: str
    outcome: str

    @property
    def is_green(self) -> bool:
        """Whether the rule did what was expected."""
        return self.outcome == self.example.expect


def run_examples(version: PolicyVersion, wanted: Rehearsed | None = None) -> list[Result]:
    """Every example of a version, judged by the version alone."""
    examples = list(version.examples.all())
    return judged(examples, wanted or rehearsed(version))


def judged(examples: Sequence[PolicyExample], wanted: Rehearsed) -> list[Result]:
    """Examples under a version that need not be stored; the facts are gathered once."""
    claims = [_read(one) for one in examples]
    read = [one for one in claims if isinstance(one, ClaimSnapshot)]
    reference = with_it_alone(reference_for(read), wanted)
    rules = all_rules()
    results = []
    for example, claim in zip(examples, claims, strict=True):
        if isinstance(claim, str):
            results.append(Result(example=example, said=claim, outcome="unreadable"))
            continue
        report = scrub(Context(claim=claim, reference=reference), rules, prove=False)
        said, outcome = _said(report, example.rule)
        results.append(Result(example=example, said=said, outcome=outcome))
    return results


def _read(example: PolicyExample) -> ClaimSnapshot | str:
    try:
        value = {"id": example.name, "claim": example.claim}
        return read_claim(value, as_of=DAY, position=1)
    except ClaimInputError as problem:
        return f"The claim cannot be read: {problem}"


def _said(report: Report, rule: str) -> tuple[str, str]:
    found = [one for one in report.findings if one.rule.id == rule]
    if found:
        return found[0].sentence, Expect.FIRES
    gaps = [one for one in report.not_checked if one.rule == rule]
    if gaps:
        return f"Not checked: {gaps[0].missing} missing.", Expect.NOT_CHECKED
    return "Nothing found.", Expect.SILENT


def offered(version: PolicyVersion, wanted: Rehearsed | None = None) -> list[PolicyExample]:
    """Boundary examples that the version has not got yet; not stored.

    One that another requirement decides (a wide limit beside a narrow one) would be red from the
    start and is not offered.
    """
    wanted = wanted or rehearsed(version)
    known = set(version.examples.values_list("name", flat=True))
    examples = [
        PolicyExample(
            version=version,
            position=position,
            name=one.name[:120],
            rule=one.rule,
            expect=one.expect,
            origin=PolicyExample.Origin.BOUNDARY,
            claim=one.claim,
        )
        for position, one in enumerate(_named_once(boundaries_of(wanted)), start=len(known))
        if one.name[:120] not in known
    ]
    return [one.example for one in judged(examples, wanted) if one.is_green]


def _named_once(offers: Iterable[Boundary]) -> Iterable[Boundary]:
    """The first of those whose names agree as far as they are kept."""
    first: dict[str, Boundary] = {}
    for one in offers:
        first.setdefault(one.name[:120], one)
    return first.values()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What is known of some codes: their billing units and their brands."""

    units: Mapping[str, BillingUnit]
    brands: Mapping[str, frozenset[str]]


def shelf_of(codes: Iterable[str]) -> Shelf:
    """Units and brands of the codes, in two queries."""
    codes = list(codes)
    units = {}
    rows = HcpcsCode.objects.filter(code__in=codes, unit_amount__gt=0).exclude(unit_measure="")
    for row in rows.order_by("code", "effective_from"):
        if row.unit_amount is not None:
            units[row.code] = BillingUnit(amount=row.unit_amount, measure=row.unit_measure)
    brands: dict[str, set[str]] = {}
    for code, brand in DrugProduct.objects.filter(hcpcs__in=codes).values_list("hcpcs", "brand"):
        brands.setdefault(code, set()).add(brand)
    return Shelf(units=units, brands={code: frozenset(named) for code, named in brands.items()})


def boundaries_of(wanted: Rehearsed, shelf: Shelf | None = None) -> Iterator[Boundary]:
    """Of each code in turn, as far as its billing unit is known, each name once."""
    shelf = shelf or shelf_of(wanted.codes)
    facts, day = wanted.facts, day_in(wanted)
    seen: set[str] = set()
    for code in facts.codes:
        unit = shelf.units.get(code.code)
        if unit is None or code.editorial_only or len(seen) >= MOST:
            continue
        own = shelf.brands.get(code.code, frozenset())
        for one in boundaries(Ground(facts=facts, code=code, unit=unit, day=day, brands=own)):
            if one.name not in seen:
                seen.add(one.name)
                yield one


def day_in(wanted: Rehearsed) -> dt.date:
    """A day on which the version is in force, with room before it for earlier doses."""
    facts = wanted.facts
    start, last = facts.effective_from, facts.effective_through
    day = start + dt.timedelta(days=30) if start else (last or DAY)
    return min(day, last) if last else day


def red_examples(version: PolicyVersion) -> list[str]:
    """The gate: a sentence for each example that is red."""
    return [
        f"Example “{one.example.name}” is red: {one.example.get_expect_display().lower()}, "
        f"and {one.example.rule} says: {one.said}"
        for one in run_examples(version)
        if not one.is_green
    ]

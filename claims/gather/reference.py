"""From rows to the reference snapshot of some claims, in a fixed number of queries.

Eight queries at most for any number of claims and lines: the token of the small tables, the codes,
the diagnoses, and five national tables. Where thousands of diagnoses or NDCs are asked for at once,
each further `AT_ONCE` of them is one query more: SQLite bounds how deep a condition may be.

A claim that is typed is checked again and again with the same codes. What the tables say of them is
kept with the token of the facts, so the next check of that claim asks for the token alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Q

from claims.gather import national
from claims.gather.conversions import ByIdentity, code_facts, small_facts
from claims.scrubber.national import DiagnosisFlagFacts
from claims.scrubber.ndc import readings
from claims.scrubber.notation import name_key, ndc11
from claims.scrubber.policy import PolicyFacts
from claims.scrubber.reference import (
    CodeFacts,
    DiagnosisFacts,
    ProductFacts,
    ReferenceSnapshot,
)
from claims.scrubber.snapshot import ClaimSnapshot
from codes.facts import SmallTables, small_tables
from codes.models import Diagnosis, HcpcsCode

AT_ONCE = 300
KEPT = 256  # claims in hand whose facts a process keeps


def reference_for(
    claims: Iterable[ClaimSnapshot], tables: SmallTables | None = None
) -> ReferenceSnapshot:
    """Everything the tables say about the codes, diagnoses, products and payers of ``claims``.

    ``tables`` saves the token's query when the caller has just read them.
    """
    claims = list(claims)
    tables = tables or small_tables()
    facts = small_facts(ByIdentity(tables))
    codes = {_plain(line.code) for claim in claims for line in claim.lines if line.code}
    diagnoses = {_undotted(dx) for claim in claims for dx in claim.diagnoses or ()}
    wanted = Wanted(
        codes=frozenset(codes | {product.hcpcs for product in _products_named(claims, facts)}),
        drugs=frozenset(name_key(line.drug) for claim in claims for line in claim.lines),
        diagnoses=frozenset(diagnoses),
        beginnings=frozenset(_ndc_beginnings(claims)),
    )
    is_typed = bool(tables.token) and len(claims) == 1
    parts = _kept_parts(tables.token, wanted) if is_typed else _parts_of(wanted)
    return replace(facts, diagnosis_flags=_flags(facts, diagnoses), **parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of the larger tables; ``beginnings`` are nine digits of NDCs."""

    codes: frozenset[str]
    drugs: frozenset[str]
    diagnoses: frozenset[str]
    beginnings: frozenset[str]


@lru_cache(maxsize=KEPT)
def _kept_parts(_token: str, wanted: Wanted) -> dict[str, Any]:
    """What the tables said of ``wanted`` under a token; another token asks them anew."""
    return _parts_of(wanted)


def _parts_of(wanted: Wanted) -> dict[str, Any]:
    """The parts of a reference snapshot that larger tables hold."""
    crosswalk = {
        nine: rows
        for part in _parts(wanted.beginnings)
        for nine, rows in national.crosswalk(part).items()
    }
    codes = wanted.codes | {row.code for rows in crosswalk.values() for row in rows}
    known = _codes(codes, wanted.drugs)
    codes |= known.keys()
    return {
        "codes": known,
        "diagnoses": {
            key: rows for part in _parts(wanted.diagnoses) for key, rows in _diagnoses(part)
        },
        "mue": national.limits(codes),
        "pairs": national.pairs(codes),
        "add_ons": national.add_ons(codes),
        "rates": national.rates(codes),
        "crosswalk": crosswalk,
    }


def _parts(wanted: Set[str]) -> Iterator[set[str]]:
    listed = sorted(wanted)
    for first in range(0, len(listed), AT_ONCE):
        yield set(listed[first : first + AT_ONCE])


def _flags(facts: ReferenceSnapshot, diagnoses: set[str]) -> tuple[DiagnosisFlagFacts, ...]:
    """The flags that can speak of these diagnoses, by their first letter: there are hundreds."""
    letters = sorted({code[:1] for code in diagnoses})
    return tuple(
        row
        for row in facts.diagnosis_flags
        if any(row.low[:1] <= letter <= row.high[:1] for letter in letters)
    )


def _ndc_beginnings(claims: Iterable[ClaimSnapshot]) -> set[str]:
    """Labeler and product digits of the NDCs on the lines, in every reading of ten digits."""
    numbers = {
        _plain(line.ndc.number)
        for claim in claims
        for line in claim.lines
        if line.ndc and line.ndc.number
    }
    read = {
        ndc11(reading)
        for number in numbers
        for reading in (readings(number) if len(number) == 10 else (number,))
    }
    return {eleven[:9] for eleven in read if eleven is not None}


def published_policies(tables: SmallTables) -> Mapping[str, tuple[PolicyFacts, ...]]:
    """The published policies by payer."""
    return small_facts(ByIdentity(tables)).policies


def _plain(code: str) -> str:
    return code.strip().upper()


def _undotted(code: str) -> str:
    return _plain(code).replace(".", "")


def _products_named(
    claims: Iterable[ClaimSnapshot], facts: ReferenceSnapshot
) -> Iterable[ProductFacts]:
    """Products whose brand, drug or NDC stands on a line: their codes may be the right ones."""
    lines = [line for claim in claims for line in claim.lines]
    words = {word.strip().lower() for line in lines for word in (line.brand, line.drug) if word}
    numbers = {
        "".join(sign for sign in line.ndc.number if sign.isdigit())
        for line in lines
        if line.ndc and line.ndc.number
    }
    for product in facts.products:
        names = {product.brand, f"{product.brand} {product.presentation}", product.drug or ""}
        if words & {name.lower() for name in names} or (product.ndc and product.ndc in numbers):
            yield product


def _codes(wanted: Set[str], drugs: Set[str]) -> dict[str, tuple[CodeFacts, ...]]:
    """The wanted codes, and those of the drugs that lines name: one may be the right one."""
    condition = Q(code__in=wanted)
    if drugs - {""}:
        condition |= Q(drug__in=drugs - {""})
    rows = HcpcsCode.objects.filter(condition).select_related("release")
    found: dict[str, list[CodeFacts]] = defaultdict(list)
    for row in rows.order_by("code", "effective_from"):
        found[row.code].append(code_facts(row))
    return {code: tuple(versions) for code, versions in found.items()}


def _diagnoses(wanted: set[str]) -> Iterator[tuple[str, tuple[DiagnosisFacts, ...]]]:
    """The wanted diagnoses; for a header, the billable codes below it, with their own rows.

    A code that was split is a header from a day on and was billable before, so it lies below nobody
    but its parents, and a code below it counts where the two were in force together.
    """
    condition = Q(code__in=wanted)
    for code in wanted:
        if 3 <= len(code) < 7:
            # a range on the index; LIKE would read the whole table on SQLite
            condition |= Q(code__gt=code, code__lt=f"{code}~")
    rows = list(Diagnosis.objects.filter(condition).select_related("release").order_by("code"))
    billable = [row for row in rows if row.is_billable]
    below = {
        row.pk: tuple(dict.fromkeys(one.code for one in billable if _lies_below(one, row)))
        for row in rows
        if row.code in wanted and not row.is_billable
    }
    wanted = wanted.union(*below.values())
    found: dict[str, list[DiagnosisFacts]] = defaultdict(list)
    for row in rows:
        if row.code in wanted:
            found[row.code].append(
                DiagnosisFacts(
                    code=row.code,
                    is_billable=row.is_billable,
                    effective_from=row.effective_from,
                    effective_through=row.effective_through,
                    leaves=below.get(row.pk, ()),
                    title=row.title,
                    source=row.release.title,
                )
            )
    for code, versions in found.items():
        yield code, tuple(versions)


def _lies_below(leaf: Diagnosis, header: Diagnosis) -> bool:
    """Whether a billable code stands under a heading while both are in force."""
    if leaf.code == header.code or not leaf.code.startswith(header.code):
        return False
    first, last = header.effective_from, header.effective_through
    has_begun = last is None or leaf.effective_from is None or leaf.effective_from <= last
    has_ended = first is not None and leaf.effective_through and leaf.effective_through < first
    return has_begun and not has_ended

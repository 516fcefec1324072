"""From rows to the reference snapshot of some claims, in a fixed number of queries.

Three queries for any number of claims and lines: the token of the small tables, the codes, the
diagnoses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import Q

from claims.gather.conversions import ByIdentity, code_facts, small_facts
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

QUERIES = 3


def reference_for(
    claims: Iterable[ClaimSnapshot], tables: SmallTables | None = None
) -> ReferenceSnapshot:
    """Everything the tables say about the codes, diagnoses, products and payers of ``claims``.

    ``tables`` saves the token's query when the caller has just read them.
    """
    claims = list(claims)
    facts = small_facts(ByIdentity(tables or small_tables()))
    codes = {_plain(line.code) for claim in claims for line in claim.lines if line.code}
    codes |= {product.hcpcs for product in _products_named(claims, facts)}
    diagnoses = {_undotted(dx) for claim in claims for dx in claim.diagnoses or ()}
    return replace(facts, codes=_codes(codes), diagnoses=_diagnoses(diagnoses))


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


def _codes(wanted: set[str]) -> dict[str, tuple[CodeFacts, ...]]:
    rows = HcpcsCode.objects.filter(code__in=wanted).select_related("release")
    found: dict[str, list[CodeFacts]] = defaultdict(list)
    for row in rows.order_by("code", "effective_from"):
        found[row.code].append(code_facts(row))
    return {code: tuple(versions) for code, versions in found.items()}


def _diagnoses(wanted: set[str]) -> dict[str, tuple[DiagnosisFacts, ...]]:
    """The wanted diagnoses; for a header, the billable codes below it."""
    condition = Q(code__in=wanted)
    for code in wanted:
        if 3 <= len(code) < 7:
            # a range on the index; LIKE would read the whole table on SQLite
            condition |= Q(code__gt=code, code__lt=f"{code}~")
    rows = list(Diagnosis.objects.filter(condition).select_related("release").order_by("code"))
    leaves = [row.code for row in rows if row.is_billable]
    found: dict[str, list[DiagnosisFacts]] = defaultdict(list)
    for row in rows:
        if row.code in wanted:
            below = (
                ()
                if row.is_billable
                else tuple(leaf for leaf in leaves if leaf.startswith(row.code))
            )
            found[row.code].append(
                DiagnosisFacts(
                    code=row.code,
                    is_billable=row.is_billable,
                    effective_from=row.effective_from,
                    effective_through=row.effective_through,
                    leaves=below,
                    title=row.title,
                    source=row.release.title,
                )
            )
    return {code: tuple(versions) for code, versions in found.items()}

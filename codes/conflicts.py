"""Where guides and the official file disagree: kept in step with both.

Whoever writes codes, products or guide statements calls `refresh_conflicts` in the same
transaction. The codes of the demonstration are official descriptors, so they count as an official
file until the publisher's own replaces them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db import transaction

from codes.comparison import (
    COMPARED,
    Difference,
    OfficialFacts,
    StatedFact,
    agrees,
    compare,
)
from codes.facts import facts_changed
from codes.models import (
    DrugProduct,
    FactConflict,
    GuideStatement,
    HcpcsCode,
    ReferenceRelease,
    UnitStanding,
)

__all__ = [
    "Refreshed",
    "compare",
    "current_codes",
    "is_compared",
    "not_compared",
    "refresh_conflicts",
]

Key = tuple[str, str, str]
# What a comparison writes; a person's state and note are never among it.
_WRITTEN = (
    "official",
    "editorial_drug",
    "editorial_unit_amount",
    "editorial_unit_measure",
    "severity",
    "source",
)
_CERTAIN = {UnitStanding.PARSED, UnitStanding.CONFIRMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """How many conflicts a comparison opened (anew, too) and closed as corrected."""

    opened: int
    closed: int


def is_compared(code: str) -> bool:
    """Whether what guides say of the code was compared with an official file."""
    return HcpcsCode.objects.filter(
        code=code, release__state=ReferenceRelease.State.ACTIVE
    ).exists()


def not_compared() -> list[str]:
    """Codes of which guides state a fact, and of which no official file in force speaks."""
    official = HcpcsCode.objects.filter(release__state=ReferenceRelease.State.ACTIVE)
    stated = GuideStatement.objects.exclude(fact_code="").exclude(
        fact_code__in=official.values("code")
    )
    return list(stated.order_by("fact_code").values_list("fact_code", flat=True).distinct())


def current_codes(codes: Collection[str]) -> dict[str, HcpcsCode]:
    """The newest version of each code that a release in force states."""
    rows = HcpcsCode.objects.filter(
        code__in=codes, release__state=ReferenceRelease.State.ACTIVE
    ).select_related("release")
    ordered = sorted(rows, key=lambda row: row.effective_from or dt.date.min)
    return {row.code: row for row in ordered}


@transaction.atomic
def refresh_conflicts() -> Refreshed:
    """Compare all stated facts anew and write the differences; a second run changes nothing.

    An open conflict that no longer differs is corrected, and one that differs again is open. What
    a person accepted stays accepted with its note.
    """
    statements = list(GuideStatement.objects.exclude(fact_code="").order_by("pk"))
    facts = [_stated(row) for row in statements]
    official = _official({fact.code for fact in facts})
    found = {(each.code, each.field, each.editorial): each for each in compare(facts, official)}
    verdicts = [_verdict(fact, official) for fact in facts]
    restood = _restand(statements, verdicts)
    unknown = {
        (fact.code, fact.field, fact.value)
        for fact, borne_out in zip(facts, verdicts, strict=True)
        if borne_out is None
    }
    refreshed, written = _write(found, unknown)
    if restood or written:
        facts_changed()
    return refreshed


def _stated(row: GuideStatement) -> StatedFact:
    return StatedFact(
        code=row.fact_code,
        field=row.fact_field,
        value=row.fact_value,
        source=row.source,
        note=row.note,
    )


def _official(codes: set[str]) -> dict[str, OfficialFacts]:
    """The official facts of the codes, with the routes on the labels of their products."""
    if not codes:
        return {}
    routes: dict[str, set[str]] = {}
    brands: dict[str, set[str]] = {}
    for product in DrugProduct.objects.filter(hcpcs__in=codes):
        if product.routes:
            routes.setdefault(product.hcpcs, set()).update(product.routes)
            brands.setdefault(product.hcpcs, set()).add(product.brand)
    return {
        code: OfficialFacts(
            code=code,
            descriptor=row.long_descriptor,
            unit_amount=row.unit_amount if row.unit_standing in _CERTAIN else None,
            unit_measure=row.unit_measure,
            routes=frozenset(routes.get(code, row.routes)),
            brands=tuple(sorted(brands.get(code, ()))),
            ended=row.ended,
            absent_since=row.absent_since,
            is_noc=row.is_noc,
        )
        for code, row in current_codes(codes).items()
    }


def _verdict(fact: StatedFact, official: dict[str, OfficialFacts]) -> bool | None:
    known = official.get(fact.code)
    return agrees(fact, known) if known is not None else None


def _restand(statements: list[GuideStatement], verdicts: list[bool | None]) -> bool:
    """Say of each statement that was compared whether it was borne out."""
    standing = GuideStatement.Standing
    changed = []
    for row, borne_out in zip(statements, verdicts, strict=True):
        wanted = standing.CONFIRMED if borne_out else standing.CONTRADICTED
        if borne_out is not None and row.standing != wanted:
            row.standing = wanted
            changed.append(row)
    GuideStatement.objects.bulk_update(changed, ["standing"])
    return bool(changed)


def _write(found: dict[Key, Difference], unknown: set[Key]) -> tuple[Refreshed, bool]:
    """Open, renew and close; what the official rows do not speak of is left as it is."""
    known = {
        (row.code, row.field, row.editorial): row
        for row in FactConflict.objects.filter(field__in=COMPARED)
    }
    create = [FactConflict(**asdict(each)) for key, each in found.items() if key not in known]
    reopened = [row for key, row in known.items() if key in found and _is_corrected(row)]
    changed = [row for key, row in known.items() if key in found and _take(row, found[key])]
    closed = [
        row
        for key, row in known.items()
        if key not in found and key not in unknown and row.state == FactConflict.State.OPEN
    ]
    for row in reopened:
        row.state = FactConflict.State.OPEN
    for row in closed:
        row.state = FactConflict.State.CORRECTED
    update = {row.pk: row for row in [*reopened, *changed, *closed]}
    FactConflict.objects.bulk_create(create)
    FactConflict.objects.bulk_update(update.values(), [*_WRITTEN, "state"])
    refreshed = Refreshed(opened=len(create) + len(reopened), closed=len(closed))
    return refreshed, bool(create or update)


def _is_corrected(row: FactConflict) -> bool:
    return row.state == FactConflict.State.CORRECTED


def _take(row: FactConflict, difference: Difference) -> bool:
    """Take what the comparison says; whether that changed the row."""
    before = [getattr(row, name) for name in _WRITTEN]
    for name in _WRITTEN:
        setattr(row, name, getattr(difference, name))
    return before != [getattr(row, name) for name in _WRITTEN]

"""The small reference tables, read once per process and read anew when one of them changed.

Whoever writes facts calls `facts_changed` in the same transaction. A reader compares one token, by
one query; without a token (an empty database, a test that writes rows by hand) nothing is kept.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Case, When
from django.db.models.functions import Now

from codes.models import (
    AddOnCode,
    CodeRestriction,
    CodeSuccessor,
    DiagnosisFlag,
    DocumentRequirement,
    DrugProduct,
    FactConflict,
    FactsToken,
    Modifier,
    MueLimit,
    Payer,
    PayerTerms,
    PaymentRate,
    PlaceOfService,
    PtpPair,
    ReferenceRelease,
    SelfAdministeredDrug,
)
from codes.policies.writing import published_policies

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallTables:
    """The tables of which a process can keep every row; of ``policies`` the published, by payer.

    ``filled`` names the larger ones that hold rows at all: mue:medicare, mue:medicaid, ptp, addon,
    asp.
    """

    token: str
    modifiers: dict[str, list[Modifier]]
    places: list[PlaceOfService]
    products: list[DrugProduct]
    restrictions: dict[str, list[CodeRestriction]]
    conflicts: dict[str, list[FactConflict]]
    payers: dict[str, Payer]
    terms: dict[str, list[PayerTerms]]
    documents: dict[str, list[DocumentRequirement]]
    diagnosis_flags: list[DiagnosisFlag]
    self_administered: dict[str, list[SelfAdministeredDrug]]
    releases: list[ReferenceRelease]
    successors: dict[str, list[CodeSuccessor]]
    policies: dict[str, list[dict[str, Any]]]
    filled: frozenset[str]


@dataclass(slots=True)
class _Kept:
    tables: SmallTables | None = field(default=None)


_kept = _Kept()


def facts_changed() -> None:
    """Make every process read the small tables anew; call it where facts are written."""
    FactsToken.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})


def facts_token() -> str:
    """The token of the facts as they stand now; empty where none was made. One query.

    An emergency policy that nobody approved in time goes out of force here: the database's clock is
    asked in the same query, so the next check in every process is without it.
    """
    due = Case(When(next_lapse_at__lte=Now(), then=True), default=False)
    row = FactsToken.objects.annotate(is_due=due).values_list("token", "is_due").first()
    if row is not None and row[1]:
        from codes.policies.emergencies import lapse_overdue

        lapse_overdue()
        return facts_token()
    return str(row[0]) if row else ""


def small_tables() -> SmallTables:
    """The small tables as they stand now: one query when nothing changed since the last call."""
    token = facts_token()
    if _kept.tables is None or not token or _kept.tables.token != token:
        _kept.tables = _read(token)
    return _kept.tables


def _read(token: str) -> SmallTables:
    payers = {payer.code: payer for payer in Payer.objects.all()}
    return SmallTables(
        token=token,
        modifiers=_by_code(Modifier.objects.select_related("release")),
        places=list(PlaceOfService.objects.all()),
        products=list(DrugProduct.objects.all()),
        restrictions=_by_code(CodeRestriction.objects.all()),
        conflicts=_by_code(FactConflict.objects.exclude(state=FactConflict.State.CORRECTED)),
        payers=payers,
        terms=_terms(PayerTerms.objects.select_related("payer")),
        documents=_by_code(DocumentRequirement.objects.select_related("payer")),
        diagnosis_flags=list(DiagnosisFlag.objects.all()),
        self_administered=_by_code(SelfAdministeredDrug.objects.select_related("release")),
        releases=list(ReferenceRelease.objects.filter(state=ReferenceRelease.State.ACTIVE)),
        successors=_successors(),
        policies=published_policies(),
        filled=_filled(),
    )


def _successors() -> dict[str, list[CodeSuccessor]]:
    found: dict[str, list[CodeSuccessor]] = defaultdict(list)
    for row in CodeSuccessor.objects.all():
        found[row.from_code].append(row)
    return dict(found)


def _filled() -> frozenset[str]:
    programs = MueLimit.objects.order_by("program").values_list("program", flat=True).distinct()
    tables = {"ptp": PtpPair, "addon": AddOnCode, "asp": PaymentRate}
    names = {name for name, table in tables.items() if table._default_manager.exists()}
    return frozenset(names | {f"mue:{program}" for program in programs})


def _by_code(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.code].append(row)  # type: ignore[attr-defined]  # every such table has a code
    return dict(found)


def _terms(rows: Iterable[PayerTerms]) -> dict[str, list[PayerTerms]]:
    found: dict[str, list[PayerTerms]] = defaultdict(list)
    for row in rows:
        found[row.payer.code].append(row)
    return dict(found)

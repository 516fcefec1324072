"""Rows of the national tables for the codes of some claims, in the words of the scrubber.

One query a table, whatever the number of claims: MUE, pairs, add-ons, rates, NDC crosswalk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from typing import TypeVar

from django.db.models import Q

from claims.scrubber.national import (
    AddOnFacts,
    CrosswalkFacts,
    DiagnosisFlagFacts,
    MueFacts,
    PairFacts,
    RateFacts,
    SelfAdministeredFacts,
    SuccessorFacts,
)
from codes.models import (
    AddOnCode,
    CodeSuccessor,
    DiagnosisFlag,
    MueLimit,
    NdcCrosswalk,
    PaymentRate,
    PtpPair,
    SelfAdministeredDrug,
)

QUERIES = 5
Facts = TypeVar("Facts")
Key = TypeVar("Key", bound=Hashable)


def limits(codes: Collection[str]) -> dict[str, tuple[MueFacts, ...]]:
    """Medically unlikely edits by code, of every program."""
    rows = MueLimit.objects.filter(code__in=codes).select_related("release")
    return _grouped(
        (
            row.code,
            MueFacts(
                code=row.code,
                program=row.program,
                units=row.units,
                indicator="" if row.mai is None else str(row.mai),
                effective_from=row.effective_from,
                effective_through=row.effective_through,
                source=row.release.title,
            ),
        )
        for row in rows.order_by("pk")
    )


def pairs(codes: Collection[str]) -> dict[tuple[str, str], tuple[PairFacts, ...]]:
    """Edits between any two of the codes, by both in order of the alphabet.

    The table has more than a million rows; both columns of its index are asked for.
    """
    rows = PtpPair.objects.filter(column_one__in=codes, column_two__in=codes)
    return _grouped(
        (
            (min(row.column_one, row.column_two), max(row.column_one, row.column_two)),
            PairFacts(
                column1=row.column_one,
                column2=row.column_two,
                indicator=str(row.indicator),
                effective_from=row.effective_from,
                effective_through=row.effective_through,
                source=row.release.title,
            ),
        )
        for row in rows.select_related("release").order_by("pk")
    )


def add_ons(codes: Collection[str]) -> dict[str, tuple[AddOnFacts, ...]]:
    """Primary codes by add-on code; an add-on of which CMS lists no primary has none here."""
    rows = AddOnCode.objects.filter(code__in=codes, edit_type=AddOnCode.EditType.LISTED)
    return _grouped(
        (
            row.code,
            AddOnFacts(
                code=row.code,
                primary=row.primary,
                effective_from=row.effective_from,
                effective_through=row.effective_through,
                source=row.release.title,
            ),
        )
        for row in rows.select_related("release").order_by("pk")
    )


def rates(codes: Collection[str]) -> dict[str, tuple[RateFacts, ...]]:
    """Medicare's payment limits by code, of every quarter."""
    rows = PaymentRate.objects.filter(code__in=codes).select_related("release")
    return _grouped(
        (
            row.code,
            RateFacts(
                code=row.code,
                amount=row.amount,
                effective_from=row.effective_from,
                effective_through=row.effective_through,
                source=row.release.title,
            ),
        )
        for row in rows.order_by("pk")
    )


def crosswalk(beginnings: Collection[str]) -> dict[str, tuple[CrosswalkFacts, ...]]:
    """NDCs with their codes, by the nine digits of labeler and product."""
    wanted = Q(pk__in=())
    for nine in sorted(beginnings):
        # a range on the index; LIKE would read the whole table on SQLite
        wanted |= Q(ndc__gte=f"{nine}00", ndc__lte=f"{nine}99")
    rows = NdcCrosswalk.objects.filter(wanted).select_related("release").order_by("ndc", "code")
    return _grouped(
        (
            row.ndc[:9],
            CrosswalkFacts(ndc=row.ndc, code=row.code, ended=row.ended, source=row.release.title),
        )
        for row in rows
    )


def diagnosis_flag_facts(row: DiagnosisFlag) -> DiagnosisFlagFacts:
    return DiagnosisFlagFacts(
        low=row.low, high=row.high, flag=row.flag, value=row.value, source=row.source
    )


def successor_facts(row: CodeSuccessor) -> SuccessorFacts:
    return SuccessorFacts(
        code=row.from_code,
        successor=row.to_code,
        effective_from=row.effective_from,
        source=row.source,
    )


def self_administered_facts(row: SelfAdministeredDrug) -> SelfAdministeredFacts:
    return SelfAdministeredFacts(
        code=row.code,
        route=row.route,
        contractor=row.contractor,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
        source=row.source or row.release.title,
    )


def _grouped(rows: Iterable[tuple[Key, Facts]]) -> dict[Key, tuple[Facts, ...]]:
    found: dict[Key, list[Facts]] = defaultdict(list)
    for key, facts in rows:
        found[key].append(facts)
    return {key: tuple(listed) for key, listed in found.items()}

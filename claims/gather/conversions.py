"""Rows in the words of the scrubber: one function per table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from claims.gather.national import diagnosis_flag_facts, self_administered_facts, successor_facts
from claims.scrubber.policy_json import read_policy
from claims.scrubber.reference import (
    CodeFacts,
    ConflictFacts,
    DocumentFacts,
    ModifierFacts,
    PlaceFacts,
    ProductFacts,
    ReferenceSnapshot,
    ReleaseFacts,
    RestrictionFacts,
    TermsFacts,
)
from codes.facts import SmallTables
from codes.models import (
    CodeRestriction,
    DocumentRequirement,
    DrugProduct,
    FactConflict,
    HcpcsCode,
    Modifier,
    PayerTerms,
    PlaceOfService,
)

Row = TypeVar("Row")
Facts = TypeVar("Facts")


def code_facts(row: HcpcsCode) -> CodeFacts:
    return CodeFacts(
        code=row.code,
        descriptor=row.long_descriptor,
        kind=row.kind,
        added=row.added,
        ended=row.ended,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
        unit_amount=row.unit_amount,
        unit_measure=row.unit_measure or None,
        unit_standing=row.unit_standing,
        drug=row.drug or None,
        is_noc=row.is_noc,
        opps_status=row.opps_status or None,
        routes=tuple(row.routes),
        max_units=row.max_units,
        source=row.release.title,
    )


class ByIdentity:
    """Lets the conversion below be kept as long as the process keeps the same tables."""

    def __init__(self, tables: SmallTables) -> None:
        self.tables = tables

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and self.tables is other.tables

    def __hash__(self) -> int:
        return id(self.tables)


@lru_cache(maxsize=1)
def small_facts(small: ByIdentity) -> ReferenceSnapshot:
    tables = small.tables
    return ReferenceSnapshot(
        modifiers=_each(_modifier_facts, tables.modifiers),
        places={row.code: _place_facts(row) for row in tables.places},
        products=tuple(_product_facts(row) for row in tables.products),
        restrictions=_each(_restriction_facts, tables.restrictions),
        conflicts=_each(_conflict_facts, tables.conflicts),
        terms=_each(_terms_facts, tables.terms),
        documents=_each(document_facts, tables.documents),
        diagnosis_flags=tuple(diagnosis_flag_facts(row) for row in tables.diagnosis_flags),
        self_administered=_each(self_administered_facts, tables.self_administered),
        successors=_each(successor_facts, tables.successors),
        policies={
            payer: tuple(read_policy(policy) for policy in policies)
            for payer, policies in tables.policies.items()
        },
        complete=_complete(tables),
        loaded=_loaded(tables),
        releases=_releases(tables),
        versions={row.kind: row.title for row in reversed(tables.releases)},
    )


def _each(
    convert: Callable[[Row], Facts], rows: Mapping[str, Sequence[Row]]
) -> dict[str, tuple[Facts, ...]]:
    return {code: tuple(map(convert, listed)) for code, listed in rows.items()}


def _place_facts(row: PlaceOfService) -> PlaceFacts:
    return PlaceFacts(
        code=row.code,
        is_facility=row.is_facility,
        is_assigned=row.is_assigned,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
    )


def _loaded(tables: SmallTables) -> frozenset[str]:
    """The tables that hold rows: where a list is loaded, what it does not name is not on it."""
    rows = (row for listed in tables.restrictions.values() for row in listed)
    small = {
        "dxflags": bool(tables.diagnosis_flags),
        "sad": bool(tables.self_administered),
        "dialysis_bundle": any(row.use == CodeRestriction.Use.DIALYSIS_BUNDLE for row in rows),
    }
    return tables.filled | {name for name, is_filled in small.items() if is_filled}


def _complete(tables: SmallTables) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for release in tables.releases:
        found[release.kind] += [(first, last) for first, last in release.complete_for]
    return {kind: tuple(ranges) for kind, ranges in found.items()}


def _releases(tables: SmallTables) -> dict[str, tuple[ReleaseFacts, ...]]:
    found: dict[str, list[ReleaseFacts]] = defaultdict(list)
    for row in tables.releases:
        found[row.kind].append(
            ReleaseFacts(
                kind=row.kind,
                title=row.title,
                effective_from=row.effective_from,
                vintage=row.vintage,
                is_illustrative=row.is_illustrative,
                complete=tuple((first, last) for first, last in row.complete_for),
            )
        )
    return {kind: tuple(listed) for kind, listed in found.items()}


def _modifier_facts(row: Modifier) -> ModifierFacts:
    return ModifierFacts(
        code=row.code,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
        is_cpt=row.is_cpt,
        source=row.release.title,
    )


def _product_facts(row: DrugProduct) -> ProductFacts:
    return ProductFacts(
        brand=row.brand,
        presentation=row.presentation,
        hcpcs=row.hcpcs,
        container=row.container,
        strength=row.strength,
        measure=row.strength_measure,
        drug=row.drug or None,
        label_potency=row.label_potency,
        volume_ml=row.volume_ml,
        ndc=row.ndc or None,
        ndc_measure=row.ndc_measure or None,
        routes=tuple(row.routes),
        verified=row.verified,
        ndc_ended=row.ndc_ended,
    )


def _restriction_facts(row: CodeRestriction) -> RestrictionFacts:
    return RestrictionFacts(
        code=row.code,
        use=row.use,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
        source=row.source,
    )


def _conflict_facts(row: FactConflict) -> ConflictFacts:
    return ConflictFacts(
        code=row.code,
        field=row.field,
        official=row.official,
        editorial=row.editorial,
        editorial_drug=row.editorial_drug or None,
        editorial_unit_amount=row.editorial_unit_amount,
        editorial_unit_measure=row.editorial_unit_measure or None,
        severity=row.severity,
        source=row.source,
    )


def _terms_facts(row: PayerTerms) -> TermsFacts:
    return TermsFacts(
        payer=row.payer.code,
        payer_name=row.payer.name,
        line_of_business=row.payer.line_of_business,
        waste_modifiers=row.waste_modifiers,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
        waste_required_from=row.waste_required_from,
        waste_edited_from=row.waste_edited_from,
        facility_drug=row.facility_drug,
        excludes_self_administered=row.excludes_self_administered,
        requires_dose=row.requires_dose,
        requires_ordering_provider=row.requires_ordering_provider,
        takes_abn_modifiers=row.takes_abn_modifiers,
        max_units_per_line=row.max_units_per_line,
        retired_340b_modifier_from=row.retired_340b_modifier_from,
        ndc=row.ndc,
        uses_mue=row.uses_mue,
        uses_ptp=row.uses_ptp,
        mue_counts_waste=row.mue_counts_waste,
        route_modifier_codes=tuple(row.route_modifier_codes),
        filing_days=row.filing_days,
        filing_years=row.filing_years,
        ndc_grace_days=row.ndc_grace_days,
        simple_administration=(
            None if row.simple_administration is None else tuple(row.simple_administration)
        ),
        correction_paths=tuple(row.correction_paths),
        source=row.source,
    )


def document_facts(row: DocumentRequirement) -> DocumentFacts:
    return DocumentFacts(
        document=row.document,
        label=row.label,
        why=row.why,
        provided_by=row.provided_by,
        satisfied_by=row.satisfied_by,
        phase=row.phase,
        source=row.source,
        payer=row.payer.code if row.payer else None,
        is_required=row.is_required,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
    )

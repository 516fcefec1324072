"""Rows of the reference tables, unsaved, as the fixtures state them: one function per table."""

from __future__ import annotations

from decimal import Decimal

from claims.demo.fixtures import Entry, amount, day, optional_amount, read
from codes.models import (
    CodeRestriction,
    CodeSuccessor,
    Diagnosis,
    DrugProduct,
    HcpcsCode,
    Modifier,
    Payer,
    PayerTerms,
    PlaceOfService,
    ReferenceRelease,
    UnitStanding,
)


def codes(release: ReferenceRelease) -> list[HcpcsCode]:
    """Drug, administration and visit codes; a CPT code's first day is not kept."""
    return [_code(entry, release) for entry in read("codes")["codes"]]


def _code(entry: Entry, release: ReferenceRelease) -> HcpcsCode:
    unit_amount, unit_measure = optional_amount(entry.get("unit"))
    return HcpcsCode(
        code=entry["code"],
        long_descriptor=entry["descriptor"],
        short_descriptor=entry.get("short", ""),
        kind=entry["kind"],
        added=day(entry.get("added")),
        ended=day(entry.get("ended")),
        coverage=entry.get("coverage", ""),
        unit_amount=unit_amount,
        unit_measure=unit_measure,
        unit_standing=entry.get("unit_standing", UnitStanding.NONE),
        drug=entry.get("drug", ""),
        is_noc=entry.get("is_noc", False),
        opps_status=entry.get("opps_status", ""),
        routes=entry.get("routes", []),
        effective_from=day(entry.get("added")),
        effective_through=day(entry.get("ended")),
        release=release,
    )


def successors() -> list[CodeSuccessor]:
    """Codes that took the place of ended ones."""
    return [
        CodeSuccessor(**entry | {"effective_from": day(entry["effective_from"])})
        for entry in read("codes")["successors"]
    ]


def modifiers(release: ReferenceRelease) -> list[Modifier]:
    """Modifiers with the days on which they may be used."""
    return [
        Modifier(
            code=entry["code"],
            label=entry["label"],
            is_cpt=entry.get("is_cpt", False),
            effective_from=day(entry.get("from")),
            effective_through=day(entry.get("through")),
            release=release,
        )
        for entry in read("modifiers")["modifiers"]
    ]


def places(release: ReferenceRelease) -> list[PlaceOfService]:
    """All two-digit places of service, the unassigned ones too."""
    return [
        PlaceOfService(
            code=entry["code"],
            name=entry["name"],
            is_facility=entry.get("is_facility", False),
            is_assigned=entry.get("is_assigned", True),
            effective_from=day(entry.get("from")),
            release=release,
        )
        for entry in read("places")["places"]
    ]


def diagnoses(release: ReferenceRelease) -> list[Diagnosis]:
    """Diagnoses, headers among them; a code that became a header has two versions."""
    fixture = read("diagnoses")
    return [
        Diagnosis(
            code=entry["code"].replace(".", ""),
            title=entry["title"],
            is_billable=entry.get("is_billable", True),
            effective_from=day(entry.get("from", fixture["first_day"])),
            effective_through=day(entry.get("through")),
            release=release,
        )
        for entry in fixture["diagnoses"]
    ]


def products(release: ReferenceRelease) -> list[DrugProduct]:
    """Presentations of brands; an NDC that another product has already is left out."""
    taken = set(DrugProduct.objects.exclude(ndc="").values_list("ndc", flat=True))
    return [_product(entry, release, taken) for entry in read("products")["products"]]


def _product(entry: Entry, release: ReferenceRelease, taken: set[str]) -> DrugProduct:
    strength, measure = amount(entry["holds"])
    ndc = entry.get("ndc", "")
    return DrugProduct(
        brand=entry["brand"],
        presentation=entry["presentation"],
        drug=entry["drug"],
        hcpcs=entry["hcpcs"],
        container=entry["container"],
        strength=strength,
        strength_measure=measure,
        label_potency=entry.get("label_potency", False),
        volume_ml=Decimal(entry["volume_ml"]) if "volume_ml" in entry else None,
        ndc="" if ndc in taken else ndc,
        ndc_measure=entry["ndc_measure"],
        routes=entry["routes"],
        verified=entry.get("verified", False),
        release=release,
    )


def restrictions() -> list[CodeRestriction]:
    """Codes kept for one group of patients or one use."""
    return [CodeRestriction(**entry) for entry in read("restrictions")["restrictions"]]


def payers() -> list[Payer]:
    """The payers of the demonstration."""
    return [
        Payer(**{name: value for name, value in entry.items() if name != "terms"})
        for entry in read("payers")["payers"]
    ]


def terms(known: dict[str, Payer]) -> list[PayerTerms]:
    """What each payer asks for; these terms hold always."""
    days = {"waste_required_from", "waste_edited_from", "retired_340b_modifier_from"}
    return [
        PayerTerms(
            payer=known[entry["code"]],
            **{
                name: day(value) if name in days else value
                for name, value in entry["terms"].items()
            },
        )
        for entry in read("payers")["payers"]
    ]

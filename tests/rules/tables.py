"""Reference facts for tests, straight from the shared domain tables; no database."""

from __future__ import annotations

import datetime as dt
import functools
from decimal import Decimal

from national_tables import flags, mue, pairs, policies, rates, self_administered
from shared_files import day, load, rows

from claims.scrubber.reference import (
    CodeFacts,
    ConflictFacts,
    DiagnosisFacts,
    ModifierFacts,
    PlaceFacts,
    ProductFacts,
    ReferenceSnapshot,
    RestrictionFacts,
    TermsFacts,
)


def drug_code(row: dict[str, str]) -> CodeFacts:
    descriptor = row["long_descriptor_nov2025"]
    text = descriptor.lower()
    amount = row["unit_qty_parsed"]
    return CodeFacts(
        code=row["code"],
        descriptor=descriptor,
        kind="drug",
        added=day(row["added_date_cms_jun2024"]),
        ended=day(row["terminated"]),
        unit_amount=Decimal(amount) if amount else None,
        unit_measure=row["unit_uom_parsed"] or None,
        unit_standing="parsed" if row["unit_parse"] == "single" else "needs_review",
        is_noc=any(word in text for word in ("unclassified", "not otherwise classified")),
        opps_status=row["opps_status_2026_04"] or None,
    )


def codes() -> dict[str, tuple[CodeFacts, ...]]:
    found = {row["code"]: (drug_code(row),) for row in rows("hcpcs_drug_codes.csv")}
    for row in rows("administration_codes.csv"):
        found[row["code"]] = (
            CodeFacts(
                code=row["code"],
                descriptor=row["own_neutral_label"],
                kind="visit" if row["role"] == "em" else "administration",
                routes=tuple(filter(None, row["route"].split("|"))),
            ),
        )
    return found


def products() -> tuple[ProductFacts, ...]:
    return tuple(
        ProductFacts(
            brand=row["brand"],
            presentation=row["presentation"],
            hcpcs=row["hcpcs"],
            container=row["container"],
            strength=Decimal(row["strength"]),
            measure=row["uom"],
            label_potency=row["label_potency"] == "yes",
            volume_ml=Decimal(row["volume_ml"]) if row["volume_ml"] else None,
            ndc=row["ndc11"] or None,
            ndc_measure=row["ndc_billing_uom"] or None,
            routes=tuple(row["route"].split("|")),
            verified=row["verified"] == "yes",
        )
        for row in rows("drug_products.csv")
    )


def modifiers() -> dict[str, tuple[ModifierFacts, ...]]:
    through = {"JG": dt.date(2024, 12, 31)}
    return {
        row["modifier"]: (
            ModifierFacts(
                code=row["modifier"],
                effective_from=day(row["effective_from"]),
                effective_through=through.get(row["modifier"]),
                is_cpt=row["modifier"].isdigit(),
            ),
        )
        for row in rows("modifiers.csv")
    }


def places() -> dict[str, PlaceFacts]:
    return {
        row["pos"]: PlaceFacts(
            code=row["pos"],
            is_facility=row["mpfs_setting"] == "Facility",
            is_assigned=row["mpfs_setting"] != "Unassigned",
        )
        for row in rows("pos_codes.csv")
    }


def terms() -> dict[str, tuple[TermsFacts, ...]]:
    return {
        payer["id"]: (
            TermsFacts(
                payer=payer["id"],
                payer_name=payer["name"],
                line_of_business=payer["type"],
                waste_modifiers=payer["jw_jz"],
                waste_required_from=day(payer.get("jw_jz_required_from")),
                waste_edited_from=day(payer.get("jw_jz_edit_from")),
                facility_drug=payer["facility_pos_drug"],
                takes_abn_modifiers=payer["abn_modifiers"],
                ndc=payer["ndc"],
                uses_mue=payer["mue"],
                uses_ptp=payer["ptp"],
                route_modifier_codes=tuple(payer.get("route_modifier_codes", ())),
                excludes_self_administered=payer.get("self_administered_exclusion", False),
                filing_days=payer["timely_filing"].get("days"),
                filing_years=payer["timely_filing"].get("calendar_years"),
            ),
        )
        for payer in load("payers_policies.json")["payers"]
    }


def conflict(code: str, official: str, drug: str, amount: str | None = None) -> ConflictFacts:
    return ConflictFacts(
        code=code,
        field="drug",
        official=official,
        editorial=drug,
        editorial_drug=drug,
        editorial_unit_amount=Decimal(amount) if amount else None,
        editorial_unit_measure="mcg" if amount else None,
        severity="blocking",
        source="fact check of the domain README",
    )


CONFLICTS = (
    conflict("J2253", "midazolam (Seizalam), 1 mg", "alfacalcidol", "1"),
    conflict("J1738", "meloxicam, 1 mg", "calcitriol"),
    conflict("J0561", "penicillin G benzathine, 100,000 units", "porcine alpha-1 inhibitor"),
    conflict("J2185", "meropenem, 100 mg", "nelarabine"),
    conflict("J0285", "amphotericin B, 50 mg", "cabotegravir"),
)
RESTRICTIONS = {
    "J0882": "dialysis",
    "Q4081": "dialysis",
    "J0881": "no_dialysis",
    "J0885": "no_dialysis",
    "J0739": "prevention",
}
BUNDLED = ("J2501", "J0636", "J1270", "J1756", "J0882", "Q4081")
HEADERS = {"E880": ("E8801", "E8802", "E8809"), "M545": ("M5450", "M5451", "M5459")}


@functools.cache
def reference() -> ReferenceSnapshot:
    """One snapshot of every shared table."""
    return ReferenceSnapshot(
        codes=codes(),
        modifiers=modifiers(),
        places=places(),
        diagnoses={
            key: (DiagnosisFacts(code=key, is_billable=False, leaves=leaves),)
            for key, leaves in HEADERS.items()
        }
        | {
            "U071": (
                DiagnosisFacts(code="U071", is_billable=True, effective_from=dt.date(2020, 4, 1)),
            )
        },
        products=products(),
        restrictions={
            code: tuple(
                RestrictionFacts(code=code, use=use)
                for use in (RESTRICTIONS.get(code), "dialysis_bundle" if code in BUNDLED else None)
                if use
            )
            for code in {*RESTRICTIONS, *BUNDLED}
        },
        conflicts={row.code: (row,) for row in CONFLICTS},
        terms=terms(),
        complete={
            "hcpcs": (("J0000", "J9999"), ("Q0000", "Q9999")),
            "pos": (("01", "99"),),
        },
        mue=mue(),
        pairs=pairs(),
        rates=rates(),
        diagnosis_flags=flags(),
        self_administered=self_administered(),
        policies=policies(),
        loaded=frozenset({"mue:medicare", "ptp", "dxflags", "sad", "dialysis_bundle", "asp"}),
        versions={"domain": "2026-11-21"},
    )

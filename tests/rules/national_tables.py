"""National edits and payer policies for tests, straight from the shared domain files."""

from __future__ import annotations

from decimal import Decimal

from shared_files import day, load, rows

from claims.scrubber.national import (
    DiagnosisFlagFacts,
    MueFacts,
    PairFacts,
    RateFacts,
    SelfAdministeredFacts,
)
from claims.scrubber.policy import PolicyFacts
from claims.scrubber.policy_json import read_policy


def mue() -> dict[str, tuple[MueFacts, ...]]:
    limits = rows("hcpcs_drug_codes.csv") + rows("administration_codes.csv")
    return {
        row["code"]: (
            MueFacts(
                code=row["code"],
                program="medicare",
                units=int(row["mue_practitioner_2024q3"]),
                indicator=row["mai"],
                source="NCCI MUE, third quarter of 2024",
            ),
        )
        for row in limits
        if row["mue_practitioner_2024q3"]
    }


def pairs() -> dict[tuple[str, str], tuple[PairFacts, ...]]:
    found: dict[tuple[str, str], tuple[PairFacts, ...]] = {}
    for row in rows("ncci_ptp_drug_admin_2024q3.csv"):
        low, high = sorted((row["column1"], row["column2"]))
        edit = PairFacts(
            column1=row["column1"],
            column2=row["column2"],
            indicator=row["modifier_indicator"],
            source="NCCI PTP, third quarter of 2024",
        )
        found[low, high] = (*found.get((low, high), ()), edit)
    return found


def rates() -> dict[str, tuple[RateFacts, ...]]:
    column = "opps_rate_2026_04_usd_per_unit"
    return {
        row["code"]: (
            RateFacts(code=row["code"], amount=Decimal(row[column]), source="April 2026"),
        )
        for row in rows("hcpcs_drug_codes.csv")
        if row[column]
    }


def flags() -> tuple[DiagnosisFlagFacts, ...]:
    found = []
    for row in rows("dx_flags.csv"):
        low, _, high = row["pattern"].replace(".", "").partition("-")
        found.append(
            DiagnosisFlagFacts(low=low, high=high or low, flag=row["flag"], value=row["value"])
        )
    return tuple(found)


def self_administered() -> dict[str, tuple[SelfAdministeredFacts, ...]]:
    return {
        row["code"]: (
            SelfAdministeredFacts(
                code=row["code"],
                route=row["route"],
                effective_from=day(row["effective_from"]),
                effective_through=day(row["effective_through"]),
            ),
        )
        for row in rows("self_administered.csv")
    }


def policies() -> dict[str, tuple[PolicyFacts, ...]]:
    found: dict[str, tuple[PolicyFacts, ...]] = {}
    for row in load("payers_policies.json")["policies"]:
        policy = read_policy(row)
        found[policy.payer] = (*found.get(policy.payer, ()), policy)
    return found

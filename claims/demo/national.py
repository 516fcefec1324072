"""Rows of the national tables, unsaved, as the fixtures state them: one function per table."""

from __future__ import annotations

from claims.demo.fixtures import day, read
from codes.models import (
    AdjustmentReason,
    DiagnosisFlag,
    MueLimit,
    PtpPair,
    ReferenceRelease,
    RemarkCode,
    SelfAdministeredDrug,
)


def limits(release: ReferenceRelease) -> list[MueLimit]:
    """Units a day; Medicaid's have no adjudication indicator, they count by line."""
    fixture = read("limits")
    return [
        MueLimit(
            code=entry["code"],
            program=program,
            units=entry[program],
            mai=entry.get("mai") if program == MueLimit.Program.MEDICARE else None,
            effective_from=day(fixture[f"{program}_from"]),
            release=release,
        )
        for entry in fixture["limits"]
        for program in MueLimit.Program.values
        if program in entry
    ]


def pairs(release: ReferenceRelease) -> list[PtpPair]:
    """Pairs not paid together: indicator 0 never, 1 only with a modifier."""
    fixture = read("pairs")
    return [
        PtpPair(
            column_one=entry["column_one"],
            column_two=column_two,
            indicator=indicator,
            effective_from=day(fixture["effective_from"]),
            release=release,
        )
        for entry in fixture["pairs"]
        for indicator, name in enumerate(["never", "with_modifier"])
        for column_two in entry.get(name, [])
    ]


def flags(release: ReferenceRelease) -> list[DiagnosisFlag]:
    """What ranges of diagnoses demand."""
    return [DiagnosisFlag(release=release, **entry) for entry in read("flags")["flags"]]


def self_administered(release: ReferenceRelease) -> list[SelfAdministeredDrug]:
    """Drugs that a contractor leaves out as usually self-administered."""
    return [
        SelfAdministeredDrug(
            contractor=entry["contractor"],
            code=entry["code"],
            route=entry["route"],
            source=entry["source"],
            effective_from=day(entry["from"]),
            release=release,
        )
        for entry in read("self_administered")["self_administered"]
    ]


def reasons(release: ReferenceRelease) -> list[AdjustmentReason]:
    """Adjustment reasons (CARC) with words of our own."""
    return [AdjustmentReason(release=release, **entry) for entry in read("reasons")["reasons"]]


def remarks(release: ReferenceRelease) -> list[RemarkCode]:
    """Remark codes (RARC) with words of our own."""
    return [RemarkCode(release=release, **entry) for entry in read("remarks")["remarks"]]

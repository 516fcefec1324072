"""The objects of claim JSON, schema 1, key for key."""

from __future__ import annotations

from typing import Any

from claims.scrubber import snapshot
from claims.scrubber.claim_json.codec import (
    DAY,
    FLAG,
    INTEGER,
    MONEY,
    NUMBER,
    TEXT,
    ClaimInputError,
    Codec,
    choice,
    many,
    object_at,
)
from claims.scrubber.claim_json.fields import (
    Fields,
    nullable,
    optional,
    record,
    required,
)

AMOUNT = record(snapshot.Amount, required("amount", NUMBER), required("uom", TEXT, "measure"))
CONTAINER = record(
    snapshot.ContainerSnapshot,
    required("size", NUMBER),
    required("uom", TEXT, "measure"),
    required("count", NUMBER),
    optional("lot", TEXT),
)
NDC = record(
    snapshot.NdcSnapshot,
    optional("number", TEXT),
    optional("qty", NUMBER, "quantity"),
    optional("uom", TEXT, "measure"),
)
AUTHORIZATION = record(
    snapshot.AuthorizationSnapshot,
    optional("number", TEXT),
    optional("code", TEXT),
    optional("from", DAY, "effective_from"),
    optional("to", DAY, "effective_through"),
    optional("approved_units", NUMBER),
    optional("used_units", NUMBER),
    optional("provider", TEXT),
    optional("site", TEXT),
)
ADJUSTMENT = record(
    snapshot.AdjustmentSnapshot,
    required("group", TEXT),
    required("reason", TEXT),
    required("amount", NUMBER),
)
OTHER_PAYER = record(
    snapshot.OtherPayerSnapshot,
    optional("primary", TEXT),
    optional("order", INTEGER),
    optional("other_coverage", FLAG),
    optional("paid", NUMBER),
    optional("adjustments", many(ADJUSTMENT)),
    optional("date", DAY),
)
DRUG_SOURCE = choice(
    "buy_and_bill", "payer_supplied", "specialty_pharmacy", "free", "sample", "patient_brought"
)
ROUTE = choice("IV", "IM", "SC", "IVT", "IA", "IT", "PO", "INH", "TOP", "other")
LINE_FIELDS = Fields(
    required("n", INTEGER, "number"),
    nullable("code", TEXT),
    nullable("units", NUMBER),
    optional("modifiers", many(TEXT)),
    nullable("dos_from", DAY),
    nullable("dos_to", DAY),
    nullable("pos", TEXT, "place"),
    nullable("charge", MONEY),
    optional("dx_pointers", many(INTEGER), "pointers"),
    nullable("dose", AMOUNT),
    nullable("route", ROUTE),
    nullable("brand", TEXT),
    nullable("drug", TEXT),
    nullable("container_type", choice("single", "multi")),
    optional("containers", many(CONTAINER)),
    nullable("discarded", AMOUNT),
    nullable("ndc", NDC),
    nullable("minutes", NUMBER),
    nullable("start", TEXT),
    nullable("stop", TEXT),
    nullable("description", TEXT),
    nullable("drug_source", DRUG_SOURCE),
    nullable("prior_auth", AUTHORIZATION),
    nullable("cob", OTHER_PAYER, "other_payer"),
)
PATIENT = record(
    snapshot.PatientSnapshot,
    nullable("dob", DAY, "birth_date"),
    nullable("dod", DAY, "death_date"),
    nullable("sex", choice("F", "M", "U", "X")),
    nullable("member_id", TEXT),
    nullable("weight_kg", NUMBER),
    nullable("weight_date", DAY),
    nullable("name", TEXT),
    nullable("address", TEXT),
    nullable("dialysis", FLAG, "on_dialysis"),
)
FACILITY = record(
    snapshot.FacilitySnapshot,
    optional("name", TEXT),
    optional("npi", TEXT),
    optional("address", TEXT),
)
COVERAGE = record(
    snapshot.CoverageSnapshot,
    optional("from", DAY, "effective_from"),
    nullable("through", DAY, "effective_through"),
    optional("verified_on", DAY),
    optional("reference", TEXT),
)
HISTORY = record(
    snapshot.HistoryLine,
    required("code", TEXT),
    required("dos", DAY),
    required(
        "status",
        choice(
            "draft",
            "ready",
            "submitted",
            "accepted",
            "pending",
            "paid",
            "part_paid",
            "denied",
            "rejected",
            "unprocessable",
            "void",
            "replaced",
        ),
    ),
    optional("claim", TEXT),
    optional("units", NUMBER),
    optional("jw_units", NUMBER),
    optional("dose", NUMBER),
    optional("uom", TEXT, "measure"),
    optional("modifiers", many(TEXT)),
    optional("ndc", TEXT),
    optional("charge", MONEY),
    optional("payer", TEXT),
    optional("provider", TEXT),
    optional("brand", TEXT),
)
LAB = record(
    snapshot.LabSnapshot,
    required("lab", TEXT),
    required("value", NUMBER),
    optional("date", DAY),
    optional("unit", TEXT),
    optional("method", TEXT),
)
HAEMOGLOBIN = record(
    snapshot.HaemoglobinSnapshot,
    optional("value", NUMBER),
    optional("measure", choice("g/dL", "%")),
    optional("date", DAY),
)
STEP = record(
    snapshot.StepSnapshot,
    required("agent", TEXT),
    required("outcome", TEXT),
    optional("date", DAY),
)
EXEMPTION = record(
    snapshot.ExemptionSnapshot,
    optional("id", TEXT),
    optional("product", TEXT),
    optional("reason", TEXT),
)


def _read_attestations(value: object) -> snapshot.AttestationsSnapshot:
    found = object_at(value)
    for key, answer in found.items():
        if key != "step" and not isinstance(answer, bool):
            raise ClaimInputError(str(key), "must be true or false.")
    flags = tuple(sorted((key, bool(found[key])) for key in found if key != "step"))
    if "step" not in found:
        return snapshot.AttestationsSnapshot(flags=flags)
    try:
        steps = many(STEP).read(found["step"])
    except ClaimInputError as problem:
        raise problem.below("step") from problem
    return snapshot.AttestationsSnapshot(steps=steps, flags=flags)


def _write_attestations(value: Any) -> object:
    written: dict[str, object] = dict(value.flags)
    if value.steps is not None:
        written["step"] = many(STEP).write(value.steps)
    return written


ATTESTATIONS = Codec(read=_read_attestations, write=_write_attestations)

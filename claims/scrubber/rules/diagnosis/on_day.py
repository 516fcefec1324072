"""DX-002, DX-009, DX-010: a diagnosis on its day, in first place, and on this patient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from claims.scrubber.context import Context, in_force
from claims.scrubber.diagnoses import service_days, written
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity
from claims.scrubber.national import DiagnosisFlagFacts, is_flagged
from claims.scrubber.notation import dotted, is_diagnosis
from claims.scrubber.patient import age_on
from claims.scrubber.rule import claim_rule

_SEXES = {"F": "female", "M": "male"}


@claim_rule(
    "DX-002",
    "diagnosis.in-force",
    title="Diagnosis was not in force on the date of service",
    carc="146",
    rarc=("M76",),
    overridable=True,
    source="ICD-10-CM code files, October and April releases",
    messages={
        "not_then": "{diagnosis} was not in force on {day}.",
        "never": "{diagnosis} is not in the ICD-10-CM set of {day}.",
    },
)
def is_in_force(context: Context) -> Iterator[Outcome]:
    """Each diagnosis is a code of the set that was in force on the day.

    What is checked
        The release in force on each date of service, the last day of a span included; "does not
        exist" is said only against a release that lists every code.

    Why payers deny it
        A code that is not yet, or no longer, in the set cannot be read.

    How to put it right
        Use the code of that day; split a claim that crosses October 1 or April 1.
    """
    days = service_days(context)
    for at, _text, key in written(context):
        if not is_diagnosis(key):
            continue
        rows = context.reference.diagnoses.get(key, ())
        if not days or (not rows and not _is_listed_whole(key, days[0], context)):
            yield NotChecked(missing="diagnosis table" if days else "dos_from")
            continue
        day = next((one for one in days if not any(in_force(row, one) for row in rows)), None)
        if day is not None:
            yield Finding(
                message="not_then" if rows else "never",
                field_name=f"diagnoses[{at}]",
                subjects=(f"diagnosis:{key}",),
                data={"diagnosis": dotted(key), "day": day},
            )


def _is_listed_whole(key: str, day: dt.date, context: Context) -> bool:
    """Whether a release on or before the day lists every code near ``key``."""
    whole = [one for one in context.reference.releases.get("icd10cm", ()) if one.complete]
    is_dated = not whole or any(one.effective_from <= day for one in whole)
    return is_dated and context.is_complete("icd10cm", key)


@claim_rule(
    "DX-009",
    "diagnosis.first",
    title="Diagnosis cannot stand first",
    carc="16",
    rarc=("MA63",),
    overridable=True,
    source="ICD-10-CM guidelines, sections I.A.13 and I.C.20",
    messages={"first": "{diagnosis} cannot stand first: {reason}."},
)
def first(context: Context) -> Iterator[Outcome]:
    """The first diagnosis is one that may stand first.

    What is checked
        External causes, manifestations, and codes whose note says without condition that another
        code comes first.

    Why payers deny it
        The first diagnosis is the reason for the service; these codes only add to it.

    How to put it right
        Put the disease or the injury first.
    """
    listed = written(context)
    if not listed:
        return
    if "dxflags" not in context.reference.loaded:
        yield NotChecked(missing="diagnosis flags")
        return
    at, _text, key = listed[0]
    flag = next(iter(_flags(key, "not_primary", context)), None)
    if flag is not None:
        yield Finding(
            message="first",
            field_name=f"diagnoses[{at}]",
            subjects=(f"diagnosis:{key}",),
            data={"diagnosis": dotted(key), "reason": flag.value},
        )


@claim_rule(
    "DX-010",
    "diagnosis.patient",
    title="Diagnosis conflicts with sex or age",
    carc="9",
    rarc=("MA39",),
    overridable=True,
    source="ICD-10-CM chapters and the Medicare Code Editor's age and sex groups",
    messages={
        "sex": "{diagnosis} is coded for {wanted} patients; the record says {found}.",
        "unknown_sex": "{diagnosis} is coded for {wanted} patients; the record leaves sex open.",
        "age": "{diagnosis} is coded for ages {wanted}; the patient was {found} on {day}.",
    },
)
def patient(context: Context) -> Iterator[Outcome]:
    """Each diagnosis is possible at the patient's sex and age.

    What is checked
        Diagnoses of one sex or of an age range against the record on the first date of service.

    Why payers deny it
        One of the two must be wrong.

    How to put it right
        Correct the diagnosis or the patient's record.
    """
    if not written(context):
        return
    if "dxflags" not in context.reference.loaded:
        yield NotChecked(missing="diagnosis flags")
        return
    person = context.claim.patient
    for at, _text, key in written(context):
        facts = {"diagnosis": dotted(key)}
        for flag in _flags(key, "sex", context):
            sex = person.sex if person else None
            if sex is None:
                yield NotChecked(missing="patient.sex")
            elif sex != flag.value:
                is_open = sex not in _SEXES
                yield Finding(
                    message="unknown_sex" if is_open else "sex",
                    field_name=f"diagnoses[{at}]",
                    severity=Severity.INFO if is_open else None,
                    carc="10",
                    subjects=(f"diagnosis:{key}",),
                    data=facts
                    | {"wanted": _SEXES[flag.value], "found": _SEXES.get(sex, "neither")},
                )
        for flag in _flags(key, "age", context):
            yield from _age(flag, person.birth_date if person else None, facts, at, context)


def _age(
    flag: DiagnosisFlagFacts,
    birth: dt.date | None,
    facts: dict[str, str],
    at: int,
    context: Context,
) -> Iterator[Outcome]:
    day = context.first_day
    if birth is None or day is None:
        yield NotChecked(missing="patient.dob" if birth is None else "dos_from")
        return
    low, high = (int(one) for one in flag.value.split("-"))
    age = age_on(birth, day)
    if not low <= age <= high:
        wanted = "below 1" if high == 0 else flag.value.replace("-", " to ")
        yield Finding(
            message="age",
            field_name=f"diagnoses[{at}]",
            subjects=(f"diagnosis:{facts['diagnosis'].replace('.', '')}",),
            data={**facts, "wanted": wanted, "found": age, "day": day},
        )


def _flags(key: str, flag: str, context: Context) -> tuple[DiagnosisFlagFacts, ...]:
    rows = context.reference.diagnosis_flags
    return tuple(row for row in rows if row.flag == flag and is_flagged(row, key))

"""DX-001, DX-003: how a diagnosis is written and how specific it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from claims.scrubber.context import Context, in_force
from claims.scrubber.diagnoses import service_days, written
from claims.scrubber.findings import Finding, Fix, NotChecked, Outcome
from claims.scrubber.fixes import set_value
from claims.scrubber.notation import diagnosis_key, dotted, is_diagnosis
from claims.scrubber.rule import claim_rule

_BLANKS = re.compile(r"[\s\-\u2010-\u2015]+")
# A longer list is looked up in the code book, not read on a claim.
_MOST_CHOICES = 20


@claim_rule(
    "DX-001",
    "diagnosis.form",
    title="Diagnosis is not written like ICD-10-CM",
    carc="16",
    rarc=("M76", "MA63"),
    source="ICD-10-CM code structure",
    messages={"form": "{diagnosis} is not written like an ICD-10-CM code."},
)
def form(context: Context) -> Iterator[Outcome]:
    """Each diagnosis is written as a letter and two to six letters or digits.

    What is checked
        The form after trimming, upper-casing and leaving out one dot after the third character.

    Why payers deny it
        A diagnosis that cannot be a code returns the claim.

    How to put it right
        Write the code as the list has it.
    """
    for at, text, key in written(context):
        if is_diagnosis(key):
            continue
        plain = diagnosis_key(_BLANKS.sub("", text))
        fix = None
        if is_diagnosis(plain):
            fix = set_value(f"diagnoses[{at}]", dotted(plain), f"Write it as {dotted(plain)}")
        yield Finding(
            message="form",
            field_name=f"diagnoses[{at}]",
            subjects=(f"diagnosis:{key}",),
            data={"diagnosis": text},
            fix=fix,
        )


@claim_rule(
    "DX-003",
    "diagnosis.specific",
    title="Diagnosis is not at its highest specificity",
    carc="16",
    rarc=("M81", "M76"),
    source="ICD-10-CM guidelines, section I.B.2",
    messages={
        "header": "{diagnosis} is a heading on {day}; bill one of its codes: {leaves}.",
        "bare": "{diagnosis} is a heading on {day}; bill a code below it.",
    },
)
def specific(context: Context) -> Iterator[Outcome]:
    """Each diagnosis is a billable code, not the heading of several.

    What is checked
        Whether the code had codes below it on the date of service.

    Why payers deny it
        A heading does not say what the patient has.

    How to put it right
        Choose the code below it that the note supports, whichever of them the payer covers.
    """
    days = service_days(context)
    for at, _text, key in written(context):
        rows = context.reference.diagnoses.get(key, ())
        if not days or not rows:
            if is_diagnosis(key) and not context.is_complete("icd10cm", key):
                yield NotChecked(missing="diagnosis table" if days else "dos_from")
            continue
        found = [(day, row) for day in days for row in rows if in_force(row, day)]
        headed = next(((day, row) for day, row in found if not row.is_billable), None)
        if headed is None:
            continue
        day, row = headed
        leaves = tuple(dotted(leaf) for leaf in row.leaves if _holds(leaf, day, context))
        fixes = tuple(_bill(at, leaf, context) for leaf in leaves[: _MOST_CHOICES + 1])
        shown = leaves[:6] if len(leaves) <= 6 else (*leaves[:6], "and others")
        yield Finding(
            message="header" if leaves else "bare",
            field_name=f"diagnoses[{at}]",
            subjects=(f"diagnosis:{key}",),
            data={"diagnosis": dotted(key), "day": day, "leaves": shown},
            fix=fixes[0] if len(fixes) == 1 else None,
            choices=fixes if 1 < len(fixes) <= _MOST_CHOICES else (),
        )


def _holds(leaf: str, day: dt.date, context: Context) -> bool:
    """Whether the code below the heading was in force on the day, as far as the table says."""
    rows = context.reference.diagnoses.get(leaf, ())
    return not rows or any(in_force(row, day) and row.is_billable for row in rows)


def _bill(at: int, leaf: str, context: Context) -> Fix:
    rows = context.reference.diagnoses.get(diagnosis_key(leaf), ())
    title = next((f": {row.title}" for row in rows if row.title), "")
    return set_value(f"diagnoses[{at}]", leaf, f"Bill {leaf}{title}")

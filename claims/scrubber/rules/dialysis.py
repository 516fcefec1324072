"""ESR, ESA: dialysis, and drugs that raise hemoglobin."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context, in_force
from claims.scrubber.diagnoses import pointed, written
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import folded
from claims.scrubber.patient import is_on_dialysis
from claims.scrubber.rule import claim_rule, group_rule, line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.services import ESA_OFF_DIALYSIS, ESAS
from claims.scrubber.snapshot import LineSnapshot

# Bundled whatever AY says: it has no use outside renal disease.
_NEVER_APART = frozenset({"J0890"})
_RENAL = ("D631", "I12", "I13", "N17", "N18", "N19", "N25", "Z49", "Z992")


@group_rule(
    "ESR-001",
    "dialysis.bundle",
    title="Drug of the dialysis bundle",
    carc="109",
    rarc=("N428", "M97"),
    overridable=True,
    source="CMS list of drugs under ESRD consolidated billing",
    messages={"bundle": "{code} for a dialysis patient is paid inside the facility's bundle."},
)
def bundle(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A drug of the dialysis bundle is left to the dialysis facility.

    What is checked
        Drugs of the consolidated billing list for patients on dialysis, on claims to Original
        Medicare away from the dialysis facility, without AY.

    Why payers deny it
        The facility's payment for each treatment holds these drugs.

    How to put it right
        Leave it to the facility; AY only if it was given for another disease.
    """
    line = group.anchor
    keys = {key for _at, _text, key in written(context)}
    if not (is_on_dialysis(context) or "N186" in keys) or folded(line.place) == "65":
        return
    terms = context.terms_on(group.day)
    if terms is None or "dialysis_bundle" not in context.reference.loaded:
        yield NotChecked(
            missing="payer terms" if terms is None else "list of the dialysis bundle",
            line=line.number,
        )
        return
    if terms.line_of_business != "medicare_ffs":
        return
    rows = context.reference.restrictions.get(group.code, ())
    day = group.day
    is_listed = any(
        row.use == "dialysis_bundle" and (day is None or in_force(row, day)) for row in rows
    )
    is_apart = all("AY" in context.modifiers(one) for one in group.lines)
    if is_listed and (not is_apart or group.code in _NEVER_APART):
        yield Finding(
            message="bundle", line=line.number, field_name="code", data={"code": group.code}
        )


@line_rule(
    "ESR-002",
    "dialysis.apart",
    where=with_modifiers,
    title="AY needs a reason outside renal disease",
    severity=Severity.WARNING,
    carc="4",
    rarc=("N519",),
    source="Noridian on modifier AY",
    messages={"renal": "AY says that {code} was not for renal disease; its diagnoses are renal."},
)
def apart(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """AY stands beside a diagnosis that is not renal.

    What is checked
        Lines with AY whose diagnoses all belong to renal disease and dialysis.

    Why payers deny it
        The modifier and the diagnosis contradict each other.

    How to put it right
        Point to the other disease, or take AY off.
    """
    if "AY" not in context.modifiers(line):
        return
    if line.pointers is None:
        yield NotChecked(missing="dx_pointers", line=line.number)
    keys = pointed(line, context)
    if keys and all(key.startswith(_RENAL) for key in keys):
        yield Finding(
            message="renal",
            line=line.number,
            field_name="modifiers",
            subjects=(f"modifier:{line.number}:AY",),
            data={"code": folded(line.code)},
        )


@claim_rule(
    "ESA-001",
    "dialysis.haemoglobin",
    title="Hemoglobin is missing on an ESA claim",
    carc="16",
    rarc=("N764", "MA130"),
    overridable=True,
    source="Palmetto GBA on ESA claims; 837P loop 2400 MEA, item 19",
    messages={"absent": "A claim with {code} carries the latest hemoglobin or hematocrit."},
)
def haemoglobin(context: Context) -> Iterator[Outcome]:
    """A drug that raises hemoglobin is billed with the latest value.

    What is checked
        J0881 and J0885 for Original Medicare, and the hemoglobin or hematocrit. A claim that
        says nothing of it at all is not checked.

    Why payers deny it
        Coverage depends on the value, so the claim is returned without it.

    How to put it right
        Enter the last value before the dose, with its date.
    """
    lines = [one for one in context.claim.lines if folded(one.code) in ESA_OFF_DIALYSIS]
    if not lines:
        return
    terms = context.terms_on(lines[0].dos_from)
    if terms is None:
        yield NotChecked(missing="payer terms")
        return
    claim = context.claim
    if terms.line_of_business != "medicare_ffs" or (
        claim.haemoglobin is not None and claim.haemoglobin.value is not None
    ):
        return
    if claim.haemoglobin is None and "haemoglobin" not in claim.said_missing:
        yield NotChecked(missing="haemoglobin")
    else:
        yield Finding(
            message="absent", field_name="haemoglobin", data={"code": folded(lines[0].code)}
        )


@line_rule(
    "ESR-003",
    "dialysis.code-for-others",
    title="Code for patients off dialysis billed for dialysis",
    carc="16",
    rarc=("N56",),
    source="CMS HCPCS Level II descriptor",
    messages={"on_dialysis": "{code} is for patients not on dialysis; this claim shows dialysis."},
)
def code_for_others(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A dialysis patient's drug is billed with the dialysis code.

    What is checked
        Codes of agents that raise hemoglobin, defined for use outside dialysis, against Z99.2 and
        the dialysis status.

    Why payers deny it
        For dialysis patients the drug is paid to the dialysis facility under another code.

    How to put it right
        Leave the drug to the dialysis facility, under its own code.
    """
    if folded(line.code) not in ESAS:
        return
    rows = context.reference.restrictions.get(folded(line.code), ())
    day = line.dos_from
    is_kept = any(row.use == "no_dialysis" and (day is None or in_force(row, day)) for row in rows)
    if is_kept and is_on_dialysis(context):
        yield Finding(
            message="on_dialysis",
            line=line.number,
            field_name="code",
            data={"code": folded(line.code)},
        )

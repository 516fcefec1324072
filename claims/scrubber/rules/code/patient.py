"""COD-006: codes that are defined for a group of patients."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context, in_force
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity
from claims.scrubber.notation import folded
from claims.scrubber.patient import is_on_dialysis, is_prevention
from claims.scrubber.rule import line_rule
from claims.scrubber.snapshot import LineSnapshot


@line_rule(
    "COD-006",
    "code.patient-group",
    title="Code is kept for another group of patients",
    carc="16",
    rarc=("N56",),
    source="CMS HCPCS Level II descriptor",
    messages={
        "contradicted": "{code} is defined for {use}; this claim says otherwise.",
        "unknown": "{code} is defined for {use}; this claim does not say whether that holds.",
    },
)
def patient_group(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A code that is kept for a group of patients is billed for that group only.

    What is checked
        Codes for dialysis patients, for patients who are not on dialysis, and for prevention,
        against the dialysis status and the diagnoses of the claim.

    Why payers deny it
        The restriction is part of the code's definition; the same drug has another code.

    How to put it right
        Bill the drug's other code, or record the dialysis status.
    """
    for row in context.reference.restrictions.get(folded(line.code), ()):
        is_past = line.dos_from is not None and not in_force(row, line.dos_from)
        if is_past or row.use not in _USES:
            continue
        holds = _use_holds(row.use, context)
        facts = {"code": row.code, "use": _USES[row.use]}
        if holds is None and row.use == "prevention":
            yield NotChecked(missing="diagnosis that shows prevention", line=line.number)
        elif not holds:
            yield Finding(
                message="unknown" if holds is None else "contradicted",
                line=line.number,
                field_name="code",
                severity=Severity.WARNING if holds is None else None,
                data=facts,
            )


_USES = {
    "dialysis": "patients with end-stage renal disease on dialysis",
    "no_dialysis": "patients who are not on dialysis",
    "prevention": "prevention before exposure",
}


def _use_holds(use: str, context: Context) -> bool | None:
    if use == "prevention":
        return is_prevention(context)
    dialysis = is_on_dialysis(context)
    if dialysis is None:
        return None
    return dialysis if use == "dialysis" else not dialysis

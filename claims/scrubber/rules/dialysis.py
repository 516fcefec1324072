"""ESR: dialysis."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context, in_force
from claims.scrubber.findings import Finding, Outcome
from claims.scrubber.notation import folded
from claims.scrubber.patient import is_on_dialysis
from claims.scrubber.rule import line_rule
from claims.scrubber.snapshot import LineSnapshot


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
        Codes defined for use outside dialysis, against Z99.2 and the dialysis status.

    Why payers deny it
        For dialysis patients the drug is paid to the dialysis facility under another code.

    How to put it right
        Leave the drug to the dialysis facility, under its own code.
    """
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

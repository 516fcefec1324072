"""CHG: charges."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome
from claims.scrubber.fixes import set_value
from claims.scrubber.rule import claim_rule, line_rule
from claims.scrubber.snapshot import LineSnapshot

_LARGEST = Decimal("9999999.99")


@line_rule(
    "CHG-001",
    "charges.positive",
    title="Charge is not above 0",
    carc="16",
    rarc=("M79", "M54"),
    source="CMS-1500 instructions, item 24F",
    messages={
        "not_positive": "The charge is {charge}; it must be above 0.",
        "too_large": "The charge is {charge}; the field holds at most {most}.",
    },
)
def positive(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Each line has a charge above zero that fits its field.

    What is checked
        The charge is above 0 and at most 9,999,999.99.

    Why payers deny it
        A line without a charge is returned unread.

    How to put it right
        Enter the charge; for a drug that cost nothing, the token charge the payer takes.
    """
    if line.charge is None:
        return
    if line.charge <= 0 or line.charge > _LARGEST:
        yield Finding(
            message="too_large" if line.charge > 0 else "not_positive",
            line=line.number,
            field_name="charge",
            data={"charge": line.charge, "most": _LARGEST},
        )


@claim_rule(
    "CHG-003",
    "charges.total",
    title="Claim total differs from its lines",
    carc="16",
    rarc=("M54",),
    source="CMS-1500 instructions, item 28",
    messages={"differs": "The total is {total}; the lines come to {sum}."},
)
def total(context: Context) -> Iterator[Outcome]:
    """The claim's total is the sum of its lines.

    What is checked
        The total against the charges of all lines.

    Why payers deny it
        A claim that does not add up is returned.

    How to put it right
        Enter the sum of the lines.
    """
    given = context.claim.total
    charges = [line.charge for line in context.claim.lines]
    if given is None:
        yield NotChecked(missing="total")
        return
    known = [one for one in charges if one is not None]
    if len(known) < len(charges):
        yield NotChecked(missing="charge")
        return
    summed = sum(known, Decimal(0))
    if summed != given:
        yield Finding(
            message="differs",
            field_name="total",
            data={"total": given, "sum": summed},
            fix=set_value("total", f"{summed:.2f}", f"Set the total to {summed:,.2f}"),
        )

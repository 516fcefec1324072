"""CHG: charges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import Basis, Finding, NotChecked, Outcome, Severity
from claims.scrubber.fixes import set_value
from claims.scrubber.national import RateFacts, newest
from claims.scrubber.notation import folded
from claims.scrubber.rule import claim_rule, line_rule
from claims.scrubber.snapshot import LineSnapshot

_CENT_PARTS = Decimal("0.0001")
_LARGEST = Decimal("9999999.99")
_TOKEN = Decimal("0.01")


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


@line_rule(
    "CHG-002",
    "charge.out-of-line",
    title="Charge is out of line with the units",
    severity=Severity.WARNING,
    carc="45",
    rarc=("M79",),
    overridable=True,
    source="CMS ASP payment limits",
    messages={
        "low": "{each} a unit is below Medicare's payment limit of {limit} ({table}).",
        "high": "{each} a unit is over ten times Medicare's payment limit of {limit} ({table}).",
    },
)
def out_of_line(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The charge per unit lies between the payment limit and ten times that.

    What is checked
        Charge divided by units against the payment limit of the quarter of service, or of the
        newest quarter before it that is loaded; codes without a limit are left alone, and so is
        the token charge for a drug that the practice did not buy.

    Why payers deny it
        They pay the lesser of charge and allowance, so a low charge is money lost; a very high one
        usually means wrong units.

    How to put it right
        Compare units and charge with the fee schedule.
    """
    if line.units is None or line.units <= 0 or line.charge is None or line.dos_from is None:
        return
    rate = _limit(line, line.dos_from, context)
    if rate is None or rate.amount <= 0 or line.charge <= 0 or _is_token(line, context):
        return
    is_low = line.charge < rate.amount * line.units
    if is_low or line.charge > 10 * rate.amount * line.units:
        each = (line.charge / line.units).quantize(_CENT_PARTS, rounding=ROUND_HALF_UP)
        yield Finding(
            message="low" if is_low else "high",
            line=line.number,
            field_name="charge",
            data={"each": f"${each:,f}", "limit": f"${rate.amount:,f}", "table": rate.source},
            basis=(
                Basis(
                    name="The table of payment limits",
                    tables=("asp",),
                    source=rate.source,
                    since=rate.effective_from,
                ),
            ),
        )


def _is_token(line: LineSnapshot, context: Context) -> bool:
    """Whether the charge is the cent at which payers take the line of a drug that cost nothing."""
    origin = line.drug_source or context.claim.drug_source
    return origin not in {None, "buy_and_bill"} and (line.charge or 0) <= _TOKEN


def _limit(line: LineSnapshot, day: dt.date, context: Context) -> RateFacts | None:
    """The payment limit of the day, else the last one known: a newer table may have dropped it."""
    rows = context.reference.rates.get(folded(line.code), ())
    held = newest(rows, day)
    if held is not None:
        return held
    begun = [one for one in rows if one.effective_from is not None and one.effective_from <= day]
    last = max(begun, key=lambda one: one.effective_from or day, default=None)
    if last is None or last.effective_through is None:
        return None
    tables = context.reference.releases.get("asp", ())
    is_dropped = any(last.effective_through < one.effective_from <= day for one in tables)
    return None if is_dropped else last

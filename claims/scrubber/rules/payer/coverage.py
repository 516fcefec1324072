"""COV-001, COB-001 to COB-003: who pays, and whether anybody does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity, joined
from claims.scrubber.other_payers import is_secondary
from claims.scrubber.rule import claim_rule
from claims.scrubber.snapshot import OtherPayerSnapshot


@claim_rule(
    "COV-001",
    "coverage.in-force",
    title="Coverage was not in force on the date of service",
    carc="27",
    rarc=("N30",),
    overridable=True,
    source="CARC 26 and 27",
    messages={
        "outside": "The coverage ran {first} to {last}; the service was on {day}.",
        "before": "The coverage began on {first}; the service was on {day}.",
        "after": "The coverage ended on {last}; the service was on {day}.",
    },
)
def is_in_force(context: Context) -> Iterator[Outcome]:
    """Every date of service lies within the coverage.

    What is checked
        The dates of service against the first and last day of coverage, as it was last verified.

    Why payers deny it
        They do not pay for days on which the patient was not their member.

    How to put it right
        Verify the coverage; bill who covered the patient that day.
    """
    coverage = context.claim.coverage
    if coverage is None or (coverage.effective_from is None and coverage.effective_through is None):
        yield NotChecked(missing="coverage")
        return
    first, last = coverage.effective_from, coverage.effective_through
    days = [day for line in context.claim.lines for day in (line.dos_from, line.dos_to) if day]
    day = next(
        (one for one in sorted(days) if (first and one < first) or (last and one > last)), None
    )
    if day is not None:
        message = "outside" if first and last else "before" if first else "after"
        yield Finding(
            message=message,
            field_name="coverage.from" if first and day < first else "coverage.through",
            data={"first": first or "", "last": last or "", "day": day},
        )


@claim_rule(
    "COB-001",
    "other-payer.incomplete",
    title="Result of the first payer is missing",
    carc="22",
    rarc=("MA04", "N4"),
    source="837P loops 2320, 2330B and 2430",
    messages={"missing": "A secondary claim carries the first payer's result: add {missing}."},
)
def incomplete(context: Context) -> Iterator[Outcome]:
    """A secondary claim shows what the first payer did.

    What is checked
        Paid amount, adjustments and date of the first payer, on claims to a second payer.

    Why payers deny it
        They pay what is left, and cannot reckon it.

    How to put it right
        Enter the figures of the first payer's remittance.
    """
    other = context.claim.other_payer
    if other is None or not is_secondary(context):
        return
    known = [other, *(line.other_payer for line in context.claim.lines if line.other_payer)]
    missing = [
        words
        for words, there in (
            ("the amount paid", any(one.paid is not None for one in known)),
            ("the adjustments", any(one.adjustments is not None for one in known)),
            ("its date", any(one.date is not None for one in known)),
        )
        if not there
    ]
    if missing:
        yield Finding(message="missing", field_name="cob", data={"missing": joined(missing)})


@claim_rule(
    "COB-002",
    "other-payer.medicare-first",
    title="Medicare may be secondary",
    severity=Severity.WARNING,
    carc="22",
    rarc=("MA92",),
    source="Medicare secondary payer rules",
    messages={"second": "Medicare is billed first, and the patient has other coverage."},
)
def medicare_first(context: Context) -> Iterator[Outcome]:
    """Medicare is billed first only where it is first.

    What is checked
        Claims that name Medicare first while the record says that there is other coverage.

    Why payers deny it
        Medicare pays after an employer's plan, a liability insurer or workers' compensation.

    How to put it right
        Ask the questions of the Medicare secondary payer form.
    """
    other = context.claim.other_payer
    terms = context.terms_on(context.first_day)
    if other is None or not other.other_coverage or is_secondary(context):
        return
    if terms is None:
        yield NotChecked(missing="payer terms")
    elif terms.line_of_business == "medicare_ffs":
        yield Finding(message="second", field_name="cob.other_coverage")


@claim_rule(
    "COB-003",
    "other-payer.balance",
    title="Amounts of the first payer do not balance",
    carc="16",
    rarc=("N4",),
    source="X12 balancing rule, 837P loops 2320 and 2430",
    messages={
        "differ": "Paid {paid} and adjusted {adjusted} make {total}; the charge is {charge}."
    },
)
def balance(context: Context) -> Iterator[Outcome]:
    """What the first payer paid and adjusted adds up to the charge.

    What is checked
        Paid amount plus adjustments against the charge: of each line where the lines have figures
        of their own, else of the claim.

    Why payers deny it
        A claim that does not balance is rejected before anybody reads it.

    How to put it right
        Copy the figures from the remittance, every adjustment of it.
    """
    lines = [one for one in context.claim.lines if one.other_payer is not None]
    for line in lines:
        if line.other_payer is not None:
            yield from _balanced(line.other_payer, line.charge, line.number)
    other = context.claim.other_payer
    charges = [line.charge for line in context.claim.lines]
    if other is None or lines:
        return
    total = context.claim.total
    if total is None and None not in charges:
        total = sum((one for one in charges if one is not None), Decimal(0))
    yield from _balanced(other, total, None)


def _balanced(
    other: OtherPayerSnapshot, charge: Decimal | None, line: int | None
) -> Iterator[Outcome]:
    if other.paid is None and other.adjustments is None:
        return
    if other.paid is None or other.adjustments is None or charge is None:
        figure = "paid" if other.paid is None else "adjustments"
        is_charge = other.paid is not None and other.adjustments is not None
        yield NotChecked(missing="charge" if is_charge else f"cob.{figure}", line=line)
        return
    adjusted = sum((one.amount for one in other.adjustments), Decimal(0))
    total = other.paid + adjusted
    if total != charge:
        amounts = {"paid": other.paid, "adjusted": adjusted, "total": total, "charge": charge}
        yield Finding(
            message="differ",
            line=line,
            field_name="cob",
            data={name: f"{amount:,.2f}" for name, amount in amounts.items()},
        )

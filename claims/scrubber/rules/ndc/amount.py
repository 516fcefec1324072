"""NDC-004, NDC-005, NDC-006: the NDC's unit, its code and its quantity."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from claims.scrubber.amounts import units_due
from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Change,
    Finding,
    Fix,
    NotChecked,
    Outcome,
    Severity,
    counted,
    joined,
    plain,
)
from claims.scrubber.fixes import set_units
from claims.scrubber.ndc import (
    QUALIFIERS,
    codes_of,
    has_label_potency,
    measure_of,
    quantity_of,
    units_each,
)
from claims.scrubber.notation import folded, ndc11
from claims.scrubber.quantities import as_decimal
from claims.scrubber.rule import line_rule
from claims.scrubber.scopes import with_ndc
from claims.scrubber.snapshot import LineSnapshot

# Other spellings of the five: the amount they count is the same.
_SPELT = {
    "CC": "ML",
    "EA": "UN",
    "G": "GR",
    "GM": "GR",
    "IU": "F2",
    "MG": "ME",
    "VIAL": "UN",
    "VL": "UN",
}


@line_rule(
    "NDC-004",
    "ndc.measure",
    where=with_ndc,
    title="NDC unit is not the product's",
    carc="16",
    rarc=("M119", "M53"),
    overridable=True,
    source="NUCC instructions, item 24 shaded; 837P CTP05-1",
    messages={
        "unknown": "{measure} is no NDC unit; UN, ML, GR, F2 and ME are.",
        "other": "The product is reported in {right}, not {measure}.",
    },
)
def measure(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The NDC quantity is counted in the unit of the product.

    What is checked
        The unit qualifier against the five there are, and against the product's own: millilitres
        for a liquid, vials (UN) for a powder.

    Why payers deny it
        Two vials and two millilitres are not the same amount.

    How to put it right
        Use the product's unit and its quantity.
    """
    written = folded(line.ndc.measure if line.ndc else None)
    if not written:
        if line.ndc is not None and folded(line.ndc.number):
            yield NotChecked(missing="ndc.uom", line=line.number)
        return
    right = measure_of(line, context)
    if written in QUALIFIERS and (right is None or written == right):
        return
    yield Finding(
        message="other" if written in QUALIFIERS else "unknown",
        line=line.number,
        field_name="ndc.uom",
        data={"measure": written, "right": right or ""},
        fix=_in_measure(line, written, right, context) if right else None,
    )


def _in_measure(line: LineSnapshot, written: str, right: str, context: Context) -> Fix | None:
    """The product's unit, with the quantity that the units due come to.

    A quantity that cannot be reckoned stays only where the unit was merely spelt another way.
    """
    unit = Change(op="set", path=f"{context.path(line)}.ndc.uom", value=right)
    amount = _amount_fix(line, right, context)
    if amount is not None:
        return Fix(label=amount.label, changes=(unit, *amount.changes))
    has_quantity = line.ndc is not None and line.ndc.quantity is not None
    if has_quantity and _SPELT.get(written) != right:
        return None
    return Fix(label=f"Report in {right}", changes=(unit,))


def _amount_fix(line: LineSnapshot, measure: str, context: Context) -> Fix | None:
    """The quantity of the units due, else of those billed, and the units due where they differ."""
    due = units_due(line, context)
    right = quantity_of(line, due or line.units, measure, context)
    if right is None:
        return None
    changes = [Change(op="set", path=f"{context.path(line)}.ndc.qty", value=plain(right))]
    label = f"Report {plain(right)} {measure}"
    if due and line.units != due:
        changes += set_units(line, context, due).changes
        label += f" for {counted(due, 'unit')}"
    return Fix(label=label, changes=tuple(changes))


@line_rule(
    "NDC-005",
    "ndc.other-code",
    where=with_ndc,
    title="NDC does not belong to the code",
    carc="16",
    rarc=("M119", "N848"),
    overridable=True,
    source="CMS ASP NDC to HCPCS crosswalk; product table",
    messages={
        "other": "NDC {ndc} bills as {right}, not {code}.",
        "unknown": "NDC {ndc} is in no table that is loaded.",
    },
)
def other_code(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The NDC is that of a product which the code bills.

    What is checked
        Eleven digits against the crosswalk, then labeler and product. An NDC that no complete
        table has is a warning.

    Why payers deny it
        Code and product must be the same drug.

    How to put it right
        Copy the NDC from the carton, or bill the code of the product.
    """
    number = ndc11(folded(line.ndc.number)) if line.ndc and line.ndc.number else None
    if number is None or not folded(line.code):
        return
    code = context.code_of(line)
    if code is not None and code.is_noc:
        return
    codes = codes_of(number, context)
    if not codes and not any(low <= number <= high for low, high in _complete(context)):
        yield NotChecked(missing="NDC crosswalk", line=line.number)
    elif folded(line.code) not in codes:
        yield Finding(
            message="other" if codes else "unknown",
            line=line.number,
            field_name="ndc.number",
            severity=None if codes else Severity.WARNING,
            is_cause=bool(codes),
            data={"ndc": number, "right": joined(codes), "code": folded(line.code)},
        )


def _complete(context: Context) -> tuple[tuple[str, str], ...]:
    return context.reference.complete.get("ndc", ())


@line_rule(
    "NDC-006",
    "ndc.quantity",
    where=with_ndc,
    title="NDC quantity disagrees with the units",
    carc="16",
    rarc=("M53", "M119"),
    overridable=True,
    source="X12 005010X222A1, loop 2410; CMS ASP NDC crosswalk",
    messages={"differs": "{quantity} {measure} are {units} units of {code}; {billed} are billed."},
)
def quantity(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The NDC quantity and the units are the same amount of drug.

    What is checked
        Quantity times the billing units that one NDC unit holds, against the units billed; less
        than one unit apart is rounding. For products whose vials state their own amount, that
        amount counts.

    Why payers deny it
        They compare both, and the rebate is claimed by the quantity.

    How to put it right
        Use the quantity shown, or correct the units.
    """
    ndc = line.ndc
    code = context.code_of(line)
    if ndc is None or line.units is None or code is None or code.is_noc:
        return
    if ndc.quantity is None:
        yield NotChecked(missing="ndc.qty", line=line.number)
        return
    written = folded(ndc.measure)
    if not written:
        yield NotChecked(missing="ndc.uom", line=line.number)
    if written not in QUALIFIERS:
        return
    each = units_each(line, written, context)
    if each is None:
        missing = "containers" if has_label_potency(line, context) else "product of the NDC"
        yield NotChecked(missing=missing, line=line.number)
        return
    held = Fraction(ndc.quantity) * each
    if abs(held - Fraction(line.units)) < 1:
        return
    yield Finding(
        message="differs",
        line=line.number,
        field_name="ndc.qty",
        data={
            "quantity": ndc.quantity,
            "measure": written,
            "units": as_decimal(held),
            "code": code.code,
            "billed": line.units,
        },
        fix=_agreeing(line, held, written, context),
    )


def _agreeing(line: LineSnapshot, held: Fraction, measure: str, context: Context) -> Fix | None:
    """The units of the dose where the quantity is theirs already, else the quantity."""
    due = units_due(line, context)
    if due and abs(held - due) < 1:
        return set_units(line, context, due)
    return _amount_fix(line, measure, context)

"""Fixes that several rules offer: units, modifiers, the JW line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from claims.scrubber.amounts import amounts
from claims.scrubber.claim_json import write_claim
from claims.scrubber.context import Context
from claims.scrubber.findings import Change, Fix, counted, measured, plain, spoken
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.modifiers import PRICING
from claims.scrubber.ndc import QUALIFIERS, quantity_of, units_each
from claims.scrubber.notation import folded
from claims.scrubber.quantities import BillingUnit, as_decimal
from claims.scrubber.snapshot import LineSnapshot

_CENT = Decimal("0.01")


def set_value(path: str, value: object, label: str) -> Fix:
    """One value replaced by another."""
    return Fix(label=label, changes=(Change(op="set", path=path, value=value),))


def set_units(line: LineSnapshot, context: Context, units: int) -> Fix:
    """The units of a line."""
    return set_value(f"{context.path(line)}.units", units, f"Bill {counted(units, 'unit')}")


def dose_units_fix(group: DrugGroup, context: Context) -> Fix | None:
    """The units of the dose, with what hangs on them: the JW line's units and NDC quantities.

    Nobody can say how several lines share the units, so there only one line has a fix.
    """
    found = amounts(group, context)
    if len(group.administered) != 1 or not found.expected_units:
        return None
    line = group.administered[0]
    changes = _units_changes(line, found.expected_units, context)
    label = f"Bill {counted(found.expected_units, 'unit')}"
    left = found.units_left or 0
    if found.total is not None and len(group.discarded) == 1 and left > 0:
        [waste] = group.discarded
        if waste.units != left:
            changes += _units_changes(waste, left, context)
            label += f", {spoken(left)} with JW"
    return Fix(label=label, changes=tuple(changes))


def with_dose_units(fix: Fix | None, group: DrugGroup, context: Context) -> Fix | None:
    """The fix, after the administered units were brought to those of the dose.

    None where they differ and several lines share them.
    """
    found = amounts(group, context)
    if fix is None or found.billed == found.expected_units:
        return fix
    if len(group.administered) != 1 or found.expected_units is None:
        return None
    units = set_units(group.administered[0], context, found.expected_units)
    return Fix(label=f"{units.label}. {fix.label}", changes=(*units.changes, *fix.changes))


def _units_changes(line: LineSnapshot, units: int, context: Context) -> list[Change]:
    changes = [*set_units(line, context, units).changes]
    ndc, measure = line.ndc, folded(line.ndc.measure if line.ndc else None)
    each = units_each(line, measure, context) if measure in QUALIFIERS else None
    if ndc is None or ndc.quantity is None or each is None:
        return changes
    if abs(Fraction(ndc.quantity) * each - units) >= 1:
        right = quantity_of(line, units, measure, context)
        if right is not None:
            path = f"{context.path(line)}.ndc.qty"
            changes.append(Change(op="set", path=path, value=plain(right)))
    return changes


def set_modifiers(line: LineSnapshot, context: Context, modifiers: Iterable[str]) -> Change:
    """The modifiers of a line."""
    return Change(op="set", path=f"{context.path(line)}.modifiers", value=list(modifiers))


def without(line: LineSnapshot, *unwanted: str) -> list[str]:
    """The modifiers of a line as written, without some."""
    return [one for one in line.modifiers or () if folded(one) not in unwanted]


def add_modifier(line: LineSnapshot, context: Context, modifier: str, label: str) -> Fix | None:
    """One more modifier, behind those that set the price; None where four stand already."""
    written = list(line.modifiers or ())
    if len(context.modifiers(line)) >= 4:
        return None
    pricing = [one for one in written if folded(one) in PRICING]
    rest = [one for one in written if folded(one) not in PRICING]
    changed = set_modifiers(line, context, [*pricing, modifier, *rest])
    return Fix(label=label, changes=(changed,))


def whole_containers_fix(group: DrugGroup, context: Context) -> Fix | None:
    """One line and JZ: nothing whole is left, so the discarded lines go and JZ comes."""
    lines = group.administered
    if not lines or any(len(without(line, "JZ")) >= 4 for line in lines):
        return None
    changes = [
        set_modifiers(line, context, [*without(line, "JW", "JZ"), "JZ"])
        for line in lines
        if "JZ" not in context.modifiers(line)
    ]
    changes += _without_lines(group.discarded, context)
    label = "Bill JZ, without a JW line" if group.discarded else "Add JZ: nothing is discarded"
    return Fix(label=label, changes=tuple(changes))


def jw_line_fix(
    group: DrugGroup, context: Context, units: int, discarded: Fraction, unit: BillingUnit
) -> Fix | None:
    """A JW line of ``units`` for the discarded amount; the administered line loses JW and JZ.

    Its charge is a share of the administered line's, so wrong units there come first.
    """
    if len(group.administered) != 1 or group.discarded or units < 1:
        return None
    line = group.administered[0]
    is_priced = line.units is not None and line.charge is not None
    if is_priced and line.units != amounts(group, context).expected_units:
        return None
    written = next(
        (
            one
            for one in _written_lines(context)
            if isinstance(one, dict) and one.get("n") == line.number
        ),
        None,
    )
    charge = _share(line.charge, units, line.units)
    if written is None:
        return None
    amount = as_decimal(discarded)
    mirrored = _mirror(written, context, line, units)
    mirrored["discarded"] = {"amount": plain(amount), "uom": unit.measure}
    if charge is not None:
        mirrored["charge"] = f"{charge:.2f}"
    changes = [Change(op="insert", path=f"lines[{len(context.claim.lines)}]", value=mirrored)]
    if {"JW", "JZ"} & set(context.modifiers(line)):
        changes.insert(0, set_modifiers(line, context, without(line, "JW", "JZ")))
    if context.claim.total is not None and charge is not None:
        total = f"{context.claim.total + charge:.2f}"
        changes.append(Change(op="set", path="total", value=total))
    label = f"Add a JW line: {counted(units, 'unit')}, {measured(amount, unit.measure)} discarded"
    return Fix(label=label, changes=tuple(changes))


_MIRRORED = (
    "code",
    "dos_from",
    "dos_to",
    "pos",
    "dx_pointers",
    "route",
    "brand",
    "drug",
    "container_type",
    "description",
    "drug_source",
)


def _mirror(
    written: dict[str, object], context: Context, line: LineSnapshot, units: int
) -> dict[str, object]:
    mirrored = {key: written[key] for key in _MIRRORED if key in written}
    mirrored["n"] = max(one.number for one in context.claim.lines) + 1
    mirrored["units"] = units
    mirrored["modifiers"] = ["JW", *without(line, "JW", "JZ")]
    if line.ndc is not None:
        mirrored["ndc"] = _ndc_share(line, units)
    return mirrored


def _ndc_share(line: LineSnapshot, units: int) -> dict[str, object]:
    ndc = line.ndc
    if ndc is None:
        return {}
    shared: dict[str, object] = {}
    if ndc.number is not None:
        shared["number"] = ndc.number
    if ndc.measure is not None:
        shared["uom"] = ndc.measure
    if ndc.quantity is not None and line.units:
        # The NDC quantity of the discarded part, in the three decimals that CTP04 carries.
        share = ndc.quantity * units / line.units
        if share == share.quantize(Decimal("0.001")):
            shared["qty"] = plain(share)
    return shared


def _share(charge: Decimal | None, units: int, billed: Decimal | None) -> Decimal | None:
    """The same charge per unit, to the cent."""
    if charge is None or billed is None or billed <= 0:
        return None
    return (charge * units / billed).quantize(_CENT, rounding=ROUND_HALF_UP)


def _written_lines(context: Context) -> list[object]:
    lines = write_claim(context.claim)["lines"]
    return lines if isinstance(lines, list) else []


def _without_lines(lines: tuple[LineSnapshot, ...], context: Context) -> list[Change]:
    """Lines taken out from the end, so that the earlier paths stay true; the total follows."""
    paths = sorted((context.path(line) for line in lines), key=_position, reverse=True)
    changes = [Change(op="remove", path=path) for path in paths]
    charges = [line.charge for line in lines]
    if lines and context.claim.total is not None and all(one is not None for one in charges):
        total = context.claim.total - sum((one for one in charges if one is not None), Decimal(0))
        changes.append(Change(op="set", path="total", value=f"{total:.2f}"))
    return changes


def remove_lines(lines: tuple[LineSnapshot, ...], context: Context, label: str) -> Fix:
    """Lines taken off the claim."""
    return Fix(label=label, changes=tuple(_without_lines(lines, context)))


def _position(path: str) -> int:
    return int(path.removeprefix("lines[").removesuffix("]"))

"""What is known of an NDC: its code, its product, and how much of it a billing unit is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from claims.scrubber.context import Context
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.notation import ndc11
from claims.scrubber.products import product_index
from claims.scrubber.quantities import BillingUnit, as_decimal, convert
from claims.scrubber.reference import ProductFacts
from claims.scrubber.snapshot import ContainerSnapshot, LineSnapshot

QUALIFIERS = ("UN", "ML", "GR", "F2", "ME")
# 837P CTP04 carries three decimals in practice.
_SMALLEST = Decimal("0.001")
_SPLITS = ((4, 4, 2), (5, 3, 2), (5, 4, 1))
_MASSES = {"GR": "g", "ME": "mg", "F2": "unit"}


def readings(ten: str) -> tuple[str, ...]:
    """The three readings of ten digits, each as 5-4-2 with hyphens."""
    found = []
    for labeler, product, _package in _SPLITS:
        parts = (ten[:labeler], ten[labeler : labeler + product], ten[labeler + product :])
        found.append(f"{parts[0].zfill(5)}-{parts[1].zfill(4)}-{parts[2].zfill(2)}")
    return tuple(found)


def codes_of(number: str, context: Context) -> tuple[str, ...]:
    """The codes that eleven digits bill: as a package, else by labeler and product."""
    exact = {one.hcpcs for one in _products(number, context) if ndc11(one.ndc) == number}
    rows = context.reference.crosswalk.get(number[:9], ())
    exact |= {row.code for row in rows if row.ndc == number}
    if exact:
        return tuple(sorted(exact))
    near = {one.hcpcs for one in _products(number, context)} | {row.code for row in rows}
    return tuple(sorted(near))


def ended_on(number: str, context: Context) -> dt.date | None:
    """The last day of the package on the market, where it is known."""
    days = [one.ndc_ended for one in _products(number, context) if ndc11(one.ndc) == number]
    days += [
        row.ended for row in context.reference.crosswalk.get(number[:9], ()) if row.ndc == number
    ]
    return max((day for day in days if day is not None), default=None)


def product_of(line: LineSnapshot, context: Context) -> ProductFacts | None:
    """The presentation that the line's NDC names, else the only one that its brand leaves."""
    key = ("product", line.number)
    if key not in context.memo:
        context.memo[key] = _product_of(line, context)
    found: ProductFacts | None = context.memo[key]
    return found


def _product_of(line: LineSnapshot, context: Context) -> ProductFacts | None:
    number = ndc11(line.ndc.number) if line.ndc else None
    exact = [one for one in _products(number or "", context) if ndc11(one.ndc) == number]
    if len(exact) == 1:
        return exact[0]
    named = context.named_products(line)
    return named[0] if len(named) == 1 else None


def measure_of(line: LineSnapshot, context: Context) -> str | None:
    """The unit in which the line's product is reported: what every candidate says."""
    one = product_of(line, context)
    candidates = (one,) if one is not None else context.named_products(line)
    kinds = {each.ndc_measure for each in candidates if each.ndc_measure}
    return kinds.pop() if len(kinds) == 1 else None


def units_each(line: LineSnapshot, measure: str, context: Context) -> Fraction | None:
    """Billing units in one ``measure`` (UN, ML, GR, F2, ME) of the line's product, else None.

    A label-potency product counts what is printed on the vials opened, never its nominal size.
    """
    unit = context.unit_of(line)
    if unit is None:
        return None
    if measure in _MASSES:
        held = convert(unit.amount, unit.measure, _MASSES[measure])
        return None if not held else 1 / held
    one = product_of(line, context)
    candidates = (one,) if one is not None else context.named_products(line)
    if any(each.label_potency for each in candidates):
        return _printed(line, measure, context)
    shares = {_share(each, measure, unit, context) for each in candidates}
    return shares.pop() if len(shares) == 1 else None


def quantity_of(
    line: LineSnapshot, units: Decimal | int | None, measure: str, context: Context
) -> Decimal | None:
    """The quantity that so many billing units come to, to three decimals; None where none can."""
    each = units_each(line, measure, context)
    if not each or units is None or units <= 0:
        return None
    rounded = as_decimal(Fraction(units) / each).quantize(_SMALLEST, rounding=ROUND_HALF_UP)
    return rounded if rounded > 0 else None


def has_label_potency(line: LineSnapshot, context: Context) -> bool:
    """Whether the line's product says on each vial what is in it."""
    one = product_of(line, context)
    candidates = (one,) if one is not None else context.named_products(line)
    return any(each.label_potency for each in candidates)


def _share(
    product: ProductFacts, measure: str, unit: BillingUnit, context: Context
) -> Fraction | None:
    """Billing units in one container, or one millilitre, of the product: reckoned once."""
    key = ("share", id(product), measure, unit.amount, unit.measure)
    memo = context.reference.memo
    if key not in memo:
        memo[key] = _reckoned(product, measure, unit)
    found: Fraction | None = memo[key]
    return found


def _reckoned(product: ProductFacts, measure: str, unit: BillingUnit) -> Fraction | None:
    held = convert(product.strength, product.measure, unit.measure)
    if held is None or measure == "UN":
        return None if held is None else held / Fraction(unit.amount)
    if measure != "ML" or not product.volume_ml:
        return None
    return held / Fraction(product.volume_ml) / Fraction(unit.amount)


def _printed(line: LineSnapshot, measure: str, context: Context) -> Fraction | None:
    """Billing units a vial, or a millilitre, of those opened, by the amounts printed on them."""
    unit = context.unit_of(line)
    opened = tuple(_opened(line, context))
    size = _size_counted(line, measure, context)
    if size is None or unit is None or not opened:
        return None
    held = [convert(one.size, one.measure, unit.measure) for one in opened]
    count = sum((Fraction(one.count) for one in opened), Fraction(0))
    if count <= 0 or any(one is None for one in held):
        return None
    pairs = zip(held, opened, strict=True)
    total = sum((each * Fraction(one.count) for each, one in pairs if each), Fraction(0))
    return total / count / size / Fraction(unit.amount)


def _size_counted(line: LineSnapshot, measure: str, context: Context) -> Fraction | None:
    """What one container counts as: 1 vial, or the millilitres of the only presentation."""
    if measure == "UN":
        return Fraction(1)
    one = product_of(line, context)
    if measure != "ML" or one is None or not one.volume_ml:
        return None
    return Fraction(one.volume_ml)


def _opened(line: LineSnapshot, context: Context) -> Iterator[ContainerSnapshot]:
    """The containers of the line; a JW line shares those of its drug."""
    group = next((one for one in drug_groups(context) if line in one.lines), None)
    lines = (line,) if line.containers else _with_containers(group)
    for one in lines:
        yield from one.containers or ()


def _with_containers(group: DrugGroup | None) -> tuple[LineSnapshot, ...]:
    return tuple(one for one in group.administered if one.containers) if group else ()


def _products(number: str, context: Context) -> tuple[ProductFacts, ...]:
    """Products of the same labeler and product digits."""
    if len(number) != 11:
        return ()
    return product_index(context.reference).by_labeler.get(number[:9], ())

"""From a dose and the vials opened for it to the lines of a right claim.

Medicare Claims Processing Manual, chapter 17, sections 10 and 40: the dose is rounded up to whole
billing units once; what the vials hold beyond it is discarded and billed with JW; nothing
discarded is JZ, where the payer asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from claims.demo.fixtures import Entry
from claims.demo.plan import Catalogue, PlannedLine, Vials

THOUSANDTH = Decimal("0.001")


def whole_units(amount: Decimal, unit: Decimal) -> int:
    """Billing units that cover ``amount``, at least one."""
    return max(1, int((amount / unit).to_integral_value(ROUND_CEILING)))


def lines_of_visit(
    course: Entry, vials: list[Vials], dose: Decimal, payer: str, catalogue: Catalogue
) -> tuple[PlannedLine, ...]:
    """Drug lines, then the administration lines, with charges."""
    terms = catalogue.terms[payer]
    lines: list[PlannedLine] = []
    for part, given in _parts(vials, dose, by_ndc=terms["ndc"] == "required"):
        lines += _drug_lines(course, part, given, terms["waste_modifiers"], catalogue)
    lines += [
        PlannedLine(
            code=code, units=units, minutes=minutes, charge_cents=units * catalogue.charges[code]
        )
        for code, units, minutes in course["administration"]
    ]
    return tuple(lines)


def _parts(
    vials: list[Vials], dose: Decimal, *, by_ndc: bool
) -> Iterator[tuple[list[Vials], Decimal]]:
    """All vials together; where the payer wants each NDC on its own line, each size apart."""
    if not by_ndc:
        yield vials, dose
        return
    left = dose
    for size in vials:
        given = min(left, size.content)
        left -= given
        yield [size], given


def _drug_lines(
    course: Entry, vials: list[Vials], given: Decimal, waste_modifiers: str, catalogue: Catalogue
) -> list[PlannedLine]:
    """The line of the amount given and, when a whole unit or more is left, the JW line."""
    first = vials[0].of
    content = sum((part.content for part in vials), Decimal(0))
    units = whole_units(given, first.unit)
    wasted = whole_units(content, first.unit) - units if first.is_single_dose else 0
    nothing_left = "JZ" if first.is_single_dose and waste_modifiers == "required" else ""
    extra = tuple(course.get("modifiers", ()))
    shared = {
        "code": first.hcpcs,
        "route": course["route"],
        "product": first.brand if len(vials) > 1 else f"{first.brand} {first.name}",
        "measure": first.measure,
        "drug_source": "buy_and_bill",
    }
    price = catalogue.charges[first.hcpcs]
    ndc, ndc_wasted = _ndc_quantities(vials, given, content, is_split=wasted > 0)
    administered = PlannedLine(
        **shared,
        units=units,
        charge_cents=units * price,
        modifiers=extra if wasted or not nothing_left else (*extra, nothing_left),
        dose=given,
        vials=tuple(vials),
        **ndc,
    )
    if not wasted:
        return [administered]
    discarded = PlannedLine(
        **shared,
        units=wasted,
        charge_cents=wasted * price,
        modifiers=(*extra, "JW"),
        discarded=content - given,
        **ndc_wasted,
    )
    return [administered, discarded]


def _ndc_quantities(
    vials: list[Vials], given: Decimal, content: Decimal, *, is_split: bool
) -> tuple[Entry, Entry]:
    """NDC fields of the administered and of the discarded line; none for several NDCs on one."""
    first = vials[0].of
    if len(vials) > 1 or not first.ndc:
        return {}, {}
    whole = vials[0].count * first.volume
    part = (whole * given / content).quantize(THOUSANDTH) if is_split else whole
    named = {"ndc": first.ndc, "ndc_measure": first.ndc_measure}
    return {**named, "ndc_quantity": part}, {**named, "ndc_quantity": whole - part}

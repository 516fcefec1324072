"""Numbers a report gives beside its findings: units, JW units, NDC, best containers."""

from __future__ import annotations

from decimal import Decimal

from claims.scrubber.amounts import GroupAmounts, amounts
from claims.scrubber.context import Context
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import ndc11
from claims.scrubber.products import product_index
from claims.scrubber.quantities import as_decimal, best_containers, convert
from claims.scrubber.report import ComputedLine


def computed(groups: tuple[DrugGroup, ...], context: Context) -> tuple[ComputedLine, ...]:
    """One row per drug group, at its first administered line."""
    return tuple(_row(group, context) for group in groups if group.administered)


def _row(group: DrugGroup, context: Context) -> ComputedLine:
    line = group.anchor
    found = amounts(group, context)
    is_multi = context.container_type(line) == "multi"
    return ComputedLine(
        line=line.number,
        units=found.expected_units,
        jw_units=None if is_multi else found.jw_units,
        ndc11=ndc11(line.ndc.number) if line.ndc else None,
        best_containers=best_of_family(group, context, found),
    )


def best_of_family(
    group: DrugGroup, context: Context, found: GroupAmounts
) -> tuple[tuple[Decimal, int], ...] | None:
    """The containers of the product's own sizes that waste least; None where it is not one."""
    key = ("best containers", group.anchor.number)
    if key not in context.memo:
        context.memo[key] = _best(group, context, found)
    best: tuple[tuple[Decimal, int], ...] | None = context.memo[key]
    return best


def _best(
    group: DrugGroup, context: Context, found: GroupAmounts
) -> tuple[tuple[Decimal, int], ...] | None:
    sizes = family_sizes(group, context)
    if not sizes or found.dose is None or found.unit is None:
        return None
    return best_containers(as_decimal(found.dose), sizes)


def family_sizes(group: DrugGroup, context: Context) -> tuple[Decimal, ...]:
    """Sizes in which the one single-dose product of the group is sold, in the code's measure.

    None for a label-potency product: only what is printed on its vial counts on a claim.
    """
    line = group.anchor
    unit = context.unit_of(line)
    products = context.products_of(line)
    brands = {one.brand for one in products}
    if any(one.label_potency for one in products):
        return ()
    if unit is None or len(brands) != 1 or context.container_type(line) != "single":
        return ()
    sizes = [
        convert(one.strength, one.measure, unit.measure)
        for one in product_index(context.reference).by_code.get(group.code, ())
        if one.brand in brands and one.container == "single"
    ]
    known = [as_decimal(size) for size in sizes if size is not None]
    return tuple(sorted(set(known))) if len(known) == len(sizes) else ()

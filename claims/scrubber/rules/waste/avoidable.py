"""WST-007: containers that leave more than others would."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from claims.scrubber.amounts import amounts
from claims.scrubber.computed import best_of_family
from claims.scrubber.context import Context
from claims.scrubber.findings import TIMES, Finding, NotChecked, Outcome, Severity, measured
from claims.scrubber.grouping import DrugGroup, opened
from claims.scrubber.quantities import as_decimal
from claims.scrubber.rule import group_rule


@group_rule(
    "WST-007",
    "waste.avoidable",
    title="More container opened than the dose needs",
    severity=Severity.WARNING,
    carc="153",
    rarc=("N362",),
    overridable=True,
    source="Noridian drug wastage, JW and JZ",
    messages={"avoidable": "{chosen} leave {left}; {best} would leave {least}."},
)
def avoidable(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The containers opened are those that leave least.

    What is checked
        The total of the recorded containers against the least total of the product's own sizes
        that holds the dose. Products whose vials print what they hold have no such sizes.

    Why payers deny it
        Waste that another size would have avoided is not paid.

    How to put it right
        Use the sizes named, or keep the reason (shortage, stock) in the chart.
    """
    line = group.anchor
    found = amounts(group, context)
    if not group.administered or context.container_type(line) != "single":
        return
    if any(one.label_potency for one in context.products_of(line)):
        return
    if found.unit is not None and found.total is None:
        yield NotChecked(missing=found.total_missing, line=line.number)
        return
    if found.dose is None or found.unit is None:
        yield NotChecked(missing=found.dose_missing, line=line.number)
        return
    best = best_of_family(group, context, found)
    if best is None:
        yield NotChecked(missing="product sizes", line=line.number)
        return
    least = sum((size * count for size, count in best), Decimal(0))
    if found.total is not None and found.total > Fraction(least):
        measure = found.unit.measure
        yield Finding(
            message="avoidable",
            line=line.number,
            field_name="containers",
            data={
                "chosen": opened(group),
                "left": measured(as_decimal(found.total - found.dose), measure),
                "best": " + ".join(
                    f"{count} {TIMES} {measured(size, measure)}" for size, count in best
                ),
                "least": measured(as_decimal(Fraction(least) - found.dose), measure),
            },
        )

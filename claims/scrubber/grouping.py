"""Drug groups: the lines of one code, one day and one product.

A line that names no product joins the only product of its code and day, otherwise it stands with
the others that name none. A product is a brand family; without a brand, an NDC.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from claims.scrubber.context import Context
from claims.scrubber.findings import TIMES, measured, spoken
from claims.scrubber.notation import folded, name_key, ndc11
from claims.scrubber.snapshot import LineSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugGroup:
    """Administered lines and lines of discarded drug (JW) that belong together.

    ``lines`` are all of them in order of their number.
    """

    code: str
    day: dt.date | None
    product: str
    administered: tuple[LineSnapshot, ...]
    discarded: tuple[LineSnapshot, ...]
    lines: tuple[LineSnapshot, ...] = field(init=False)

    def __post_init__(self) -> None:
        lines = sorted(self.administered + self.discarded, key=lambda one: one.number)
        object.__setattr__(self, "lines", tuple(lines))

    @property
    def anchor(self) -> LineSnapshot:
        """Where a finding about the group is shown: its first administered line."""
        return (self.administered or self.discarded)[0]


def is_of_brand(name: str, brand: str) -> bool:
    """Whether a name key is the brand's, or that of one of its presentations: zemaira 5 g."""
    return name == brand or name.startswith(f"{brand} ")


def drug_groups(context: Context) -> tuple[DrugGroup, ...]:
    """The drug groups of a claim, in order of their first line."""
    if "groups" not in context.memo:
        context.memo["groups"] = _drug_groups(context)
    found: tuple[DrugGroup, ...] = context.memo["groups"]
    return found


def _drug_groups(context: Context) -> tuple[DrugGroup, ...]:
    by_day: dict[tuple[str, dt.date | None], list[LineSnapshot]] = {}
    for line in sorted(context.claim.lines, key=lambda one: one.number):
        if context.is_drug(line):
            by_day.setdefault((folded(line.code), line.dos_from), []).append(line)
    groups = [
        _group(context, code, day, product, members)
        for (code, day), lines in by_day.items()
        for product, members in _by_product(context, lines).items()
    ]
    return tuple(sorted(groups, key=lambda group: group.lines[0].number))


def ndc_key(line: LineSnapshot) -> str:
    """The eleven digits of the line's NDC; "" where there is none or it is not clear."""
    return (ndc11(line.ndc.number) if line.ndc else None) or ""


def of_one_ndc(group: DrugGroup, line: LineSnapshot) -> DrugGroup:
    """The lines of the group whose NDC may be that of ``line``: the same, or none."""
    alike = {ndc_key(line), ""}

    def lines(of: tuple[LineSnapshot, ...]) -> tuple[LineSnapshot, ...]:
        return tuple(one for one in of if ndc_key(line) == "" or ndc_key(one) in alike)

    given, left = lines(group.administered), lines(group.discarded)
    if len(given) == len(group.administered) and len(left) == len(group.discarded):
        return group
    return replace(group, administered=given, discarded=left)


def product_key(context: Context, line: LineSnapshot) -> str:
    """The product a line names; "" when it names none."""
    named = context.named_products(line)
    if named:
        return name_key(named[0].brand)
    if name_key(line.brand):
        return name_key(line.brand)
    number = ndc_key(line)
    if number:
        return f"ndc {number[:9]}"  # labeler and product; the last two digits are the package
    code = context.code_of(line)
    # An unclassified code bills any drug, so there the name alone tells two products apart.
    return name_key(line.drug) if code is not None and code.is_noc else ""


def _by_product(context: Context, lines: list[LineSnapshot]) -> dict[str, list[LineSnapshot]]:
    keys = [product_key(context, line) for line in lines]
    named = {key for key in keys if key}
    only = next(iter(named)) if len(named) == 1 else ""
    found: dict[str, list[LineSnapshot]] = {}
    for key, line in zip(keys, lines, strict=True):
        found.setdefault(key or only, []).append(line)
    return found


def _group(
    context: Context, code: str, day: dt.date | None, product: str, lines: list[LineSnapshot]
) -> DrugGroup:
    return DrugGroup(
        code=code,
        day=day,
        product=product,
        administered=tuple(one for one in lines if "JW" not in context.modifiers(one)),
        discarded=tuple(one for one in lines if "JW" in context.modifiers(one)),
    )


def opened(group: DrugGroup) -> str:
    """The recorded containers in words: 1 times 400 mg + 1 times 100 mg."""
    return " + ".join(
        f"{spoken(one.count)} {TIMES} {measured(one.size, one.measure)}"
        for line in group.administered
        for one in line.containers or ()
    )

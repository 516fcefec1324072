"""COD-003 to COD-005: whether the code stands for the drug that was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claims.scrubber.amounts import amounts
from claims.scrubber.context import Context, is_active
from claims.scrubber.findings import Change, Finding, Fix, Outcome, Severity, counted, joined
from claims.scrubber.fixes import set_units, set_value
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.ndc import codes_of
from claims.scrubber.notation import folded, name_key, ndc11
from claims.scrubber.products import product_index
from claims.scrubber.quantities import convert
from claims.scrubber.reference import ProductFacts
from claims.scrubber.rule import group_rule, line_rule
from claims.scrubber.snapshot import LineSnapshot


@line_rule(
    "COD-003",
    "code.disputed",
    title="Guide and official file disagree about the code",
    carc="16",
    rarc=("N56", "M20"),
    overridable=True,
    source="CMS HCPCS Level II file beside the guide article",
    messages={
        "editorial": 'The guide to {code} says "{editorial}"; the official file says '
        '"{official}". The line names {editorial_drug}.',
        "not_stated": 'The guide to {code} says "{editorial}"; the official file says '
        '"{official}". The line does not name its drug.',
    },
)
def disputed_code(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The drug on the line is the one the official file gives for the code.

    What is checked
        Codes for which a guide and the official file name different drugs. The line's drug is
        compared with both; a line that names no drug is warned about.

    Why payers deny it
        The payer reads the official file: it would pay for, or refuse, another drug.

    How to put it right
        Bill the code of the drug that was given. Do not bill before the dispute is settled.
    """
    conflict = context.conflict_of(line)
    if conflict is None:
        return
    stated = context.side_of(line, conflict)
    if stated == "official":
        return
    severity = Severity.WARNING if stated == "none" or context.is_editorial else Severity.ERROR
    yield Finding(
        message="not_stated" if stated == "none" else "editorial",
        line=line.number,
        field_name="code",
        severity=severity,
        # A warning holds the unit check back only where the unit itself is disputed.
        is_cause=stated == "editorial" or _disputes_unit(line, context),
        data={
            "code": folded(line.code),
            "editorial": conflict.editorial,
            "official": conflict.official,
            "editorial_drug": conflict.editorial_drug or "",
        },
    )


def _disputes_unit(line: LineSnapshot, context: Context) -> bool:
    code, stated = context.code_of(line), context.editorial_unit(line)
    if code is None or stated is None:
        return False
    return convert(stated.amount, stated.measure, code.unit_measure or "") != code.unit_amount


@line_rule(
    "COD-004",
    "code.unclassified-narrative",
    title="Unclassified code without drug name, dose or NDC",
    carc="16",
    rarc=("N350", "M123"),
    source="Palmetto GBA, unclassified drug billing",
    messages={
        "missing": "{code} needs {missing} on the line.",
        "units": "{code} is billed as 1 unit; {units} billed.",
    },
)
def unclassified_narrative(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """An unclassified code says in words what was given.

    What is checked
        The line has a description, a dose and an NDC, and bills one unit.

    Why payers deny it
        The code alone does not name a drug, so there is nothing to price.

    How to put it right
        Enter the drug's name, the dose and the NDC; bill one unit.
    """
    code = context.code_of(line)
    if code is None or not code.is_noc:
        return
    is_jw = "JW" in context.modifiers(line)
    dose = line.discarded if is_jw else line.dose
    number = folded(line.ndc.number) if line.ndc else ""
    parts = (
        ("description", "the drug name in the description", bool(folded(line.description))),
        ("dose", "the dose", dose is not None or line.dose is not None),
        ("ndc.number", "the NDC", bool(number)),
    )
    missing = [(field_name, name) for field_name, name, there in parts if not there]
    if missing:
        yield Finding(
            message="missing",
            line=line.number,
            field_name=missing[0][0],
            data={"code": code.code, "missing": joined([name for _field, name in missing])},
        )
    if line.units is not None and line.units != 1:
        path = f"{context.path(line)}.units"
        yield Finding(
            message="units",
            line=line.number,
            field_name="units",
            data={"code": code.code, "units": line.units},
            fix=set_value(path, 1, "Bill 1 unit"),
        )


@group_rule(
    "COD-005",
    "code.product-has-another",
    title="The drug has another code",
    carc="16",
    rarc=("N657", "N56"),
    overridable=True,
    source="CMS HCPCS Level II file and product labels",
    messages={"other": "{name} is billed with {right}, not {code}."},
)
def product_has_another(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The product named on the line belongs to the code billed.

    What is checked
        Brand, drug and NDC against the products, the NDC crosswalk and the drugs of other codes: a
        drug that is known under codes in force on that day, and not under this one. Said once for
        a drug and its JW line.

    Why payers deny it
        A product with a code of its own is not paid under a general or another code.

    How to put it right
        Bill the code named here, or correct the product.
    """
    for line in (*group.administered, *group.discarded):
        right = _right_codes(line, context)
        if not right:
            continue
        yield Finding(
            message="other",
            line=line.number,
            field_name="code",
            data={"name": _name(line, context), "right": " or ".join(right), "code": group.code},
            fix=_recoded(group, context, right[0]) if len(right) == 1 else None,
        )
        return


def _right_codes(line: LineSnapshot, context: Context) -> tuple[str, ...]:
    """Codes in force of the product the line names; none when this code is one of its codes."""
    found = {one.hcpcs for one in _identified(line, context)}
    number = ndc11(line.ndc.number) if line.ndc else None
    found |= set(codes_of(number, context)) if number else set()
    found |= _codes_of_drug(line, context)
    if folded(line.code) in found:
        return ()
    return tuple(sorted(code for code in found if _is_in_force(code, line, context)))


def _codes_of_drug(line: LineSnapshot, context: Context) -> set[str]:
    """The codes of the drug that the line names, where its own code does not name it."""
    drug = _other_drug(line, context)
    return {
        code
        for code, rows in context.reference.codes.items()
        if drug and any(name_key(one.drug) == drug for one in rows)
    }


def _recoded(group: DrugGroup, context: Context, code: str) -> Fix:
    """The code of every line of the same drug, with the units that it counts the dose in."""
    changes = [
        Change(op="set", path=f"{context.path(one)}.code", value=code) for one in group.lines
    ]
    label = f"Bill {code}"
    lines = tuple(
        replace(one, code=code) if one in group.lines else one for one in context.claim.lines
    )
    after = Context(claim=replace(context.claim, lines=lines), reference=context.reference)
    numbers = {one.number for one in group.lines}
    again = (one for one in drug_groups(after) if numbers == {each.number for each in one.lines})
    for one in again:
        found = amounts(one, after)
        for side, units in (
            (one.administered, found.expected_units),
            (one.discarded, found.jw_units),
        ):
            if len(side) == 1 and units and side[0].units != units:
                changes += set_units(side[0], after, units).changes
                label += f", {counted(units, 'unit')}{' with JW' if side is one.discarded else ''}"
    return Fix(label=label, changes=tuple(changes))


def _identified(line: LineSnapshot, context: Context) -> tuple[ProductFacts, ...]:
    """Products that the brand, the drug or the NDC names, whichever code they have."""
    name, drug = name_key(line.drug), _other_drug(line, context)
    number = ndc11(line.ndc.number) if line.ndc else None
    index = product_index(context.reference)
    others = index.by_drug.get(drug, ()) if drug else ()
    others += index.by_ndc.get(number or "", ())
    others += index.by_brand.get(name, ()) if name else ()
    return context.named_products(line) + others


def _other_drug(line: LineSnapshot, context: Context) -> str:
    """The drug that the line names, unless its code may stand for it.

    A descriptor often says more than the name: midazolam is the drug of a code for Seizalam too,
    infliximab that of each biosimilar.
    """
    drug, own = name_key(line.drug), context.code_of(line)
    is_own = own is not None and drug in name_key(f"{own.drug or ''} {own.descriptor}")
    return "" if is_own else drug


def _name(line: LineSnapshot, context: Context) -> str:
    named = (one.brand for one in _identified(line, context))
    number = line.ndc.number if line.ndc else ""
    return line.brand or line.drug or next(named, f"NDC {number}")


def _is_in_force(code: str, line: LineSnapshot, context: Context) -> bool:
    rows = context.reference.codes.get(code, ())
    return not rows or line.dos_from is None or any(is_active(one, line.dos_from) for one in rows)

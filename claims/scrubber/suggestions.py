"""What the page offers beside a drug line: units with their working, and JZ or a JW line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from claims.scrubber.amounts import GroupAmounts, amounts
from claims.scrubber.context import Context
from claims.scrubber.engine import EXACT
from claims.scrubber.findings import Fix, counted, measured, spoken
from claims.scrubber.fixes import jw_line_fix, set_units, whole_containers_fix
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.quantities import as_decimal
from claims.scrubber.waste_terms import demand, excluded_setting

_DIVIDED_BY = "\u00f7"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSuggestion:
    """Offers for one administered drug line; ``missing`` says what stands in the way.

    ``discarded`` is in ``measure``; ``modifier`` is JZ, JW or None, with the reason in ``why``.
    """

    line: int
    units: int | None = None
    working: str = ""
    discarded: Decimal | None = None
    measure: str = ""
    jw_units: int | None = None
    modifier: str | None = None
    why: str = ""
    missing: str = ""
    units_fix: Fix | None = None
    waste_fix: Fix | None = None


def suggest(context: Context) -> tuple[LineSuggestion, ...]:
    """One suggestion per drug group, at its first administered line."""
    with localcontext(EXACT):
        return tuple(
            _suggestion(group, context) for group in drug_groups(context) if group.administered
        )


def _suggestion(group: DrugGroup, context: Context) -> LineSuggestion:
    line = group.anchor
    found = amounts(group, context)
    units = found.expected_units
    if units is None or found.unit is None or found.dose is None:
        return LineSuggestion(line=line.number, missing=found.dose_missing)
    modifier, why, waste_fix = _waste(group, context, found)
    is_alone = len(group.administered) == 1
    return LineSuggestion(
        line=line.number,
        units=units,
        working=_working(found, units),
        discarded=None if found.left is None else as_decimal(found.left),
        measure=found.unit.measure,
        jw_units=None if found.left is None else found.jw_units,
        modifier=modifier,
        why=why,
        units_fix=set_units(line, context, units) if is_alone and line.units != units else None,
        waste_fix=waste_fix,
    )


def _working(found: GroupAmounts, units: int) -> str:
    """``4,512 mg ÷ 10 mg = 451.2, rounded up to 452 units``."""
    if found.unit is None or found.dose is None:
        return ""
    ratio = found.dose / Fraction(found.unit.amount)
    left = f"{measured(as_decimal(found.dose), found.unit.measure)} {_DIVIDED_BY} "
    left += f"{measured(found.unit.amount, found.unit.measure)} = "
    if ratio == units:
        return left + counted(units, "unit")
    return f"{left}{spoken(as_decimal(ratio))}, rounded up to {counted(units, 'unit')}"


def _waste(
    group: DrugGroup, context: Context, found: GroupAmounts
) -> tuple[str | None, str, Fix | None]:
    line = group.anchor
    terms = context.terms_on(group.day)
    marks = {one for each in group.lines for one in context.modifiers(each)}
    if terms is None or group.day is None or marks & {"JW", "JZ"}:
        return None, "", None
    if context.container_type(line) != "single" or excluded_setting(line, context):
        return None, "", None
    if found.jw_units is None or found.left is None or found.unit is None:
        return None, "", None
    name = terms.payer_name
    if found.jw_units == 0:
        if demand(terms, group.day) is None:
            return None, "", None
        why = f"No whole unit is left and {name} asks for JZ."
        return "JZ", why, whole_containers_fix(group, context)
    if terms.waste_modifiers == "not_used":
        return None, "", None
    verb = "asks for" if demand(terms, group.day) else "accepts"
    left = measured(as_decimal(found.left), found.unit.measure)
    why = f"{left} is left, {counted(found.jw_units, 'unit')}; {name} {verb} a JW line."
    return "JW", why, jw_line_fix(group, context, found.jw_units, found.left, found.unit)

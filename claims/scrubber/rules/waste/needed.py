"""WST-001, WST-003, WST-008, WST-012: whether JW or JZ belongs on the line at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.scrubber.amounts import amounts, is_used_up
from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Change,
    Finding,
    Fix,
    NotChecked,
    Outcome,
    Severity,
    joined,
)
from claims.scrubber.fixes import (
    jw_line_fix,
    remove_lines,
    set_modifiers,
    whole_containers_fix,
    without,
)
from claims.scrubber.grouping import DrugGroup, ndc_key
from claims.scrubber.notation import folded
from claims.scrubber.rule import group_rule, line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.services import is_visit
from claims.scrubber.snapshot import LineSnapshot
from claims.scrubber.waste_terms import demand, excluded_setting


@group_rule(
    "WST-001",
    "waste.modifier-required",
    title="JW or JZ is missing on a single-dose drug",
    carc="16",
    rarc=("N822", "MA130"),
    overridable=True,
    source="CMS discarded drugs policy; Noridian JW and JZ",
    messages={
        "missing": "{code} comes in single-dose containers and {payer} asks for JZ (nothing "
        "discarded) or a JW line (discarded amount); neither is billed."
    },
)
def modifier_required(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A single-dose drug says what was discarded: JZ for nothing, a JW line for the rest.

    What is checked
        Payers that require the modifiers, separately payable drugs in single-dose containers. Lines
        with different NDCs each need their own. Required from 2023-07-01, edited from 2023-10-01.

    Why payers deny it
        The claim is returned without appeal rights and must be sent again.

    How to put it right
        Add JZ when the containers were used up, else a JW line with the discarded units.
    """
    line = group.anchor
    terms = context.terms_on(group.day)
    if not group.administered or excluded_setting(line, context):
        return
    if terms is None or group.day is None:
        yield NotChecked(missing="payer terms", line=line.number)
        return
    severity = demand(terms, group.day)
    if severity is None:
        return
    container = context.container_type(line)
    if container is None:
        yield NotChecked(missing="container_type", line=line.number)
    if container != "single":
        return
    for bare in _bare_lines(group, context):
        yield Finding(
            message="missing",
            line=bare.number,
            field_name="modifiers",
            severity=severity,
            data={"code": group.code, "payer": terms.payer_name},
            fix=_fix(group, context),
        )


def _bare_lines(group: DrugGroup, context: Context) -> tuple[LineSnapshot, ...]:
    """The first administered line of each NDC that no JW or JZ speaks for."""
    marked = {ndc_key(line) for line in group.lines if {"JW", "JZ"} & set(context.modifiers(line))}
    if "" in marked:
        return ()
    bare: dict[str, LineSnapshot] = {}
    for line in group.administered:
        number = ndc_key(line)
        if number not in marked and not (number == "" and marked):
            bare.setdefault(number, line)
    return tuple(bare.values())


def _fix(group: DrugGroup, context: Context) -> Fix | None:
    found = amounts(group, context)
    if is_used_up(found):
        return whole_containers_fix(group, context)
    if found.jw_units is None or found.unit is None or found.left is None:
        return None
    if found.jw_units == 0:
        return whole_containers_fix(group, context)
    return jw_line_fix(group, context, found.jw_units, found.left, found.unit)


@line_rule(
    "WST-003",
    "waste.multi-dose",
    where=with_modifiers,
    title="JW or JZ on a multi-dose container",
    carc="16",
    rarc=("N823",),
    source="NGS drugs and biologicals; CMS discarded drugs policy",
    messages={
        "multi": "{modifier} stands on a drug from a multi-dose container; it applies to "
        "single-dose containers only.",
        "multi_both": "{modifier} stand on a drug from a multi-dose container; they apply to "
        "single-dose containers only.",
        "unknown": "{modifier} applies to single-dose containers; the container is not known.",
        "unknown_both": "{modifier} apply to single-dose containers; the container is not known.",
    },
)
def multi_dose(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """JW and JZ stand on drugs from single-dose containers only.

    What is checked
        The container of the product, where the line carries JW or JZ.

    Why payers deny it
        What is left in a multi-dose container is for the next patient; its waste is never paid.

    How to put it right
        Take the modifier off; a JW line goes altogether.
    """
    marks = [one for one in ("JW", "JZ") if one in context.modifiers(line)]
    if not marks or not context.is_drug(line):
        return
    container = context.container_type(line)
    if container == "single":
        return
    fix = None
    if container == "multi":
        change = set_modifiers(line, context, without(line, "JW", "JZ"))
        fix = Fix(label=f"Take {joined(marks)} off", changes=(change,))
        if marks == ["JW"] and line.dose is None:
            fix = remove_lines((line,), context, "Take the JW line off")
    yield Finding(
        message=_numbered("multi" if container == "multi" else "unknown", marks),
        line=line.number,
        field_name="modifiers",
        severity=None if container == "multi" else Severity.INFO,
        is_cause=container == "multi",
        data={"modifier": joined(marks)},
        fix=fix,
    )


def _numbered(message: str, marks: Sequence[str]) -> str:
    """The message in the plural where both modifiers are spoken of."""
    return f"{message}_both" if len(marks) > 1 else message


@group_rule(
    "WST-008",
    "waste.not-needed",
    title="JW or JZ where the policy does not apply",
    severity=Severity.INFO,
    group=None,
    source="Noridian drug wastage, JW and JZ",
    messages={
        "not_needed": "{modifier} is not needed here: {reason}.",
        "not_needed_both": "{modifier} are not needed here: {reason}.",
    },
)
def not_needed(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """JW and JZ are left out where the discarded drug policy does not reach.

    What is checked
        Inpatient hospital, rural health clinic, federally qualified health center, packaged drugs
        in hospital departments, and payers that do not use the modifiers.

    Why payers deny it
        Most ignore the modifier; a few refuse it.

    How to put it right
        Leave the modifier out.
    """
    line = group.anchor
    held = {mark for one in group.lines for mark in context.modifiers(one)}
    marks = [mark for mark in ("JW", "JZ") if mark in held]
    if not marks:
        return
    terms = context.terms_on(group.day)
    reason = excluded_setting(line, context)
    if reason is None and terms is not None and terms.waste_modifiers == "not_used":
        reason = f"{terms.payer_name} does not use {'it' if len(marks) == 1 else 'them'}"
    if reason is not None:
        yield Finding(
            message=_numbered("not_needed", marks),
            line=line.number,
            field_name="modifiers",
            data={"modifier": joined(marks), "reason": reason},
        )


@line_rule(
    "WST-012",
    "waste.not-a-drug",
    where=with_modifiers,
    title="JW or JZ on a code that is not a drug",
    carc="4",
    rarc=("N519",),
    source="CMS discarded drugs policy",
    messages={
        "not_a_drug": "{modifier} stands on {code}; it belongs on the drug line.",
        "not_a_drug_both": "{modifier} stand on {code}; they belong on the drug line.",
    },
)
def not_a_drug(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """JW and JZ stand on the drug, not on its administration.

    What is checked
        Administration and visit codes with JW or JZ.

    Why payers deny it
        The modifier does not fit the code, so the line is refused.

    How to put it right
        Take it off here and look at the drug line.
    """
    code = context.code_of(line)
    marks = [one for one in ("JW", "JZ") if one in context.modifiers(line)]
    is_given = code is not None and code.kind == "administration"
    if not marks or not (is_given or is_visit(line, context)):
        return
    change: Change = set_modifiers(line, context, without(line, "JW", "JZ"))
    yield Finding(
        message=_numbered("not_a_drug", marks),
        line=line.number,
        field_name="modifiers",
        data={"modifier": joined(marks), "code": folded(line.code)},
        fix=Fix(label=f"Take {joined(marks)} off", changes=(change,)),
    )

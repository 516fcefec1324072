"""WST-002, WST-005, WST-010, WST-011: the JW line beside its administered line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claims.scrubber.amounts import amounts, is_used_up
from claims.scrubber.context import Context
from claims.scrubber.findings import (
    Change,
    Finding,
    Fix,
    NotChecked,
    Outcome,
    Severity,
    counted,
)
from claims.scrubber.fixes import (
    jw_line_fix,
    set_modifiers,
    set_units,
    whole_containers_fix,
    with_dose_units,
    without,
)
from claims.scrubber.grouping import DrugGroup, of_one_ndc
from claims.scrubber.notation import folded, ndc11
from claims.scrubber.rule import group_rule, line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.snapshot import LineSnapshot


@group_rule(
    "WST-002",
    "waste.contradiction",
    title="JW and JZ together for one drug",
    carc="16",
    rarc=("N519",),
    source="CMS discarded drugs policy",
    messages={
        "one_line": "JW says some was discarded, JZ says nothing was; line {line} carries both.",
        "two_lines": "JW on line {jw} says some was discarded, JZ on line {line} says nothing was.",
    },
)
def contradiction(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """One drug of one day carries JW or JZ, never both.

    What is checked
        The lines of one code, day and product. Lines with different NDCs may differ.

    Why payers deny it
        The two modifiers contradict each other, so the claim is returned.

    How to put it right
        Keep the one that the record of discarded drug supports.
    """
    for line in group.lines:
        marks = context.modifiers(line)
        if "JZ" not in marks:
            continue
        jw = line if "JW" in marks else next(iter(of_one_ndc(group, line).discarded), None)
        if jw is None:
            continue
        yield Finding(
            message="one_line" if jw == line else "two_lines",
            line=group.anchor.number,
            field_name="modifiers",
            data={"line": line.number, "jw": jw.number},
            fix=_fix_of_one(group, context, line) if jw == line else _fix(group, context, line),
        )
        return


def _fix_of_one(group: DrugGroup, context: Context, line: LineSnapshot) -> Fix | None:
    """The line by itself: JZ where nothing whole is left, else a JW line of its own."""
    alone = replace(group, administered=(line,), discarded=())
    found = amounts(alone, context)
    if len(group.lines) != 1:
        return None
    if found.units_left == 0 or is_used_up(found):
        change = set_modifiers(line, context, without(line, "JW"))
        return Fix(label="Keep JZ: the containers were used up", changes=(change,))
    if found.units_left is None or found.left is None or found.unit is None:
        return None
    return jw_line_fix(alone, context, found.units_left, found.left, found.unit)


def _fix(group: DrugGroup, context: Context, line: LineSnapshot) -> Fix | None:
    """The JW line goes where nothing whole is left, else JZ goes and JW bills what is left."""
    part = of_one_ndc(group, line)
    left = amounts(part, context).units_left
    if left is None or left < 0:
        return None
    if left == 0:
        return with_dose_units(whole_containers_fix(part, context), part, context)
    if len(part.discarded) != 1:
        return None
    marked = (one for one in part.administered if "JZ" in context.modifiers(one))
    changes = [set_modifiers(one, context, without(one, "JZ")) for one in marked]
    [waste] = part.discarded
    if waste.units != left:
        changes += set_units(waste, context, left).changes
    fix = Fix(label=f"Keep JW: {counted(left, 'unit')} left", changes=tuple(changes))
    return with_dose_units(fix, part, context)


@line_rule(
    "WST-005",
    "waste.administered-line",
    where=with_modifiers,
    title="JW line without an administered line",
    carc="16",
    rarc=("N823", "M53"),
    overridable=True,
    source="Noridian drug wastage, JW and JZ",
    messages={"alone": "Discarded {code} is billed, but no line of {day} bills what was given."},
)
def administered_line(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A JW line stands beside a line for the administered amount.

    What is checked
        A line with the same code and date of service that is no JW line.

    Why payers deny it
        Waste is paid only with a dose; a container discarded whole is not payable.

    How to put it right
        Add the administered line, or take the JW line off.
    """
    if "JW" not in context.modifiers(line) or not context.is_drug(line):
        return
    code = folded(line.code)
    has_companion = any(
        folded(one.code) == code
        and one.dos_from == line.dos_from
        and "JW" not in context.modifiers(one)
        for one in context.claim.lines
    )
    if not has_companion:
        yield Finding(
            message="alone",
            line=line.number,
            field_name="modifiers",
            data={
                "line": line.number,
                "code": code,
                "day": line.dos_from or "the same day",
            },
        )


@line_rule(
    "WST-010",
    "waste.documented",
    where=with_modifiers,
    title="Discarded amount is not documented",
    severity=Severity.WARNING,
    carc="252",
    rarc=("N706", "M127"),
    source="MCPM chapter 17, section 40",
    messages={"no_note": "JW is billed and no waste note is on file."},
)
def documented(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A JW line has a note of what was discarded.

    What is checked
        Whether a waste note is among the documents on file.

    Why payers deny it
        On review, discarded drug without amount, time and name is taken back.

    How to put it right
        Record the discarded amount, when, by whom and why.
    """
    if "JW" not in context.modifiers(line) or not context.is_drug(line):
        return
    if context.claim.documents is None:
        yield NotChecked(missing="documents", line=line.number)
    elif "waste" not in context.claim.documents:
        yield Finding(message="no_note", line=line.number, field_name="documents")


@group_rule(
    "WST-011",
    "waste.mirrored",
    title="JW line differs from its administered line",
    severity=Severity.WARNING,
    carc="16",
    rarc=("N823",),
    source="Noridian drug wastage, JW and JZ",
    messages={"differs": "Line {line} (JW) differs from line {given} in {fields}."},
)
def mirrored(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The JW line repeats the key data of its administered line.

    What is checked
        End date, place of service, NDC and diagnosis pointers.

    Why payers deny it
        Lines that differ are not recognised as one dose and its waste.

    How to put it right
        Copy the values from the administered line.
    """
    for line in group.discarded:
        pairs = [(_differences(line, given), given) for given in group.administered]
        if not pairs or any(not fields for fields, _ in pairs):
            continue
        fields, given = min(pairs, key=lambda pair: len(pair[0]))
        yield Finding(
            message="differs",
            line=line.number,
            field_name=fields[0],
            data={"line": line.number, "given": given.number, "fields": fields},
            fix=_mirror_fix(line, given, fields, context),
        )


def _differences(line: LineSnapshot, given: LineSnapshot) -> tuple[str, ...]:
    numbers = [(one.ndc.number if one.ndc else None) for one in (line, given)]
    same_ndc = (ndc11(numbers[0]) or numbers[0]) == (ndc11(numbers[1]) or numbers[1])
    differs = {
        "dos_to": (line.dos_to or line.dos_from) != (given.dos_to or given.dos_from),
        "pos": folded(line.place) != folded(given.place),
        "ndc.number": not same_ndc,
        "dx_pointers": (line.pointers or ()) != (given.pointers or ()),
    }
    return tuple(name for name, is_different in differs.items() if is_different)


def _mirror_fix(
    line: LineSnapshot, given: LineSnapshot, fields: tuple[str, ...], context: Context
) -> Fix | None:
    values: dict[str, object] = {
        "dos_to": given.dos_to.isoformat() if given.dos_to else None,
        "pos": given.place,
        "dx_pointers": list(given.pointers or ()),
        "ndc.number": given.ndc.number if given.ndc and line.ndc else None,
    }
    if any(values[name] is None for name in fields):
        return None
    path = context.path(line)
    changes = [Change(op="set", path=f"{path}.{name}", value=values[name]) for name in fields]
    return Fix(label=f"Copy from line {given.number}", changes=tuple(changes))

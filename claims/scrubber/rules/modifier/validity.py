"""MOD-001, MOD-002: whether the modifier exists and is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from claims.scrubber.context import Context, in_force
from claims.scrubber.findings import Finding, NotChecked, Outcome, spoken
from claims.scrubber.notation import CPT_MODIFIERS, is_modifier
from claims.scrubber.reference import ModifierFacts
from claims.scrubber.rule import line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.snapshot import LineSnapshot


def _subject(line: LineSnapshot, modifier: str) -> tuple[str, ...]:
    return (f"modifier:{line.number}:{modifier}",)


@line_rule(
    "MOD-001",
    "modifier.exists",
    where=with_modifiers,
    title="Modifier does not exist",
    carc="16",
    rarc=("N823", "M78"),
    source="CMS HCPCS modifier file",
    messages={
        "unknown": "{modifier} is not a modifier.",
        "shape": "{modifier} is not written like a modifier: two letters or digits.",
    },
)
def modifier_exists(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Each modifier stands in the table of modifiers.

    What is checked
        A modifier is two letters or digits. Absence is said only of a range in which the table
        lists every modifier; the CPT modifiers never are such a range here.

    Why payers deny it
        A modifier that does not exist returns the line.

    How to put it right
        Correct the modifier or take it off.
    """
    for modifier in dict.fromkeys(context.modifiers(line)):
        if not is_modifier(modifier):
            message = "shape"
        elif modifier in context.reference.modifiers or modifier in CPT_MODIFIERS:
            continue
        elif context.is_complete("modifiers", modifier):
            message = "unknown"
        else:
            yield NotChecked(missing="modifier table", line=line.number)
            continue
        yield Finding(
            message=message,
            line=line.number,
            field_name="modifiers",
            subjects=_subject(line, modifier),
            data={"modifier": modifier},
        )


@line_rule(
    "MOD-002",
    "modifier.in-force",
    where=with_modifiers,
    title="Modifier was not valid on the date of service",
    carc="182",
    rarc=("N823",),
    source="CMS HCPCS modifier file",
    messages={"outside": "{modifier} was not valid on {day}; it is valid {span}."},
)
def modifier_in_force(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Each modifier was in force on the date of service.

    What is checked
        The date of service against the days of effect of the modifier: JZ begins on 2023-01-01.
        Where the payer's terms say when 340B claims leave JG, JG is good until that day.

    Why payers deny it
        A modifier outside its days is read as no modifier, or returns the line.

    How to put it right
        Use the modifier that was in force on that day.
    """
    day = line.dos_from
    for modifier in dict.fromkeys(context.modifiers(line)):
        versions = context.reference.modifiers.get(modifier, ())
        if not versions:
            continue
        if day is None:
            yield NotChecked(missing="dos_from", line=line.number)
        elif not any(in_force(one, day) for one in versions) and not (
            modifier == "JG" and _is_kept(versions, day, context)
        ):
            spans = tuple(_span(one.effective_from, one.effective_through) for one in versions)
            yield Finding(
                message="outside",
                line=line.number,
                field_name="modifiers",
                subjects=_subject(line, modifier),
                data={"modifier": modifier, "day": day, "span": " and ".join(spans)},
            )


def _is_kept(versions: tuple[ModifierFacts, ...], day: dt.date, context: Context) -> bool:
    """Whether the payer takes JG on that day, although the CMS file has ended it (D11)."""
    terms = context.terms_on(day)
    until = terms.retired_340b_modifier_from if terms else None
    has_begun = any(one.effective_from is None or one.effective_from <= day for one in versions)
    return until is not None and day < until and has_begun


def _span(first: dt.date | None, last: dt.date | None) -> str:
    words = [f"from {spoken(first)}" if first else "", f"through {spoken(last)}" if last else ""]
    return " ".join(word for word in words if word)

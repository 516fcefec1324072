"""MOD-009, MOD-011: modifiers that something else has taken the place of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Change, Finding, Fix, NotChecked, Outcome
from claims.scrubber.fixes import set_modifiers, without
from claims.scrubber.modifiers import TB_ALONE_FROM
from claims.scrubber.notation import CPT_MODIFIERS, folded
from claims.scrubber.rule import line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.snapshot import LineSnapshot

# Places of service that CMS has assigned (September 2023).
_PLACES = frozenset(
    [
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
        "10",
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "20",
        "21",
        "22",
        "23",
        "24",
        "25",
        "26",
        "27",
        "31",
        "32",
        "33",
        "34",
        "41",
        "42",
        "49",
        "50",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "60",
        "61",
        "62",
        "65",
        "66",
        "71",
        "72",
        "81",
    ]
)


def _subject(line: LineSnapshot, modifier: str) -> tuple[str, ...]:
    return (f"modifier:{line.number}:{modifier}",)


@line_rule(
    "MOD-009",
    "modifier.place-of-service",
    where=with_modifiers,
    title="Place of service entered as a modifier",
    carc="4",
    rarc=("N823", "M77"),
    source="CMS place of service code set",
    messages={
        "place": "{modifier} is a place of service, not a modifier; it belongs in the POS field.",
        "repeated": "22 on a drug line repeats the place of service; as a modifier it means "
        "increased work, which a drug cannot have.",
        "increased": "22 on a drug line means increased work, which a drug cannot have; as a place "
        "of service it belongs in the POS field.",
    },
)
def place_as_modifier(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Places of service stay out of the modifier field.

    What is checked
        Two-digit places of service that are no modifiers, on any line, and 22 on a drug line.

    Why payers deny it
        The line is returned for a modifier that does not exist or does not fit.

    How to put it right
        Take it off and enter the place of service in its own field.
    """
    is_drug = context.is_drug(line)
    for modifier in dict.fromkeys(context.modifiers(line)):
        if not (_is_plain_place(modifier, context) or (modifier == "22" and is_drug)):
            continue
        changes: list[Change] = [set_modifiers(line, context, without(line, modifier))]
        if not folded(line.place):
            changes.append(Change(op="set", path=f"{context.path(line)}.pos", value=modifier))
        yield Finding(
            message=_said(modifier, line),
            line=line.number,
            field_name="modifiers",
            subjects=_subject(line, modifier),
            data={"modifier": modifier},
            fix=Fix(label=f"Take {modifier} off the modifiers", changes=tuple(changes)),
        )


def _said(modifier: str, line: LineSnapshot) -> str:
    if modifier != "22":
        return "place"
    return "repeated" if folded(line.place) == "22" else "increased"


def _is_plain_place(modifier: str, context: Context) -> bool:
    if not re.fullmatch(r"[0-9]{2}", modifier) or modifier in CPT_MODIFIERS:
        return False
    place = context.reference.places.get(modifier)
    is_place = place.is_assigned if place is not None else modifier in _PLACES
    return is_place and modifier not in context.reference.modifiers


@line_rule(
    "MOD-011",
    "modifier.retired-340b",
    where=with_modifiers,
    title="Retired 340B modifier JG",
    carc="16",
    rarc=("N823",),
    overridable=True,
    source="CMS HCPCS modifier file, October 2025",
    messages={"retired": "JG was replaced by TB from {since}; the date of service is {day}."},
)
def retired_340b(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Drugs bought under 340B carry TB from 2025, no longer JG.

    What is checked
        JG on dates of service from 2025-01-01, or from the day in the payer's terms.

    Why payers deny it
        JG has ended; the line is returned for a modifier that is not valid.

    How to put it right
        Bill TB instead of JG.
    """
    if "JG" not in context.modifiers(line):
        return
    day = line.dos_from
    if day is None:
        yield NotChecked(missing="dos_from", line=line.number)
        return
    terms = context.terms_on(day)
    since = (terms.retired_340b_modifier_from if terms else None) or TB_ALONE_FROM
    if day < since:
        return
    kept = without(line, "JG", "TB")
    yield Finding(
        message="retired",
        line=line.number,
        field_name="modifiers",
        subjects=_subject(line, "JG"),
        data={"since": since, "day": day},
        fix=Fix(
            label="Bill TB instead of JG", changes=(set_modifiers(line, context, [*kept, "TB"]),)
        ),
    )

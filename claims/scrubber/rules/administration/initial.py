"""ADM-004 to ADM-007: initial services, what is added to them, and visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Basis, Finding, Outcome, Question, joined
from claims.scrubber.modifiers import OF_VISITS, SEPARATING
from claims.scrubber.national import newest
from claims.scrubber.notation import folded
from claims.scrubber.rule import claim_rule, line_rule
from claims.scrubber.separation import answers_of, question_of
from claims.scrubber.services import (
    INITIAL,
    is_administration,
    lines_on,
    pair_subject,
)
from claims.scrubber.snapshot import LineSnapshot

# NCCI add-on code table of 2024, types 1 and 3, until a quarter of it is loaded.
_LISTED_ON = dt.date(2024, 1, 1)
_PRIMARIES = {
    "96361": "96360 96365 96374 96409 96413",
    "96366": "96360 96365 96367 96413",
    "96367": "96360 96365 96374 96409 96413",
    "96368": "96360 96365 96366 96413 96415 96416",
    "96370": "96369",
    "96371": "96369",
    "96375": "96360 96365 96374 96409 96413",
    "96376": "96365 96374 96409 96413",
    "96411": "96409 96413",
    "96415": "96413",
    "96417": "96413",
}


@claim_rule(
    "ADM-004",
    "administration.one-initial",
    title="More than one initial service a day",
    carc="97",
    rarc=("M80", "N20"),
    overridable=True,
    source="CMS RAC topic 0071; CPT drug administration services",
    messages={"again": "{code} is a second initial service on {day}; {first} is the first."},
)
def one_initial(context: Context) -> Iterator[Outcome]:
    """A day has one initial service; the others are added to it.

    What is checked
        Initial infusion, push and hydration codes of one day: at most one of them stands without
        59 or an X modifier.

    Why payers deny it
        Only one initial service is paid for an encounter, unless a second access was needed.

    How to put it right
        Bill the sequential, concurrent or extra-hour code; a modifier only for a second access
        site that the protocol requires.
    """
    for day in sorted({one.dos_from for one in context.claim.lines if one.dos_from}):
        plain = [
            one
            for one in lines_on(context, day)
            if folded(one.code) in INITIAL and not SEPARATING & set(context.modifiers(one))
        ]
        for line in plain[1:]:
            others = [folded(one.code) for one in plain if one is not line]
            yield Finding(
                message="again",
                line=line.number,
                field_name="code",
                subjects=tuple(pair_subject(folded(line.code), one) for one in others),
                data={"code": folded(line.code), "first": others[0], "day": day},
                question=Question(
                    text="Did the protocol or the patient's state require a second access site, "
                    "and does the record show it?",
                    ask="the nurse who gave it",
                ),
            )


@line_rule(
    "ADM-005",
    "administration.add-on",
    title="Add-on code without its primary code",
    carc="107",
    rarc=("N674", "M67"),
    source="NCCI add-on code edits",
    messages={"parent": "{code} is added to another service; none of {primaries} is on {day}."},
)
def add_on(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A code that is added to another stands beside it.

    What is checked
        Add-on codes of drug administration against the primary codes of the same day.

    Why payers deny it
        An add-on is never paid by itself.

    How to put it right
        Add the primary service, or bill the code that stands alone.
    """
    code = folded(line.code)
    if line.dos_from is None:
        return
    primaries = _primaries(code, line, context)
    if not primaries:
        return
    held = {folded(one.code) for one in lines_on(context, line.dos_from)}
    if not held & set(primaries):
        yield Finding(
            message="parent",
            line=line.number,
            field_name="code",
            basis=(_basis(code, context),),
            data={"code": code, "primaries": joined(primaries), "day": line.dos_from},
        )


def _primaries(code: str, line: LineSnapshot, context: Context) -> tuple[str, ...]:
    day = line.dos_from
    rows = context.reference.add_ons.get(code, ())
    if day is not None and rows:
        return tuple(sorted({one.primary for one in rows if newest((one,), day)}))
    return tuple(_PRIMARIES.get(code, "").split())


def _basis(code: str, context: Context) -> Basis:
    if context.reference.add_ons.get(code):
        return Basis(name="The add-on table", tables=("addon",))
    return Basis(
        name="Our list of primary codes", tables=("addon",), source="ours", since=_LISTED_ON
    )


@claim_rule(
    "ADM-006",
    "administration.nurse-visit",
    title="99211 beside the giving of a drug",
    carc="97",
    rarc=("N20",),
    source="CMS guidance on visits 99201 to 99215; NCCI",
    messages={"visit": "99211 is not paid with {service} on one day."},
)
def nurse_visit(context: Context) -> Iterator[Outcome]:
    """The lowest visit is not billed beside an infusion or injection.

    What is checked
        99211 with a drug administration on the same day.

    Why payers deny it
        The work of that visit is part of giving the drug; no modifier separates them.

    How to put it right
        Take 99211 off, or bill the visit that was really held, if its note stands alone.
    """
    yield from _visits(context, {"99211"}, "visit", has_modifier=False)


@claim_rule(
    "ADM-007",
    "administration.visit-modifier",
    title="Visit beside the giving of a drug, without 25",
    carc="97",
    rarc=("N20",),
    overridable=True,
    source="CMS guidance on visits 99201 to 99215; NCCI",
    messages={"visit": "{visit} with {service} on one day is paid only as a separate visit: 25."},
)
def visit_modifier(context: Context) -> Iterator[Outcome]:
    """A visit on the day of an infusion or injection says that it was separate.

    What is checked
        99212 to 99215 with a drug administration on the same day, and 25 on the visit.

    Why payers deny it
        Without 25 the visit counts as part of giving the drug.

    How to put it right
        Add 25 where the note shows a separate visit; otherwise take the visit off.
    """
    yield from _visits(context, {"99212", "99213", "99214", "99215"}, "visit", has_modifier=True)


def _visits(
    context: Context, codes: set[str], message: str, *, has_modifier: bool
) -> Iterator[Outcome]:
    for line in context.claim.lines:
        code = folded(line.code)
        if code not in codes or line.dos_from is None:
            continue
        if has_modifier and OF_VISITS & set(context.modifiers(line)):
            continue
        services = [
            folded(one.code)
            for one in lines_on(context, line.dos_from)
            if is_administration(one, context)
        ]
        if services:
            yield Finding(
                message=message,
                line=line.number,
                field_name="code",
                subjects=tuple(pair_subject(code, one) for one in services),
                data={"visit": code, "service": services[0]},
                question=question_of(line, services[0], context) if has_modifier else None,
                choices=answers_of(line, context) if has_modifier else (),
            )

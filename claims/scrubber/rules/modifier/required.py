"""MOD-007, MOD-010: modifiers that must stand, and the route they state."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Fix, NotChecked, Outcome, Question, joined
from claims.scrubber.fixes import set_modifiers
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.modifiers import TB_ALONE_FROM
from claims.scrubber.notation import folded
from claims.scrubber.rule import group_rule, line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.services import ESA_OFF_DIALYSIS
from claims.scrubber.snapshot import LineSnapshot

_REASONS = ("EA", "EB", "EC")
_ROUTES = ("JA", "JB")
_ROUTE_OF = {"JA": "IV", "JB": "SC"}
_NAMES = {"IV": "into a vein", "SC": "under the skin", "IM": "into a muscle"}


@group_rule(
    "MOD-007",
    "modifier.required",
    title="Required modifier is absent",
    carc="4",
    rarc=("N822",),
    overridable=True,
    source="MCPM chapter 17, section 80.9; contractor articles on JA and JB; CY 2024 OPPS rule",
    messages={"absent": "{code} needs {wanted} for {payer}."},
)
def required(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A drug carries the modifier that its payer asks of it.

    What is checked
        EA, EB or EC on erythropoiesis-stimulating agents off dialysis, JA or JB on codes that the
        payer lists as given by more than one route, and TB on drugs bought under 340B, for Original
        Medicare. Whether the drug came under 340B is taken from the claim; unknown says nothing.

    Why payers deny it
        Without it the line cannot be priced or covered, and is returned.

    How to put it right
        Add the one that the record supports.
    """
    terms = context.terms_on(group.day)
    if terms is None:
        if group.code in ESA_OFF_DIALYSIS:
            yield NotChecked(missing="payer terms", line=group.anchor.number)
        return
    is_medicare = terms.line_of_business == "medicare_ffs"
    wanted: list[tuple[str, ...]] = []
    if is_medicare and group.code in ESA_OFF_DIALYSIS:
        wanted.append(_REASONS)
    if group.code in terms.route_modifier_codes:
        wanted.append(_ROUTES)
    if is_medicare and context.claim.acquired_340b and group.day is not None:
        since = terms.retired_340b_modifier_from or TB_ALONE_FROM
        wanted.append(("TB",) if group.day >= since else ("JG", "TB"))
    for options in wanted:
        line = next(
            (one for one in group.lines if not set(options) & set(context.modifiers(one))), None
        )
        if line is not None:
            fixes = _fixes(options, group, context)
            yield Finding(
                message="absent",
                line=line.number,
                field_name="modifiers",
                subjects=tuple(f"modifier:{line.number}:{one}" for one in options),
                data={
                    "code": group.code,
                    "wanted": " or ".join(options),
                    "payer": terms.payer_name,
                },
                fix=fixes[0] if len(fixes) == 1 else None,
                choices=fixes if len(fixes) > 1 else (),
                question=_question(options, group),
            )


_QUESTIONS = {
    _REASONS: Question(
        text="Was the anemia due to chemotherapy (EA), to radiotherapy (EB) or to neither (EC)?",
        ask="the prescriber",
    ),
    ("JG", "TB"): Question(
        text="Was the drug to be paid at the lower 340B rate (JG), or only reported as bought "
        "under 340B (TB)?",
        ask="the pharmacy that bought it",
    ),
    _ROUTES: Question(
        text="Was it given into a vein (JA) or under the skin (JB)?", ask="the nurse who gave it"
    ),
}


def _question(options: tuple[str, ...], group: DrugGroup) -> Question | None:
    """What to ask where the recorded facts leave more than one modifier."""
    is_known = any(one.route for one in group.lines) and options == _ROUTES
    return None if is_known else _QUESTIONS.get(options)


def _fixes(options: tuple[str, ...], group: DrugGroup, context: Context) -> tuple[Fix, ...]:
    """The modifiers that the recorded facts leave: one by the route, or the only one there is."""
    route = next((one.route for one in group.lines if one.route), None)
    left = [one for one in options if route is None or _ROUTE_OF.get(one, route) == route]
    lines = [one for one in group.lines if not set(options) & set(context.modifiers(one))]
    if any(len(context.modifiers(one)) >= 4 for one in lines):
        return ()
    return tuple(
        Fix(
            label=f"Add {modifier}",
            changes=tuple(
                set_modifiers(one, context, [*(one.modifiers or ()), modifier]) for one in lines
            ),
        )
        for modifier in left
    )


@line_rule(
    "MOD-010",
    "modifier.route",
    where=with_modifiers,
    title="Route modifier contradicts the route",
    carc="16",
    rarc=("N823",),
    source="Contractor articles on JA and JB",
    messages={"route": "{modifier} says {stated}; the line says {wanted}."},
)
def route(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """JA, JB and JE say the route that the line says.

    What is checked
        JA with a route into a vein, JB with one under the skin, JE with one into the dialysate.

    Why payers deny it
        The modifier decides which form is covered, so the two must agree.

    How to put it right
        Use the modifier of the route that the record shows.
    """
    held = [one for one in ("JA", "JB", "JE") if one in context.modifiers(line)]
    if not held or not context.is_drug(line):
        return
    if line.route is None:
        yield NotChecked(missing="route", line=line.number)
        return
    for modifier in held:
        stated = _ROUTE_OF.get(modifier, "other")
        if stated == line.route:
            continue
        right = [one for one, wanted in _ROUTE_OF.items() if wanted == line.route]
        fix = None
        if len(right) == 1 and right[0] not in held:
            changed = [right[0] if folded(one) == modifier else one for one in line.modifiers or ()]
            fix = Fix(label=f"Use {right[0]}", changes=(set_modifiers(line, context, changed),))
        yield Finding(
            message="route",
            line=line.number,
            field_name="modifiers",
            subjects=(f"modifier:{line.number}:{modifier}",),
            data={
                "modifier": modifier,
                "stated": _NAMES.get(stated, "into the dialysate"),
                "wanted": _NAMES.get(line.route, joined([line.route])),
            },
            fix=fix,
        )

"""SAD: drugs that patients usually give themselves."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.national import newest
from claims.scrubber.rule import group_rule

_BY_MODIFIER = {"JA": "IV", "JB": "SC"}


@group_rule(
    "SAD-001",
    "self-administered.excluded",
    title="Usually self-administered drug",
    carc="96",
    rarc=("N425",),
    overridable=True,
    source="CMS articles A52800 and A52571; contractors' lists of self-administered drugs",
    messages={"excluded": "{code} given {route} is excluded as usually self-administered."},
)
def excluded(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A drug on the contractor's list of self-administered drugs is not billed by that route.

    What is checked
        Code and route against the list in force on the day; where the route is not recorded, JA
        and JB say it.

    Why payers deny it
        Part B does not pay drugs that patients usually give themselves.

    How to put it right
        Bill the plan for pharmacy drugs, or correct route and modifier.
    """
    terms = context.terms_on(group.day)
    if terms is None:
        if group.code in context.reference.self_administered:
            yield NotChecked(missing="payer terms", line=group.anchor.number)
        return
    if not terms.excludes_self_administered or group.day is None:
        return
    if "sad" not in context.reference.loaded:
        yield NotChecked(missing="list of self-administered drugs", line=group.anchor.number)
        return
    rows = context.reference.self_administered.get(group.code, ())
    if newest(rows, group.day) is None:
        return
    line = group.anchor
    stated = [route for mark, route in _BY_MODIFIER.items() if mark in context.modifiers(line)]
    routes = {line.route} if line.route else set(stated)
    if not routes:
        yield NotChecked(missing="route", line=line.number)
        return
    held = next((one for one in rows if one.route in routes and newest((one,), group.day)), None)
    if held is not None:
        spoken = "under the skin" if held.route == "SC" else f"by route {held.route}"
        yield Finding(
            message="excluded",
            line=line.number,
            field_name="route",
            data={"code": group.code, "route": spoken},
        )

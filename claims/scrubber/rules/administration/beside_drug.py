"""ADM-001, ADM-002, ADM-003, ADM-009: the administration beside the drug."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome, Question, Severity, joined
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import folded
from claims.scrubber.rule import claim_rule, group_rule
from claims.scrubber.services import (
    COMPLEX,
    DRUGLESS,
    gives_drug,
    is_administration,
    lines_on,
)
from claims.scrubber.snapshot import LineSnapshot

# The facility reports the administration there.
_FACILITIES = frozenset(["19", "21", "22", "23", "24", "31", "50", "51", "52", "61", "72"])
_AT_HOME = frozenset({"01", "12"})
_BY_THE_PATIENT = frozenset({"PO", "INH", "TOP"})
_NOT_BOUGHT = frozenset(
    {"payer_supplied", "specialty_pharmacy", "free", "sample", "patient_brought"}
)
_WORDS = {"IV": "into a vein", "SC": "under the skin", "IM": "into a muscle"}


@group_rule(
    "ADM-001",
    "administration.absent",
    title="Drug without the service that gives it",
    severity=Severity.WARNING,
    carc=None,
    group=None,
    source="CPT drug administration services",
    messages={"absent": "No line bills the administration of {code} on {day}."},
)
def absent(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A drug given in the office comes with its administration.

    What is checked
        Whether a line of the day bills an infusion, injection or other procedure. Silent where a
        facility reports it, for drugs taken at home, and for those that need nobody to give them.

    Why payers deny it
        They do not; the practice is not paid for work it did.

    How to put it right
        Add the administration, unless somebody else billed it.
    """
    if not group.administered or group.day is None:
        return
    line = group.anchor
    is_elsewhere = folded(line.place) in _FACILITIES | _AT_HOME
    if is_elsewhere or line.route in _BY_THE_PATIENT:
        return
    if not any(gives_drug(one, context) for one in lines_on(context, group.day)):
        yield Finding(
            message="absent",
            line=line.number,
            field_name="code",
            data={"code": group.code, "day": group.day},
        )


@claim_rule(
    "ADM-002",
    "administration.alone",
    title="Administration without a drug",
    severity=Severity.WARNING,
    carc="107",
    rarc=("M67", "N350"),
    source="CPT drug administration services",
    messages={
        "alone": "{code} gives a drug, and no line of {day} bills one.",
        "supplied": "{code} stands alone: the drug was supplied, so name it in a note, or bill it "
        "at 0.01 where the payer wants that.",
    },
)
def alone(context: Context) -> Iterator[Outcome]:
    """The administration of a drug comes with the drug.

    What is checked
        Days with an infusion, push or injection and no drug line. Hydration and flushes need none.

    Why payers deny it
        They cannot tell what was given.

    How to put it right
        Add the drug, or say where it came from.
    """
    for day in sorted({one.dos_from for one in context.claim.lines if one.dos_from}):
        lines = lines_on(context, day)
        if any(_may_be_drug(one, context) for one in lines):
            continue
        given = [
            one
            for one in lines
            if is_administration(one, context) and folded(one.code) not in DRUGLESS
        ]
        if given:
            line = given[0]
            is_supplied = (line.drug_source or context.claim.drug_source) in _NOT_BOUGHT
            yield Finding(
                message="supplied" if is_supplied else "alone",
                line=line.number,
                field_name="code",
                severity=Severity.INFO if is_supplied else None,
                data={"code": folded(line.code), "day": day},
                question=Question(
                    text="Which drug was given, how much of it, and where did it come from?",
                    ask="the nurse who gave it",
                ),
            )


@group_rule(
    "ADM-003",
    "administration.route",
    title="Administration does not fit the route",
    carc="16",
    rarc=("N56", "M51"),
    overridable=True,
    source="CPT drug administration services",
    messages={"route": "{service} is given {stated}; {code} was given {wanted}."},
)
def route(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """One administration of the day fits the route of the drug.

    What is checked
        The route of the drug line against the routes of the administrations billed that day.

    Why payers deny it
        A drug under the skin is not paid with an infusion, nor an infusion with an injection.

    How to put it right
        Bill the administration that was given, or correct the route.
    """
    services = [one for one in lines_on(context, group.day) if gives_drug(one, context)]
    if not group.administered or not services:
        return
    routes = {one.route for one in group.administered if one.route}
    if not routes:
        yield NotChecked(missing="route", line=group.anchor.number)
        return
    taken = [(one, _routes(one, context)) for one in services]
    if any(not known or known & routes for _one, known in taken):
        return
    line, known = taken[0]
    yield Finding(
        message="route",
        line=line.number,
        field_name="code",
        data={
            "service": folded(line.code),
            "stated": joined([_spoken(one) for one in sorted(known)]),
            "code": group.code,
            "wanted": joined([_spoken(one) for one in sorted(routes)]),
        },
    )


@group_rule(
    "ADM-009",
    "administration.class",
    title="Administration class above the drug",
    severity=Severity.WARNING,
    carc="16",
    rarc=("N56",),
    source="Lists of payers; Noridian CR 13468",
    messages={"above": "{payer} lists {code} with simple administration; {service} is complex."},
)
def above_class(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A drug that the payer lists as simple is not given with a complex service.

    What is checked
        Complex and chemotherapy administrations beside the drugs that the payer's dated list
        keeps out of that class.

    Why payers deny it
        They pay the complex service only for the drugs of their list.

    How to put it right
        Bill the simple service of the same route.
    """
    services = [one for one in lines_on(context, group.day) if folded(one.code) in COMPLEX]
    if not group.administered or not services:
        return
    terms = context.terms_on(group.day)
    if terms is None:
        yield NotChecked(missing="payer terms", line=group.anchor.number)
    elif terms.simple_administration is None:
        yield NotChecked(missing="list of complex administration", line=group.anchor.number)
    elif group.code in terms.simple_administration:
        yield Finding(
            message="above",
            line=services[0].number,
            field_name="code",
            data={
                "payer": terms.payer_name,
                "code": group.code,
                "service": folded(services[0].code),
            },
        )


def _may_be_drug(line: LineSnapshot, context: Context) -> bool:
    """Whether the line bills a drug; a HCPCS code that no table knows may be one."""
    if context.code_of(line) is not None:
        return context.is_drug(line)
    return folded(line.code)[:1].isalpha()


def _routes(line: LineSnapshot, context: Context) -> set[str]:
    code = context.code_of(line)
    return set(code.routes) if code is not None else set()


def _spoken(route: str) -> str:
    return _WORDS.get(route, f"by route {route}")

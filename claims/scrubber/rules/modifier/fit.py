"""MOD-003, MOD-005, MOD-006, MOD-013: whether a modifier fits its line, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Fix, NotChecked, Outcome, Severity
from claims.scrubber.fixes import set_modifiers, without
from claims.scrubber.modifiers import (
    DIGITS,
    OF_VISITS,
    PAYMENT,
    PRICING,
    REPEATS,
    SEPARATING,
    SIDES,
)
from claims.scrubber.notation import folded
from claims.scrubber.rule import line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.services import is_visit, lines_on
from claims.scrubber.snapshot import LineSnapshot

_NOT_ON_DRUGS = OF_VISITS | {"26", "TC"}
# Routes into one of two organs or into a joint; "other" may be a joint.
_PAIRED = frozenset({"IVT", "other"})


@line_rule(
    "MOD-003",
    "modifier.fit",
    where=with_modifiers,
    title="Modifier does not fit the code",
    carc="4",
    rarc=("N519", "N823"),
    overridable=True,
    source="CPT and HCPCS modifier definitions",
    messages={
        "visit": "{modifier} belongs on a visit, not on {code}.",
        "drug": "{modifier} does not belong on a drug line.",
        "side": "{modifier} names a side or a digit; {code} is not given into one.",
        "repeat": "{modifier} says that a procedure was repeated; a drug is billed by its units.",
    },
)
def fit(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A modifier stands on the kind of code it is made for.

    What is checked
        24, 25 and 57 off visits, 26 and TC on drugs, sides, fingers and toes on drugs that are not
        given into a paired organ, and 76 and 77 on drugs.

    Why payers deny it
        A modifier that cannot apply makes the line inconsistent.

    How to put it right
        Take it off, or move it to the line it belongs to.
    """
    held = dict.fromkeys(context.modifiers(line))
    is_drug = context.is_drug(line)
    if context.code_of(line) is None and not folded(line.code)[:1].isdigit():
        return
    for modifier in held:
        message = _misfit(modifier, line, context, is_drug=is_drug)
        if message:
            kept = [one for one in line.modifiers or () if folded(one) != modifier]
            yield Finding(
                message=message,
                line=line.number,
                field_name="modifiers",
                severity=Severity.WARNING if message in {"side", "repeat"} else None,
                subjects=(f"modifier:{line.number}:{modifier}",),
                data={"modifier": modifier, "code": folded(line.code)},
                fix=Fix(
                    label=f"Take {modifier} off", changes=(set_modifiers(line, context, kept),)
                ),
            )


def _misfit(modifier: str, line: LineSnapshot, context: Context, *, is_drug: bool) -> str:
    may_be_visit = folded(line.code)[:1] in {"G", "S", "T"} or is_visit(line, context)
    if modifier in OF_VISITS and not may_be_visit:
        return "visit"
    if not is_drug:
        return ""
    if modifier in _NOT_ON_DRUGS:
        return "drug"
    if modifier in REPEATS:
        return "repeat"
    if modifier in SIDES | DIGITS and not _is_into_pair(line, context):
        return "side"
    return ""


def _is_into_pair(line: LineSnapshot, context: Context) -> bool:
    if line.route is not None:
        return line.route in _PAIRED
    routes = {one for product in context.products_of(line) for one in product.routes}
    return bool(routes & _PAIRED)


@line_rule(
    "MOD-005",
    "modifier.order",
    where=with_modifiers,
    title="Order of modifiers",
    severity=Severity.INFO,
    carc="4",
    rarc=("N519",),
    source="Order of modifiers: pricing, payment, information",
    messages={"order": "Put {later} before {earlier}: what sets the price comes first."},
)
def order(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Modifiers stand in the order in which payers read them.

    What is checked
        Three ranks: pricing, payment, everything else; modifiers of one rank may stand in any
        order.

    Why payers deny it
        Some systems read the first modifier only and price the line without the second.

    How to put it right
        Put pricing modifiers first, then those that decide on payment.
    """
    written = [one for one in line.modifiers or () if folded(one)]
    sorted_ones = sorted(written, key=lambda one: _rank(folded(one)))
    if written == sorted_ones:
        return
    at = next(at for at, one in enumerate(written[1:], 1) if _falls(written[at - 1], one))
    yield Finding(
        message="order",
        line=line.number,
        field_name="modifiers",
        data={"later": folded(written[at]), "earlier": folded(written[at - 1])},
        fix=Fix(
            label=f"Order them {', '.join(map(folded, sorted_ones))}",
            changes=(set_modifiers(line, context, sorted_ones),),
        ),
    )


def _falls(before: str, after: str) -> bool:
    return _rank(folded(after)) < _rank(folded(before))


def _rank(modifier: str) -> int:
    return 1 if modifier in PRICING else 2 if modifier in PAYMENT else 3


@line_rule(
    "MOD-006",
    "modifier.specific-separation",
    where=with_modifiers,
    title="A specific X modifier says more than 59",
    severity=Severity.INFO,
    carc=None,
    group=None,
    source="CMS on modifiers 59, XE, XP, XS and XU",
    messages={"specific": "XE, XS, XP or XU says why the service was distinct; 59 does not."},
)
def specific_separation(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Where 59 stands, an X modifier could say which kind of separation it was.

    What is checked
        59 without an X modifier beside it.

    Why payers deny it
        Some payers ask for the specific modifier and review 59.

    How to put it right
        Use XE for another encounter, XS for another structure, XP for another practitioner, XU for
        a service that does not overlap.
    """
    held = set(context.modifiers(line))
    if "59" in held and not held & (SEPARATING - {"59"}):
        yield Finding(
            message="specific",
            line=line.number,
            field_name="modifiers",
            subjects=(f"modifier:{line.number}:59",),
        )


@line_rule(
    "MOD-013",
    "modifier.nothing-to-separate",
    where=with_modifiers,
    title="59 or an X modifier on a lone drug line",
    severity=Severity.WARNING,
    carc="4",
    rarc=("N519",),
    source="NCCI procedure-to-procedure edits",
    messages={"lone": "{modifier} has nothing to separate {code} from on {day}."},
)
def nothing_to_separate(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A modifier that separates services has a service to separate from.

    What is checked
        59 and X modifiers on a drug line, against other lines of the day: the same drug again, or
        a code that is paired with it.

    Why payers deny it
        The modifier promises a second service that is not there, and invites a review.

    How to put it right
        Take it off, unless the other service is billed elsewhere that day.
    """
    marks = [one for one in context.modifiers(line) if one in SEPARATING]
    if not marks or not context.is_drug(line) or line.dos_from is None:
        return
    code = folded(line.code)
    others = [
        one
        for one in lines_on(context, line.dos_from)
        if one is not line and "JW" not in context.modifiers(one)
    ]
    codes = {folded(one.code) for one in others}
    if code in codes or any(_pair(code, one) in context.reference.pairs for one in codes):
        return
    if codes and "ptp" not in context.reference.loaded:
        yield NotChecked(missing="PTP table", line=line.number)
        return
    yield Finding(
        message="lone",
        line=line.number,
        field_name="modifiers",
        subjects=(f"modifier:{line.number}:{marks[0]}",),
        data={"modifier": marks[0], "code": code, "day": line.dos_from},
        fix=Fix(
            label=f"Take {marks[0]} off",
            changes=(set_modifiers(line, context, without(line, *marks)),),
        ),
    )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)

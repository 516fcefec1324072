"""MOD-004, MOD-008, MOD-012: modifiers beside each other and beside the payer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Fix, NotChecked, Outcome, Severity
from claims.scrubber.fixes import set_modifiers, without
from claims.scrubber.notation import folded
from claims.scrubber.rule import line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.snapshot import LineSnapshot

_CONTRADICTORY = (
    ("GA", "GZ"),
    ("GA", "GY"),
    ("GZ", "GY"),
    ("59", "XE"),
    ("59", "XS"),
    ("59", "XP"),
    ("59", "XU"),
    ("JA", "JB"),
    ("JG", "TB"),
    ("EA", "EB"),
    ("EA", "EC"),
    ("EB", "EC"),
    ("LT", "RT"),
    ("LT", "50"),
    ("RT", "50"),
    ("25", "59"),
)
# This rests on secondary sources only, so it warns.
_DOUBTFUL = (("GA", "GX"),)
_NOTICE = ("GA", "GX", "GY", "GZ")


@line_rule(
    "MOD-004",
    "modifier.contradictory",
    where=with_modifiers,
    title="Contradictory modifiers on one line",
    carc="16",
    rarc=("N519",),
    source="CMS modifier definitions; MCPM chapter 17, section 80.9",
    messages={"pair": "{first} and {second} contradict each other on one line."},
)
def contradictory(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """No two modifiers of a line say opposite things.

    What is checked
        Pairs that exclude each other: two of GA, GY and GZ, 59 with an X modifier, JA with JB, JG
        with TB, two of EA, EB and EC, LT with RT, either with 50, 25 with 59. GA with GX warns.

    Why payers deny it
        The line is returned as an invalid combination.

    How to put it right
        Keep the one that the record supports.
    """
    held = set(context.modifiers(line))
    for first, second in _CONTRADICTORY + _DOUBTFUL:
        if first in held and second in held:
            yield Finding(
                message="pair",
                line=line.number,
                field_name="modifiers",
                severity=Severity.WARNING if (first, second) in _DOUBTFUL else None,
                subjects=tuple(f"modifier:{line.number}:{one}" for one in (first, second)),
                data={"first": first, "second": second},
                choices=(
                    _keep(first, second, line, context),
                    _keep(second, first, line, context),
                ),
            )


def _keep(modifier: str, other: str, line: LineSnapshot, context: Context) -> Fix:
    changed = set_modifiers(line, context, without(line, other))
    return Fix(label=f"Keep {modifier}, take {other} off", changes=(changed,))


@line_rule(
    "MOD-008",
    "modifier.repeated",
    where=with_modifiers,
    title="Same modifier twice",
    carc="16",
    rarc=("N823",),
    source="CMS-1500 instructions, item 24D",
    messages={"repeated": "{modifier} stands {count} times on the line."},
)
def repeated(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A line carries each modifier once.

    What is checked
        The modifiers of the line, in any case and with blanks trimmed.

    Why payers deny it
        A repeated modifier returns the line.

    How to put it right
        Keep one of them.
    """
    counts = Counter(context.modifiers(line))
    for modifier, count in counts.items():
        if count == 1:
            continue
        seen = False
        kept: list[str] = []
        for one in line.modifiers or ():
            if folded(one) != modifier or not seen:
                kept.append(one)
            seen = seen or folded(one) == modifier
        yield Finding(
            message="repeated",
            line=line.number,
            field_name="modifiers",
            subjects=(f"modifier:{line.number}:{modifier}",),
            data={"modifier": modifier, "count": count},
            fix=Fix(label=f"Keep one {modifier}", changes=(set_modifiers(line, context, kept),)),
        )


@line_rule(
    "MOD-012",
    "modifier.notice-outside-medicare",
    where=with_modifiers,
    title="ABN modifier on a claim outside Original Medicare",
    severity=Severity.WARNING,
    carc="16",
    rarc=("N823",),
    source="CMS ABN modifiers GA, GX, GY, GZ",
    messages={
        "outside": "{modifier} speaks of a notice of Original Medicare; the payer is {payer}."
    },
)
def notice_outside_medicare(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """GA, GX, GY and GZ stand on claims to Original Medicare.

    What is checked
        The four modifiers against the payer's terms.

    Why payers deny it
        Other payers have no such notice and read the modifier as invalid.

    How to put it right
        Take the modifier off unless this plan asks for it.
    """
    marks = [one for one in _NOTICE if one in context.modifiers(line)]
    if not marks:
        return
    terms = context.terms_on(line.dos_from)
    if terms is None:
        yield NotChecked(missing="payer terms", line=line.number)
    elif not terms.takes_abn_modifiers:
        for modifier in marks:
            yield Finding(
                message="outside",
                line=line.number,
                field_name="modifiers",
                subjects=(f"modifier:{line.number}:{modifier}",),
                data={"modifier": modifier, "payer": terms.payer_name},
            )

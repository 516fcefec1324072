"""Whether a service was apart from another of its day: a question, and what each answer makes.

No modifier follows from the claim alone, so none is a fix: the record says which is true. Of the
modifiers that separate, 59 says least, and payers review it; it is not among the answers.
"""

from __future__ import annotations

from claims.scrubber.context import Context
from claims.scrubber.findings import Fix, Question
from claims.scrubber.fixes import add_modifier, remove_lines
from claims.scrubber.notation import folded
from claims.scrubber.services import is_administration, is_visit
from claims.scrubber.snapshot import LineSnapshot

_OF_SERVICES = {
    "XE": "Another encounter: add XE",
    "XS": "Another site or access: add XS",
    "XP": "Another practitioner: add XP",
    "XU": "No overlap with the other: add XU",
}
_OF_VISITS = {"25": "A visit of its own: add 25"}


def question_of(line: LineSnapshot, other: str, context: Context) -> Question:
    """What to ask of the service on the line beside the ``other`` code, and whom."""
    code = folded(line.code)
    if is_visit(line, context):
        return Question(
            text=f"Was {code} a significant visit apart from {other}, with a note of its own?",
            ask="the practitioner who held the visit",
        )
    is_given = is_administration(line, context) or context.is_drug(line)
    return Question(
        text=f"Was {code} apart from {other}: another encounter (XE), another site or access (XS), "
        "another practitioner (XP), or else without overlap (XU), and does the record show it?",
        ask="the nurse who gave it" if is_given else "the practitioner who performed it",
    )


def answers_of(line: LineSnapshot, context: Context) -> tuple[Fix, ...]:
    """The answers, each with its change; the last is that the service was not apart."""
    answers = _OF_VISITS if is_visit(line, context) else _OF_SERVICES
    added = (add_modifier(line, context, one, label) for one, label in answers.items())
    off = remove_lines((line,), context, f"Not apart: take {folded(line.code)} off")
    return (*(one for one in added if one is not None), off)

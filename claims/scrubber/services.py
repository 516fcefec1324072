"""What kind of service a line is: a visit, or the giving of a drug.

Code numbers are facts; the texts of CPT codes are kept nowhere.
"""

from __future__ import annotations

import datetime as dt

from claims.scrubber.context import Context
from claims.scrubber.notation import folded
from claims.scrubber.snapshot import LineSnapshot

# First of its kind on a day; every other service of the kind is sequential or concurrent.
INITIAL = frozenset({"96360", "96365", "96369", "96374", "96409", "96413", "96416"})
COMPLEX = frozenset({"96401", "96409", "96411", "96413", "96415", "96416", "96417"})
# Given without a drug line: hydration is its own drug, a flush gives none.
DRUGLESS = frozenset({"96360", "96361", "96523"})
# MCPM chapter 17, section 80.9: an ESA outside dialysis says why it is given.
ESA_OFF_DIALYSIS = frozenset({"J0881", "J0885"})
# With the biosimilar and the pegylated kind: agents whose codes tell dialysis apart.
ESAS = ESA_OFF_DIALYSIS | {"J0888", "Q5106"}
_EYE_VISITS = frozenset({"92002", "92004", "92012", "92014"})


def is_visit(line: LineSnapshot, context: Context) -> bool:
    """An evaluation and management service; known by its number where no table has it."""
    code = context.code_of(line)
    if code is not None:
        return code.kind == "visit"
    key = folded(line.code)
    return key in _EYE_VISITS or (key.isdigit() and "99202" <= key <= "99499")


def is_administration(line: LineSnapshot, context: Context) -> bool:
    """The infusion, injection or push that gives a drug; a flush is none."""
    code = context.code_of(line)
    return code is not None and code.kind == "administration" and code.code != "96523"


def gives_drug(line: LineSnapshot, context: Context) -> bool:
    """Whether the line may be what gives a drug: a known administration, or another procedure.

    A procedure that no table knows (a joint, a nerve, an eye) may hold the injection; visits,
    imaging and laboratory tests do not.
    """
    if context.code_of(line) is not None:
        return is_administration(line, context)
    key = folded(line.code)
    is_procedure = key[:1].isdigit() and key[:1] not in {"7", "8"}
    return is_procedure and not is_visit(line, context) and key != "96523"


def lines_on(context: Context, day: dt.date | None) -> tuple[LineSnapshot, ...]:
    """The lines of one date of service, in order of their number."""
    lines = sorted(context.claim.lines, key=lambda one: one.number)
    return tuple(one for one in lines if one.dos_from == day)


def pair_subject(one: str, other: str) -> str:
    """Two codes as one subject, whichever comes first."""
    low, high = sorted((one, other))
    return f"pair:{low}:{high}"

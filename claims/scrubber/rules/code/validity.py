"""COD-001, COD-002, COD-007: whether the code exists, on that day, for this kind of claim."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from claims.scrubber.context import Context, is_active
from claims.scrubber.findings import Fact, Finding, NotChecked, Outcome
from claims.scrubber.fixes import set_value
from claims.scrubber.notation import folded, is_code, without_blanks, without_separators
from claims.scrubber.rule import line_rule
from claims.scrubber.snapshot import LineSnapshot

_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


@line_rule(
    "COD-001",
    "code.exists",
    title="Code does not exist",
    carc="16",
    rarc=("M20", "M51"),
    source="CMS HCPCS Level II file",
    messages={
        "blanks": "{code} is written with blanks; without them it is {candidate}.",
        "shape": "{code} is not written like a code: a letter and four digits, or five digits.",
        "look_alike": "{code} is not written like a code; {candidate} may be meant.",
        "unknown": "{code} is not in the code set.",
    },
)
def code_exists(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The code is a HCPCS or CPT code.

    What is checked
        The code is written as a letter and four digits or as a CPT code, and it stands in the
        table. Absence is said only of a range in which the table lists every code.

    Why payers deny it
        A line whose code is in no code set is returned unread.

    How to put it right
        Correct the code; letters O and I are often typed for the digits 0 and 1.
    """
    code = folded(line.code)
    if not code:
        return
    if not is_code(code):
        yield _misspelt(line, context, code)
    elif not context.versions(line):
        if context.is_complete("hcpcs", code):
            yield Finding(
                message="unknown", line=line.number, field_name="code", data={"code": code}
            )
        else:
            yield NotChecked(missing="code table", line=line.number)


def _misspelt(line: LineSnapshot, context: Context, code: str) -> Finding:
    plain = folded(without_separators(code))
    candidate = plain[:1] + plain[1:].translate(_LOOK_ALIKES)
    fix = None
    if is_code(plain):
        fix = set_value(f"{context.path(line)}.code", plain, f"Write the code as {plain}")
    # A letter for a digit is only suggested: which was meant is for a person to say.
    is_alike = fix is None and is_code(candidate)
    is_spaced = is_code(folded(without_blanks(code)))
    message = "blanks" if is_spaced else "look_alike" if is_alike else "shape"
    return Finding(
        message=message,
        line=line.number,
        field_name="code",
        data={"code": code, "candidate": "" if message == "shape" else candidate},
        fix=fix,
    )


@line_rule(
    "COD-002",
    "code.active-on-day",
    title="Code was not valid on the date of service",
    carc="181",
    rarc=("N56",),
    source="CMS HCPCS Level II file; CARC 181",
    messages={
        "ended": "{code} was not valid on {day}: it ended on {ended}.",
        "replaced": "{code} was not valid on {day}: it ended on {ended}; see {successors}.",
        "not_yet": "{code} was not valid on {day}: it starts on {added}.",
    },
)
def active_on_day(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The code was valid on the date of service.

    What is checked
        The date of service against the days on which the code was added and ended; the date of
        entry does not count.

    Why payers deny it
        A code is paid only for services on the days it is in force.

    How to put it right
        Bill the code that was in force on that day. Where CMS names the codes that took its
        place, the one for the drug and its dose is among those shown.
    """
    versions, day = context.versions(line), line.dos_from
    if not versions:
        return
    if day is None:
        yield NotChecked(missing="dos_from", line=line.number)
        return
    if any(is_active(one, day) for one in versions):
        return
    ended = [one.ended for one in versions if one.ended is not None and one.ended < day]
    added = [one.added for one in versions if one.added is not None and one.added > day]
    facts: dict[str, Fact] = {"code": folded(line.code), "day": day}
    if ended:
        known = _successors(line, day, context)
        yield Finding(
            message="replaced" if known else "ended",
            line=line.number,
            field_name="code",
            data={**facts, "ended": max(ended), "successors": " or ".join(known)},
        )
    elif added:
        yield Finding(
            message="not_yet",
            line=line.number,
            field_name="code",
            data={**facts, "added": min(added)},
        )


def _successors(line: LineSnapshot, day: dt.date, context: Context) -> list[str]:
    rows = context.reference.successors.get(folded(line.code), ())
    begun = (one for one in rows if one.effective_from is None or one.effective_from <= day)
    return sorted({one.successor for one in begun})


@line_rule(
    "COD-007",
    "code.hospital-only",
    title="C code on a professional claim",
    carc="16",
    rarc=("N56",),
    overridable=True,
    source="CMS HCPCS Level II file: C codes are for OPPS",
    messages={"c_code": "{code} is a C code; those belong to hospital outpatient claims."},
)
def hospital_only(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """No C code stands on a professional claim.

    What is checked
        Whether the code starts with C.

    Why payers deny it
        C codes exist for the outpatient prospective payment system of hospitals only.

    How to put it right
        Bill the J or Q code of the drug, or the unclassified code when it has none.
    """
    code = folded(line.code)
    if re.fullmatch(r"C[0-9]{4}", code):
        yield Finding(message="c_code", line=line.number, field_name="code", data={"code": code})

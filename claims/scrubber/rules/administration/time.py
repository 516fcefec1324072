"""ADM-008: how long an infusion ran."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import Fact, Finding, NotChecked, Outcome, Severity
from claims.scrubber.notation import folded
from claims.scrubber.rule import line_rule
from claims.scrubber.services import lines_on
from claims.scrubber.snapshot import LineSnapshot

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_HOURS = {"96365": ("96366", "96374"), "96413": ("96415", "96409")}
_SEQUENTIAL = {"96365": "96367", "96413": "96417"}


@line_rule(
    "ADM-008",
    "administration.time",
    title="Infusion time does not support the codes",
    severity=Severity.WARNING,
    carc="150",
    rarc=("M53", "N706"),
    overridable=True,
    source="CPT time rules of drug administration",
    messages={
        "push": "{minutes} minutes are a push ({push}), not the first hour {code}.",
        "hours": "{minutes} minutes support {code} and {wanted} of {hour}; {billed} billed.",
    },
)
def time(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The minutes of an infusion support its first and its extra hours.

    What is checked
        The time of the whole infusion, on the line of its first hour: 15 minutes or less are a
        push, 16 to 90 one hour, each further hour (more than 30 minutes of it) one extra hour.

    Why payers deny it
        Time is what these codes pay for, and the record shows it.

    How to put it right
        Bill what the start and stop times support, or record them.
    """
    code = folded(line.code)
    if code not in _HOURS:
        return
    minutes = _minutes(line)
    if minutes is None:
        yield NotChecked(missing="minutes", line=line.number)
        return
    hour, push = _HOURS[code]
    beside = [one for one in lines_on(context, line.dos_from) if one is not line]
    billed = sum(
        (one.units or Decimal(0) for one in beside if folded(one.code) == hour), Decimal(0)
    )
    wanted = max(0, math.ceil((minutes - 30) / 60) - 1)
    facts: dict[str, Fact] = {"minutes": minutes, "code": code, "push": push, "hour": hour}
    if minutes <= 15:
        yield Finding(message="push", line=line.number, field_name="code", data=facts)
    elif billed != wanted and all(folded(one.code) != _SEQUENTIAL[code] for one in beside):
        yield Finding(
            message="hours",
            line=line.number,
            field_name="code",
            data={**facts, "wanted": wanted, "billed": billed},
        )


def _minutes(line: LineSnapshot) -> Decimal | None:
    """Minutes as recorded, else between start and stop; past midnight counts into the next day."""
    if line.minutes is not None:
        return line.minutes
    start, stop = (_CLOCK.fullmatch((one or "").strip()) for one in (line.start, line.stop))
    if start is None or stop is None:
        return None
    first, last = (int(one[1]) * 60 + int(one[2]) for one in (start, stop))
    return Decimal((last - first) % 1440)

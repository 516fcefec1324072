"""National edits as the rules see them: rows of CMS tables, each dated and naming its vintage.

``source`` of a row is what a finding names: the table and the quarter it speaks from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class MueFacts:
    """A medically unlikely edit: at most ``units`` of a code.

    ``indicator`` is the adjudication indicator: 1 per line, 2 absolute a day, 3 clinical a day.
    Medicaid rows have none and count per line. ``program`` is medicare or medicaid.
    """

    code: str
    program: str
    units: int
    indicator: str = ""
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFacts:
    """A procedure-to-procedure edit: ``column2`` is not paid beside ``column1``.

    ``indicator`` is 0 (never), 1 (with a modifier) or 9 (not in force).
    """

    column1: str
    column2: str
    indicator: str
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnFacts:
    """An add-on code and a primary code it may stand beside."""

    code: str
    primary: str
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFacts:
    """The Medicare payment limit of a code, dollars per billing unit."""

    code: str
    amount: Decimal
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkFacts:
    """An NDC (eleven digits) and a code it bills; ``ended`` is its last day on the market."""

    ndc: str
    code: str
    ended: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisFlagFacts:
    """What a range of diagnoses demands: ``flag`` is not_primary, sex or age.

    ``low`` and ``high`` are undotted and compared on as many characters as they have. ``value`` is
    the reason, the sex, or the ages ("9-64", whole years, both included).
    """

    low: str
    high: str
    flag: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAdministeredFacts:
    """A drug that a contractor leaves out as usually self-administered, given by ``route``."""

    code: str
    route: str
    contractor: str = ""
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessorFacts:
    """A code that takes the place of ``code`` from a day on, as CMS's cross reference has it."""

    code: str
    successor: str
    effective_from: dt.date | None = None
    source: str = ""


Dated = TypeVar("Dated", MueFacts, PairFacts, AddOnFacts, RateFacts, SelfAdministeredFacts)


def newest(rows: Iterable[Dated], on: dt.date) -> Dated | None:
    """The row in force on the day ``on`` that began last; quarterly tables overlap otherwise."""
    held = [
        row
        for row in rows
        if (row.effective_from is None or row.effective_from <= on)
        and (row.effective_through is None or on <= row.effective_through)
    ]
    return max(held, key=lambda row: row.effective_from or dt.date.min, default=None)


def is_flagged(row: DiagnosisFlagFacts, key: str) -> bool:
    """Whether the undotted diagnosis lies in the range of the row."""
    return row.low <= key[: len(row.low)] and key[: len(row.high)] <= row.high

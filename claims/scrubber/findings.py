"""What a rule says: a finding, or what it could not check; a fix is data too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

TIMES = "\u00d7"  # the multiplication sign, as messages show it


class Severity(StrEnum):
    """How likely a payer rejects or denies: error very probably, warning perhaps, info never."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Position in a report: errors first."""
        return (Severity.ERROR, Severity.WARNING, Severity.INFO).index(self)


def weaker(one: Severity | None, other: Severity) -> Severity:
    """The lesser of two severities; None is no bound."""
    return other if one is None else max(one, other, key=lambda each: each.rank)


Fact: TypeAlias = "str | int | Decimal | dt.date | tuple[str, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step on claim JSON: set, insert or remove what ``path`` names."""

    op: str
    path: str
    value: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Changes that put a finding right, offered under one label, applied in order."""

    label: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What nobody can know from the claim, put to the person who does.

    It stands where a fix would have to invent what happened at the bedside.
    """

    text: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A fact that a finding rests on; `claims.scrubber.standing` says how much weight it has.

    ``name`` begins the sentence about it. ``standing`` is primary, secondary or unverified.
    Of a policy, ``is_alone`` says that one person published it in an emergency, and until
    ``observed_through`` its findings are notes.
    ``tables`` are the kinds of releases that a row of a publisher's table may stand in; ``source``
    is the title of the release that states the row, ``since`` the row's first day.
    """

    name: str
    standing: str = "primary"
    review_by: dt.date | None = None
    tables: tuple[str, ...] = ()
    source: str = ""
    since: dt.date | None = None
    is_alone: bool = False
    observed_through: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One message of a rule about a line, or about the claim when ``line`` is None.

    ``subjects`` name what the finding is about (``modifier:JG``, ``diagnosis:E880``), so that a
    finding about the same thing can be recognised as its consequence. A finding that is no
    ``is_cause`` hides nothing. ``choices`` are fixes of which a person takes one: each puts the
    finding right, and only the record says which is true. ``basis`` are the facts it rests on,
    ``caveat`` the sentences about their standing, which the engine writes; ``policy`` is the id and
    version of the payer policy it comes from. ``question`` is what only a person can answer.
    Severity, group, CARC and RARC are the rule's where they are None.
    """

    message: str
    rule: str = ""
    line: int | None = None
    field_name: str | None = None
    data: Mapping[str, Fact] = field(default_factory=dict)
    fix: Fix | None = None
    choices: tuple[Fix, ...] = ()
    severity: Severity | None = None
    subjects: tuple[str, ...] = ()
    is_cause: bool = True
    basis: tuple[Basis, ...] = ()
    caveat: str = ""
    question: Question | None = None
    policy: tuple[str, int] | None = None
    group: str | None = None
    carc: str | None = None
    rarc: tuple[str, ...] | None = None

    def of_rule(self, rule: str) -> Finding:
        """The finding, signed by its rule."""
        return replace(self, rule=rule)

    @property
    def identity(self) -> tuple[str, int | None, str | None, tuple[str, ...]]:
        """The same finding before and after a change: rule, line, field and subjects."""
        return (self.rule, self.line, self.field_name, self.subjects)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """The rule could not look, because ``missing`` is not known."""

    missing: str
    rule: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The rule looked and it is right; ``margin`` says by how much, in words.

    The words may be given as a call that makes them, for they are wanted on the page only.
    """

    margin: str | Callable[[], str]
    rule: str = ""
    line: int | None = None

    @property
    def words(self) -> str:
        """The margin in words."""
        return self.margin if isinstance(self.margin, str) else self.margin()


Outcome: TypeAlias = Finding | NotChecked | Passed


def plain(number: Decimal | int) -> str:
    """A number as plain decimal text: no exponent, no trailing zeros, no separators."""
    text = f"{Decimal(number):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def spoken(value: Fact) -> str:
    """A fact as it stands in a sentence: thousands commas, days as MM/DD/YYYY."""
    if isinstance(value, Decimal | int):
        sign, digits = ("-", plain(value)[1:]) if value < 0 else ("", plain(value))
        whole, _, part = digits.partition(".")
        return sign + f"{int(whole):,}" + (f".{part}" if part else "")
    if isinstance(value, dt.date):
        return f"{value:%m/%d/%Y}"
    if isinstance(value, tuple):
        return ", ".join(value)
    return value


def measured(amount: Decimal, measure: str) -> str:
    """``10 mg``, ``1,000 units``, ``5 mL``."""
    return f"{spoken(amount)} {measure_word(measure, amount)}"


def measure_word(measure: str, amount: Decimal = Decimal(2)) -> str:
    """A measure as it stands after ``amount``: units in the plural, mL with its capital."""
    key = measure.strip().casefold()
    if key in {"unit", "units"}:
        return "unit" if amount == 1 else "units"
    return "mL" if key == "ml" else measure


def joined(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def counted(number: Decimal | int, noun: str) -> str:
    """``1 unit``, ``1,000 units``."""
    return f"{spoken(number)} {noun}" if number == 1 else f"{spoken(number)} {noun}s"

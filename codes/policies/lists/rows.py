"""One row of a payer's list, understood by the meanings of its columns, or refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from codes.policies.lists import cells
from codes.policies.lists.cells import MARKS, Cell, plain, shown
from codes.policies.lists.guessing import Columns
from codes.policies.lists.kinds import LABELS, ListKind, Meaning
from codes.policies.lists.sheet import Sheet

# What is wrong with codes by the table in force, each in a sentence; the rest may be taken.
Refusals = Callable[[Collection[str]], Mapping[str, str]]
LISTED, DECLINED = "", "no"  # what a row of a list of codes says of them
_TIERS = {Meaning.PREFERRED: "preferred", Meaning.NOT_PREFERRED: "non_preferred"}
_NAMED: dict[Meaning, Callable[[Cell], Iterable[str]]] = {
    Meaning.CODE: cells.codes,
    Meaning.BRAND: lambda cell: [cells.brand(cell)],
    **dict.fromkeys(_TIERS, cells.brands),
}
_SETTINGS = {ListKind.SITE: Meaning.SITE, ListKind.CHANNEL: Meaning.CHANNEL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a list is read against.

    ``first`` is the first day of the version. ``setting`` holds for every code where a person
    said so: places or ways to buy; else the column says it. ``codes`` are those of the policy, for
    a list of products.
    """

    kind: ListKind
    first: dt.date | None
    refusals: Refusals
    setting: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, understood: its codes or its brand, and what it says of them."""

    number: int
    keys: tuple[str, ...]
    says: str
    setting: tuple[str, ...]


class RefusedRowError(Exception):
    """The row is not taken; the text says why."""


class Reader:
    """Reads one row after the other by the meanings of the columns."""

    def __init__(self, sheet: Sheet, columns: Columns, terms: Terms) -> None:
        self.columns, self.terms = columns, terms
        self.headings = sheet.row(columns.heading)
        place = columns.place(Meaning.TIER)
        self.tier_title = str(self.headings[place]) if place is not None else ""
        self.is_marked = self._has_marks_only(sheet)

    def _has_marks_only(self, sheet: Sheet) -> bool:
        """Whether the column of answers has marks alone, so that a blank cell is a no."""
        place = self.columns.place(Meaning.ANSWER)
        if place is None:
            return False
        below = (row[place] for number, row in sheet.rows if number > self.columns.heading)
        found = {plain(cell) for cell in below if cell}
        return bool(found) and found <= MARKS

    def rows(self, number: int, row: tuple[Cell, ...]) -> list[Row]:
        """What the row says; of products with a column each tier, one for each filled tier.

        Raises RefusedRowError.
        """
        if not any(row):
            raise RefusedRowError("The row is blank.")
        if self.columns.heading and row == self.headings:
            raise RefusedRowError("The row repeats the headings.")
        try:
            self._ask_the_days(row)
            said = self._products(row) if self._is_product else [self._codes(row)]
            return [
                Row(number=number, keys=keys, says=says, setting=self._setting(row, says))
                for keys, says in said
            ]
        except ValueError as problem:
            raise RefusedRowError(str(problem)) from problem

    def named_in(self, row: tuple[Cell, ...]) -> tuple[str, ...]:
        """The codes or the brand that a refused row names, as far as they can be read."""
        named: list[str] = []
        for meaning in (Meaning.BRAND, *_TIERS) if self._is_product else (Meaning.CODE,):
            if cell := self._cell(row, meaning):
                with suppress(ValueError):
                    named += _NAMED[meaning](cell)
        return tuple(named)

    @property
    def _is_product(self) -> bool:
        return self.terms.kind is ListKind.PRODUCTS

    def _cell(self, row: tuple[Cell, ...], meaning: Meaning) -> Cell | None:
        """The cell with that meaning; None where no column has it."""
        place = self.columns.place(meaning)
        return None if place is None else row[place]

    def _filled(self, row: tuple[Cell, ...], meaning: Meaning) -> Cell:
        cell = self._cell(row, meaning)
        if not cell:
            raise RefusedRowError(f"{LABELS[meaning].partition(' (')[0]} is blank.")
        return cell

    def _codes(self, row: tuple[Cell, ...]) -> tuple[tuple[str, ...], str]:
        keys = tuple(cells.codes(self._filled(row, Meaning.CODE)))
        if self._cell(row, Meaning.ANSWER) is None:
            return keys, LISTED
        if self.is_marked and not self._cell(row, Meaning.ANSWER):
            return keys, DECLINED
        return keys, LISTED if cells.answer(self._filled(row, Meaning.ANSWER)) else DECLINED

    def _products(self, row: tuple[Cell, ...]) -> list[tuple[tuple[str, ...], str]]:
        by_column = [meaning for meaning in _TIERS if self.columns.place(meaning) is not None]
        if by_column:
            filled = [meaning for meaning in by_column if self._cell(row, meaning)]
            if not filled:
                raise ValueError("The row names no product.")
            said = [(cells.brands(self._filled(row, one)), _TIERS[one]) for one in filled]
        else:
            tier = cells.tier(self._filled(row, Meaning.TIER), self.tier_title)
            said = [((cells.brand(self._filled(row, Meaning.BRAND)),), tier)]
        if (cell := self._cell(row, Meaning.CODE)) is not None:
            self._ask_the_policy(cell)
        return said

    def _ask_the_policy(self, cell: Cell) -> None:
        """Refuse a product none of whose codes is one of the policy's."""
        if not cell:
            raise ValueError("Code is blank.")
        found = cells.codes(cell)
        if self.terms.codes.isdisjoint(found):
            raise ValueError(f"{', '.join(found)} is no code of this policy.")

    def _ask_the_days(self, row: tuple[Cell, ...]) -> None:
        """Refuse what the list says does not hold on the first day of the version."""
        start, end = self._cell(row, Meaning.FROM), self._cell(row, Meaning.THROUGH)
        starts = cells.day(start) if start else None
        ends = cells.day(end) if end else None
        if starts and ends and ends < starts:
            raise ValueError(f"Ends on {ends:%m/%d/%Y}, before it starts on {starts:%m/%d/%Y}.")
        first = self.terms.first
        if first and ends and ends < first:
            raise ValueError(f"Ended on {ends:%m/%d/%Y}, before the first day {first:%m/%d/%Y}.")
        if first and starts and starts > first:
            raise ValueError(
                f"Starts on {starts:%m/%d/%Y}, after the first day {first:%m/%d/%Y}: it belongs in"
                " a version that starts then."
            )

    def _setting(self, row: tuple[Cell, ...], says: str) -> tuple[str, ...]:
        meaning = _SETTINGS.get(self.terms.kind)
        if meaning is None or says == DECLINED or self._cell(row, meaning) is None:
            return ()
        cell = self._filled(row, meaning)
        return cells.places(cell) if meaning is Meaning.SITE else cells.channels(cell)


def row_shown(row: tuple[Cell, ...]) -> str:
    """The filled cells of a row, so that it is found again."""
    return " · ".join(shown(cell) for cell in row[:6] if cell)

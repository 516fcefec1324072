"""What the columns of a list mean, guessed from headings and cells; a person has the last word.

The guess does not depend on the order of columns or rows: of columns that fit equally well, the
one whose heading comes first in the alphabet is taken.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from codes.policies.lists import cells
from codes.policies.lists.cells import Cell
from codes.policies.lists.kinds import (
    HEADINGS,
    KINDS,
    NEVER,
    OTHER_SUBJECTS,
    SUBJECTS,
    ListKind,
    Meaning,
)
from codes.policies.lists.sheet import Sheet

LOOKED_AT = 40  # titles and notes stand above the headings, hardly ever so many
LONGEST_HEADING = 60
ENOUGH = 50  # below it a column is left alone
MOSTLY = 60  # of a hundred filled cells; below a heading that says so, some are enough
SOME = 30
_OF_HEADING = 60
_READ: dict[Meaning, Callable[[Cell], object]] = {
    Meaning.CODE: cells.codes,
    Meaning.TIER: cells.tier,
    Meaning.PREFERRED: cells.brands,
    Meaning.NOT_PREFERRED: cells.brands,
    Meaning.ANSWER: cells.answer,
    Meaning.SITE: cells.places,
    Meaning.CHANNEL: cells.channels,
    Meaning.FROM: cells.day,
    Meaning.THROUGH: cells.day,
}
# Without a heading that says so, their cells could mean another thing as well.
_BY_HEADING = {
    Meaning.BRAND, Meaning.NOTES, Meaning.FROM, Meaning.THROUGH, Meaning.SITE, Meaning.ANSWER,
    Meaning.PREFERRED, Meaning.NOT_PREFERRED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which row has the headings (0: none), and what each column means."""

    heading: int
    meanings: tuple[Meaning | None, ...]

    def place(self, meaning: Meaning) -> int | None:
        """The column with that meaning."""
        return self.meanings.index(meaning) if meaning in self.meanings else None


def best_sheet(sheets: Sequence[Sheet], kind: ListKind) -> Sheet:
    """The sheet that most looks like the list: notes and instructions often stand before it."""
    meaning = KINDS[kind].told_by

    def cells_of_it(sheet: Sheet) -> int:
        counts = (_good(column, meaning, "") for column in _columns(sheet, 0))
        return max(counts, default=0)

    return max(sheets, key=lambda sheet: (cells_of_it(sheet), len(sheet.rows)))


def guess(sheet: Sheet, kind: ListKind) -> Columns:
    """Headings and columns of a sheet as far as they can be told."""
    heading = heading_row(sheet, kind)
    return Columns(heading=heading, meanings=guess_columns(sheet, kind, heading))


def heading_row(sheet: Sheet, kind: ListKind) -> int:
    """The number of the row with the headings; 0 where the list begins without any.

    It is the row above the first code or tier in which most cells read like headings; of two, the
    lower where the upper has one cell only, as titles have.
    """
    found, most, is_title = 0, 0, False
    for number, row in sheet.rows[:LOOKED_AT]:
        named = sum(
            any(_names(meaning, cell, kind) for meaning in KINDS[kind].columns) for cell in row
        )
        # "Preferred" is a heading of one list and a cell of another; no row of a list has both
        like_data = sum(_is_data(_text(cell), kind) for cell in row if cell)
        if like_data and named <= like_data and not _names_both(row, kind):
            break
        if named > most or (named and named == most and is_title):
            found, most, is_title = number, named, sum(map(bool, row)) == 1
    return found


def _names_both(row: Sequence[Cell], kind: ListKind) -> bool:
    """Whether one cell heads the preferred products and another the rest."""
    both = (Meaning.PREFERRED, Meaning.NOT_PREFERRED)
    return kind is ListKind.PRODUCTS and all(
        any(_names(meaning, cell, kind) for cell in row) for meaning in both
    )


def _is_data(text: str, kind: ListKind) -> bool:
    """Whether a cell reads as what the list is about."""
    return any(_reads(text, meaning, "") for meaning in {Meaning.CODE, KINDS[kind].told_by})


def guess_columns(sheet: Sheet, kind: ListKind, heading: int) -> tuple[Meaning | None, ...]:
    """A meaning for each column, each meaning once, the surest first."""
    titles = [_text(cell) for cell in sheet.row(heading)]
    weighed = []
    rows = sum(any(row) for number, row in sheet.rows if number > heading)
    for at, column in enumerate(_columns(sheet, heading)):
        title = titles[at]
        for meaning in KINDS[kind].columns:
            if not _may_be(title, meaning, kind):
                continue
            weight = _weight(title, column, meaning, kind, rows)
            if weight >= ENOUGH:
                told_by = (-weight, len(title), title.lower(), sorted(column)[:3])
                weighed.append((*told_by, meaning, at))
    found: dict[int, Meaning] = {}
    for *_, meaning, at in sorted(weighed):
        if at not in found and meaning not in found.values():
            found[at] = meaning
    by_tier = {Meaning.PREFERRED, Meaning.NOT_PREFERRED} & set(found.values())
    left_out = {Meaning.BRAND, Meaning.TIER} if by_tier else set()
    meanings = (found.get(at) for at in range(sheet.width))
    return tuple(None if one in left_out else one for one in meanings)


def _may_be(title: str, meaning: Meaning, kind: ListKind) -> bool:
    """Whether the heading leaves a meaning open."""
    if title and _is_ruled_out(meaning, title, kind):
        return False
    is_told_by_heading = meaning in _BY_HEADING and (title or meaning is not Meaning.ANSWER)
    return not is_told_by_heading or _names(meaning, title, kind)


def _weight(
    title: str, column: Mapping[str, int], meaning: Meaning, kind: ListKind, rows: int
) -> int:
    """How well a column fits a meaning; that it is filled counts as well."""
    of_heading = _OF_HEADING * _names(meaning, title, kind)
    filled = sum(column.values())
    if meaning not in _READ or not filled:
        return of_heading
    good = _good(column, meaning, title)
    least = 0 if of_heading and meaning is Meaning.CODE else SOME if of_heading else MOSTLY
    is_sparse = not of_heading and 100 * good < SOME * rows
    if 100 * good < least * filled or is_sparse:
        return 0  # a heading alone is not enough: most of a column "PA rules" is prose
    return 100 * good // filled + 50 * good // rows + of_heading


def _names(meaning: Meaning, cell: Cell, kind: ListKind) -> bool:
    """Whether a cell reads like the heading of such a column."""
    if isinstance(cell, dt.date) or not cell or len(cell) > LONGEST_HEADING:
        return False
    return bool(HEADINGS[meaning].search(cell)) and not _is_ruled_out(meaning, cell, kind)


def _is_ruled_out(meaning: Meaning, title: str, kind: ListKind) -> bool:
    never = NEVER.get(meaning)
    if never is not None and never.search(title):
        return True
    own = SUBJECTS.get(kind)
    if meaning is not Meaning.ANSWER or own is None or own.search(title):
        return False
    # yes and no of another question: a list often has a column for each
    others = [*(one for one in SUBJECTS.values() if one is not own), OTHER_SUBJECTS]
    return any(other.search(title) for other in others)


def _columns(sheet: Sheet, heading: int) -> list[Counter[str]]:
    """The cells of each column below the headings, each with how often it stands there."""
    below = [row for number, row in sheet.rows if number > heading]
    if not below:
        return [Counter() for _ in range(sheet.width)]
    return [Counter(_text(cell) for cell in column if cell) for column in zip(*below, strict=True)]


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def _good(column: Mapping[str, int], meaning: Meaning, title: str) -> int:
    """How many cells read as that meaning."""
    return sum(count for text, count in column.items() if _reads(text, meaning, title))


def _reads(text: str, meaning: Meaning, title: str) -> bool:
    try:
        if meaning is Meaning.TIER:
            cells.tier(text, title)
        else:
            _READ[meaning](text)
    except ValueError:
        return False
    return True

"""A payer's list as a whole: what is taken of it, and each row that is not, with the reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from codes.policies.lists.guessing import Columns
from codes.policies.lists.kinds import ListKind
from codes.policies.lists.rows import DECLINED, Reader, RefusedRowError, Row, Terms, row_shown
from codes.policies.lists.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A code or a product that the list names; ``value`` is the tier of a product."""

    row: int
    key: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row, or a code of it, that is not taken; ``keys`` are the codes or brands it names."""

    row: int
    shown: str
    reason: str
    keys: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class ReadList:
    """The list: entries by their key, refused rows in order, codes of which it says no."""

    kind: ListKind
    entries: tuple[Entry, ...] = ()
    refused: list[Refused] = field(default_factory=list)
    declined: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    rows: int = 0

    @property
    def taken(self) -> int:
        """How many rows brought something."""
        return len({entry.row for entry in self.entries})

    @property
    def refused_rows(self) -> int:
        """How many rows are refused, in whole or in part."""
        return len({one.row for one in self.refused})


def read_list(sheet: Sheet, columns: Columns, terms: Terms) -> ReadList:
    """Read every row below the headings."""
    found = ReadList(kind=terms.kind)
    reader = Reader(sheet, columns, terms)
    rows: list[Row] = []
    for number, row in sheet.rows:
        if number <= columns.heading:
            continue
        found.rows += 1
        try:
            rows += reader.rows(number, row)
        except RefusedRowError as refusal:
            found.refused.append(
                Refused(
                    row=number, shown=row_shown(row), reason=str(refusal), keys=reader.named_in(row)
                )
            )
    found.setting = terms.setting or _commonest(rows)
    rows = list(_of_one_setting(rows, found))
    entries = list(_each_once(list(_known(rows, found, terms)), found))
    found.declined = tuple(sorted(entry.key for entry in entries if entry.value == DECLINED))
    found.entries = tuple(
        sorted((one for one in entries if one.value != DECLINED), key=lambda one: one.key)
    )
    found.refused.sort(key=lambda one: (one.row, one.shown))
    return found


def _commonest(rows: list[Row]) -> tuple[str, ...]:
    """What most rows ask for; of two, the first in the alphabet, whatever their order."""
    counts = Counter(row.setting for row in rows if row.setting)
    return min(counts, key=lambda one: (-counts[one], one), default=())


def _of_one_setting(rows: list[Row], found: ReadList) -> Iterator[Row]:
    """The rows that ask for what the list asks for; a policy has one rule of that kind."""
    for row in rows:
        if row.setting and row.setting != found.setting:
            asked, rest = (", ".join(one).replace("_", " ") for one in (row.setting, found.setting))
            reason = f"Asks for {asked}, the list for {rest}: it belongs in a policy of its own."
            words = ", ".join(row.keys)
            found.refused.append(Refused(row=row.number, shown=words, reason=reason, keys=row.keys))
        else:
            yield row


def _known(rows: list[Row], found: ReadList, terms: Terms) -> Iterator[Entry]:
    """An entry for each code or brand, without the codes that the table in force refuses."""
    refusals: Mapping[str, str] = {}
    if terms.kind is not ListKind.PRODUCTS:
        refusals = terms.refusals({key for row in rows for key in row.keys})
    for row in rows:
        for key in row.keys:
            if key in refusals and row.says != DECLINED:
                found.refused.append(_refused(row.number, key, refusals[key]))
            else:
                yield Entry(row=row.number, key=key, value=row.says)


def _each_once(entries: list[Entry], found: ReadList) -> Iterator[Entry]:
    """The first of those that say the same; none of those that contradict each other."""
    same: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        same[entry.key.casefold()].append(entry)
    for group in same.values():
        first, *others = group
        if len({entry.value for entry in group}) > 1:
            rows = ", ".join(str(row) for row in sorted({entry.row for entry in group}))
            reason = f"Rows {rows} contradict each other."
            found.refused += [_refused(e.row, e.key, reason) for e in group]
            continue
        yield replace(first, key=min(entry.key for entry in group))
        reason = f"Row {first.row} has it already."
        found.refused += [_refused(e.row, e.key, reason) for e in others]


def _refused(row: int, key: str, reason: str) -> Refused:
    return Refused(row=row, shown=key, reason=reason, keys=(key,))

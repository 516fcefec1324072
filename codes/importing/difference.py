"""What an import changes, in numbers and in words: the counts are whole, the words a first part."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from codes.importing.large import Range
from codes.importing.tables import Image, RowChange, Table

SHOWN = 60  # rows in words, for each table and each kind of change
_LONG = 300
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
# Columns that say where a row comes from; a row that differs in nothing else was confirmed.
_ORIGIN = {"release_id"}
_KEYS = ("code", "column_one", "column_two", "program", "field", "effective_from")
_NAMES = ("title", "brand", "presentation", "source", "position")  # of rows that are no code's
# What is said of a row that is new or gone; the rest is on its own page.
_TELLING = ("long_descriptor", "label", "name", "title", "official", "text", "effective_through")


@dataclass(slots=True, kw_only=True)
class Difference:
    """Takes changed rows one by one; ``counts`` is by table: added, changed, removed, confirmed.

    ``rows`` are ``{table, key, what, fields: [[name, before, after]]}``; ``touched`` the codes
    whose facts differ, by table.
    """

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    touched: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, change: RowChange) -> None:
        """Count one row; put it into words while there is room."""
        title, counts = self._of(change.table)
        what = _what(change)
        counts[what] += 1
        if what == "confirmed":
            return
        image = change.after or change.before or {}
        if "code" in image:
            self.touched[change.table._meta.label].add(image["code"])
        if counts[what] <= SHOWN:
            self.rows.append(
                {"table": title, "key": _key(image), "what": what, "fields": _fields(change)}
            )

    def add_range(self, found: Range) -> None:
        """Count rows that are new in a long table; the first of them are put into words."""
        for change in found.sample(SHOWN):
            self.add(change)
        _title, counts = self._of(found.table)
        counts["added"] += max(0, found.rows - SHOWN)

    def _of(self, table: Table) -> tuple[str, dict[str, int]]:
        title = str(table._meta.verbose_name_plural)
        empty = {"added": 0, "changed": 0, "removed": 0, "confirmed": 0}
        return title, self.counts.setdefault(title, empty)

    def as_changes(self) -> dict[str, Any]:
        """Counts and words as `ImportRun.changes` keeps them: changes and losses first."""
        order = ["changed", "removed", "added"]
        rows = sorted(self.rows, key=lambda row: (order.index(row["what"]), row["key"]))
        return {"counts": self.counts, "rows": rows}

    def as_touched(self) -> dict[str, list[str]]:
        """The codes by table, in order."""
        return {table: sorted(codes) for table, codes in self.touched.items()}


def _what(change: RowChange) -> str:
    if change.before is None:
        return "added"
    if change.after is None:
        return "removed"
    same = all(
        change.after[name] == value for name, value in change.before.items() if name not in _ORIGIN
    )
    return "confirmed" if same else "changed"


def _fields(change: RowChange) -> list[list[str]]:
    """Name, before and after of each column that tells."""
    before, after = change.before, change.after
    names = _names(change.table)
    if before is None or after is None:
        image = after or before or {}
        telling = [name for name in _TELLING if image.get(name)] or list(names)[:3]
        pairs = [(name, "", image[name]) for name in telling]
        if after is None:
            pairs = [(name, new, old) for name, old, new in pairs]
    else:
        pairs = [
            (name, before[name], after[name])
            for name in names
            if before[name] != after[name] and name not in _ORIGIN
        ]
    return [[names[name], _words(old), _words(new)] for name, old, new in pairs]


def _names(table: Table) -> dict[str, str]:
    return {
        column.attname: str(column.verbose_name)
        for column in table._meta.concrete_fields
        if not column.primary_key
    }


def row_name(change: RowChange) -> str:
    """A row as people call it: "J0256 from 10/01/2025"."""
    return _key(change.after or change.before or {})


def _key(image: Image) -> str:
    names = _KEYS if "code" in image or "column_one" in image else _NAMES
    said = [(name, _words(image[name])) for name in names if image.get(name)]
    return " ".join(f"from {word}" if name == "effective_from" else word for name, word in said)


def _words(value: Any) -> str:
    """A value as people read it: days as the pages write them, long texts cut."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if day := _DAY.fullmatch(words):
        return f"{day[2]}/{day[3]}/{day[1]}"
    return f"{words[:_LONG]} …" if len(words) > _LONG else words

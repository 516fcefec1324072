"""What was done to a typed claim on somebody's word, and how each of it is taken back alone.

Kept in hidden inputs of the page: everything in them could be typed into the form as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, str]
Cell = tuple[str, str, str]  # input, text before, text after
KEPT = 20
LONGEST = 20_000


@dataclass(slots=True, kw_only=True)
class Undo:
    """One fix or removal: cells of the head and of rows, rows that came and rows that went.

    Rows are the form's own objects, so that they are found again wherever they have moved to.
    ``gone`` holds each row with the place that it had.
    """

    label: str
    head: list[Cell] = field(default_factory=list)
    cells: list[tuple[Row, list[Cell]]] = field(default_factory=list)
    added: list[tuple[Row, Row]] = field(default_factory=list)
    gone: list[tuple[int, Row]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed."""
        return not (self.head or self.cells or self.added or self.gone)


def difference(
    label: str, before: tuple[Mapping[str, str], list[tuple[Row, Row]]], head: Mapping[str, str],
    rows: list[Row],
) -> Undo:  # fmt: skip
    """What leads back from ``head`` and ``rows`` to ``before``: the head, and (row, copy) pairs."""
    old_head, old_rows = before
    known = {id(row): copy for row, copy in old_rows}
    still = {id(row) for row in rows}
    return Undo(
        label=label,
        head=_cells(old_head, head),
        cells=[
            (row, cells)
            for row in rows
            if id(row) in known and (cells := _cells(known[id(row)], row))
        ],
        added=[(row, dict(row)) for row in rows if id(row) not in known],
        gone=[(at, copy) for at, (row, copy) in enumerate(old_rows) if id(row) not in still],
    )


def _cells(old: Mapping[str, str], new: Mapping[str, str]) -> list[Cell]:
    names = [*old, *(name for name in new if name not in old)]
    pairs = ((name, old.get(name, ""), new.get(name, "")) for name in names)
    return [(name, before, after) for name, before, after in pairs if before != after]


def stands(undo: Undo, head: Mapping[str, str], rows: list[Row]) -> bool:
    """Whether what was done is still there as it was done, so that it can be taken back."""
    there = {id(row) for row in rows}
    return (
        all(head.get(name, "") == after for name, _before, after in undo.head)
        and all(
            id(row) in there and all(row.get(name, "") == after for name, _before, after in cells)
            for row, cells in undo.cells
        )
        and all(
            id(row) in there and not _cells(_filled(made), _filled(row)) for row, made in undo.added
        )
    )


def _filled(row: Row) -> Row:
    return {name: text for name, text in row.items() if text and name != "line_id"}


def written(undo: Undo, rows: list[Row]) -> str | None:
    """The hidden input of an undo; None where a row it speaks of is not there any more."""
    places = {id(row): at for at, row in enumerate(rows)}
    if any(id(row) not in places for row, _rest in [*undo.cells, *undo.added]):
        return None
    value = {
        "label": undo.label,
        "head": undo.head,
        "cells": [[places[id(row)], cells] for row, cells in undo.cells],
        "added": [[places[id(row)], _filled(made)] for row, made in undo.added],
        "gone": [[at, _filled(row)] for at, row in undo.gone],
    }
    return json.dumps(value, separators=(",", ":"))


def read(text: str, rows: list[Row]) -> Undo | None:
    """The undo of a hidden input; None for what no page of ours has written."""
    try:
        value: dict[str, Any] = json.loads(text[:LONGEST])
        return Undo(
            label=str(value["label"])[:120],
            head=[_cell(one) for one in value["head"]],
            cells=[(rows[at], [_cell(one) for one in cells]) for at, cells in value["cells"]],
            added=[(rows[at], _row(made)) for at, made in value["added"]],
            gone=[(max(0, int(at)), _row(row)) for at, row in value["gone"]],
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None


def label_of(text: str) -> str:
    """What a hidden input says that was done; empty for what no page of ours has written."""
    try:
        return str(json.loads(text[:LONGEST])["label"])[:120]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _cell(value: Any) -> Cell:
    name, before, after = value
    return str(name), str(before), str(after)


def _row(value: Any) -> Row:
    return {str(name): str(text) for name, text in value.items()}

"""What was posted, as rows that can be added, repeated, removed, mended and put back.

A fix is given on claim JSON; here its effect is carried over to the texts of the form, so that
everything else stays exactly as it was typed.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import QueryDict

from claims.forms.line import MAX_FORMS, MAX_LINES
from claims.forms.undo import KEPT, Undo, difference, read, stands, written
from claims.forms.written import LINE_FIELDS, diagnosis_fields, line_fields

PREFIX = "lines"
UNDO = "undo"
CARRIED = ("assignment", "frequency_code")
# the total is no input: the page adds up the lines
_CARRIED = re.compile(
    rf"(total|diagnoses|{'|'.join(CARRIED)})(\[[0-9]+\])?"
    rf"|lines\[[0-9]+\](\.(pos|{'|'.join(LINE_FIELDS)})\b.*)?"
)
ROW = re.compile(rf"{PREFIX}-([0-9]{{1,6}})-")
TORN = (
    "The form arrived with {found} rows of lines but a count of “{told}”; nothing was saved or "
    "changed. Look through the lines below and try again."
)


def rows_of(data: QueryDict) -> tuple[QueryDict, str]:
    """The post with its line count mended where rows stand beyond it, and a sentence that says so.

    A browser sends the count with the rows; where they disagree something was lost on the way, and
    rows beyond the count would be dropped in silence.
    """
    told = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    found = {int(match.group(1)) for name in data if (match := ROW.match(name))}
    count = max(found, default=-1) + 1
    if told.isascii() and told.isdigit() and count <= int(told[:9]) and count <= MAX_FORMS:
        return data, ""
    mended = data.copy()
    mended[f"{PREFIX}-TOTAL_FORMS"] = str(min(count, MAX_FORMS))
    mended[f"{PREFIX}-INITIAL_FORMS"] = "0"
    return mended, TORN.format(found=count, told=told[:20])


class PostedRows:
    """A posted entry form taken apart into its head and its rows, in the order of the page."""

    def __init__(self, data: QueryDict, count: int) -> None:
        self.head = data.copy()
        self.rows: list[dict[str, str]] = []
        for index in range(count):
            start = f"{PREFIX}-{index}-"
            names = [name for name in data if name.startswith(start)]
            self.rows.append({name.removeprefix(start): str(data[name]) for name in names})
        for name in data:
            if name.startswith(f"{PREFIX}-") or name == UNDO:
                del self.head[name]
        found = (read(text, self.rows) for text in data.getlist(UNDO)[-KEPT:])
        self.undos = [one for one in found if one is not None]

    def add(self) -> None:
        """One more empty row, as long as a claim may have one more line."""
        if len(self.rows) < MAX_LINES:
            self.rows.append({})

    def repeat(self) -> None:
        """The last row that holds something, once more below it; its stored id stays behind."""
        filled = [index for index, row in enumerate(self.rows) if _holds_something(row)]
        if filled and len(self.rows) < MAX_LINES:
            row = copy.copy(self.rows[filled[-1]])
            row.pop("line_id", None)
            self.rows.insert(filled[-1] + 1, row)

    def remove(self, index: int) -> str:
        """Take a row away and say what was done; nothing for a row that is not there."""
        if not 0 <= index < len(self.rows):
            return ""
        label = f"Line {index + 1} removed"
        with self.noting(label):
            del self.rows[index]
        return label

    @contextmanager
    def noting(self, label: str) -> Iterator[None]:
        """Keep what is done inside as one thing that can be taken back, under ``label``."""
        before = (self._head_texts(), [(row, dict(row)) for row in self.rows])
        yield
        made = difference(label, before, self._head_texts(), self.rows)
        if not made.is_empty:
            self.undos.append(made)

    def _head_texts(self) -> dict[str, str]:
        return {name: str(self.head[name]) for name in self.head}

    def undo(self, position: int) -> str | None:
        """Take one thing back and return a changed input; None where it does not stand any more."""
        if not 0 <= position < len(self.undos):
            return None
        made = self.undos[position]
        if not stands(made, self._head_texts(), self.rows) or len(self.rows) >= MAX_FORMS:
            return None
        del self.undos[position]
        for name, before, _after in made.head:
            self.head[name] = before
        for row, cells in made.cells:
            row.update({name: before for name, before, _after in cells})
        came = {id(row) for row, _made in made.added}
        self.rows = [row for row in self.rows if id(row) not in came]
        for at, row in made.gone:
            self.rows.insert(at, dict(row))
        return self._first_changed(made)

    def _first_changed(self, made: Undo) -> str:
        if made.cells:
            row, [(name, _before, _after), *_rest] = made.cells[0]
            return f"{PREFIX}-{_position(self.rows, row)}-{name}"
        if made.gone:
            return f"{PREFIX}-{min(made.gone[0][0], len(self.rows) - 1)}-code"
        return made.head[0][0] if made.head else ""

    def mend(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        """Carry the difference of two claim JSONs over; returns the name of a changed input.

        A line's n is its row's position from 1; a line of ``new`` whose n is not in ``old`` is
        inserted below the row of the line before it.
        """
        before = {line["n"]: line for line in old["lines"]}
        after = {line["n"]: line for line in new["lines"]}
        changed = ""
        inserted: list[tuple[int, dict[str, str]]] = []
        previous = 0
        for number, line in sorted(after.items(), key=lambda item: _place(new, item[0])):
            if number in before:
                names = self._rewrite(self.rows[number - 1], before[number], line)
                changed = changed or (f"{PREFIX}-{number - 1}-{names[0]}" if names else "")
                previous = number
            else:
                inserted.append((previous, line_fields(line)))
        gone = {id(self.rows[number - 1]) for number in before if number not in after}
        changed = changed or self._mend_head(old, new)
        for position, row in reversed(inserted):
            self.rows.insert(position, row)
            changed = changed or f"{PREFIX}-{position}-units"
        self.rows = [row for row in self.rows if id(row) not in gone]
        return changed

    def _rewrite(
        self, row: dict[str, str], old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> list[str]:
        """Write the inputs of those keys that differ; returns their names."""
        keys = [key for key in LINE_FIELDS if old.get(key) != new.get(key)]
        texts = {
            name: text for name, text in line_fields(new, keys).items() if row.get(name, "") != text
        }
        row.update(texts)
        return list(texts)

    def _mend_head(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        places = {line.get("pos") for line in new["lines"]}
        if len(places) == 1 and places != {line.get("pos") for line in old["lines"]}:
            self.head["place"] = str(places.pop() or "")
            return "place"
        for key in CARRIED:
            if old.get(key) != new.get(key):
                self.head[key] = str(new.get(key) or "")
                return key
        if old.get("diagnoses") == new.get("diagnoses"):
            return ""
        for name, text in diagnosis_fields(new.get("diagnoses") or ()).items():
            self.head[name] = text
        return "dx_a"

    def to_data(self) -> QueryDict:
        """The form's data again, rows numbered from 0."""
        data = self.head.copy()
        for index, row in enumerate(self.rows):
            for name, text in row.items():
                data[f"{PREFIX}-{index}-{name}"] = text
        data[f"{PREFIX}-TOTAL_FORMS"] = str(len(self.rows))
        data[f"{PREFIX}-INITIAL_FORMS"] = "0"
        kept = (written(made, self.rows) for made in self.undos[-KEPT:])
        data.setlist(UNDO, [text for text in kept if text is not None])
        return data


def carries(changes: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the form has an input for everything that the changes of a fix are about."""
    return all(_CARRIED.fullmatch(change["path"]) for change in changes)


def _holds_something(row: Mapping[str, str]) -> bool:
    return any(text.strip() for name, text in row.items() if name != "line_id")


def _position(rows: list[dict[str, str]], wanted: dict[str, str]) -> int:
    """Where that very row stands: another may hold the same texts."""
    return next(at for at, row in enumerate(rows) if row is wanted)


def _place(claim: Mapping[str, Any], number: int) -> int:
    return [line["n"] for line in claim["lines"]].index(number)

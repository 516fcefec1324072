"""What was posted, as rows that can be added, repeated, removed and mended.

A fix is given on claim JSON; here its effect is carried over to the texts of the form, so that
everything else stays exactly as it was typed.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from claims.forms.line import MAX_FORMS, MAX_LINES
from claims.forms.written import LINE_FIELDS, diagnosis_fields, line_fields

PREFIX = "lines"
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
            if name.startswith(f"{PREFIX}-"):
                del self.head[name]

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
        """Take a row away and return what brings it back; nothing for a row that is not there."""
        if not 0 <= index < len(self.rows):
            return ""
        row = {name: text for name, text in self.rows.pop(index).items() if text}
        return f"{index}:{json.dumps(row)}" if row else ""

    def restore(self, wanted: str) -> bool:
        """Put a row back that `remove` took; anything else changes nothing."""
        place, _, text = wanted.partition(":")
        try:
            index, row = int(place), json.loads(text)
        except ValueError:
            return False
        if not isinstance(row, dict) or len(self.rows) >= MAX_FORMS or index < 0:
            return False
        self.rows.insert(index, {str(name): str(value) for name, value in row.items()})
        return True

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
        gone = [number for number in before if number not in after]
        changed = changed or self._mend_head(old, new)
        for position, row in reversed(inserted):
            self.rows.insert(position, row)
            changed = changed or f"{PREFIX}-{position}-units"
        for number in sorted(gone, reverse=True):
            self.remove(number - 1)
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
        for key in ("assignment", "frequency_code"):
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
        return data


def _holds_something(row: Mapping[str, str]) -> bool:
    return any(text.strip() for name, text in row.items() if name != "line_id")


def _place(claim: Mapping[str, Any], number: int) -> int:
    return [line["n"] for line in claim["lines"]].index(number)

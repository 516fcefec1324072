"""Fixes and offers applied to what was typed: one, or all that were proven, one after the other.

Each is made anew from what was posted, never taken from the page, and each can be taken back alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims.draft import Draft
from claims.forms.entry import Entry
from claims.forms.posted import PostedRows, carries
from claims.gather.desk import Desk
from claims.scrubber.changes import apply_changes
from claims.scrubber.findings import Change
from claims.services import Checked, check_draft
from claims.views.shown.changes import words_of
from claims.views.shown.findings import choice_key, fix_key, input_name

MOST = 30  # a fix that brings another forth must not go on for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One fix of many: the finding it answers, its label, and what it changes in words."""

    title: str
    label: str
    words: tuple[str, ...]


def checked_of(desk: Desk, entry: Entry) -> Checked:
    """The check of what the form means."""
    return check_for(desk, entry.draft())


def check_for(desk: Desk, draft: Draft) -> Checked:
    """The check of a claim in hand, on the practice's today."""
    practice = draft.claim.practice if draft.claim.practice_id else None
    return check_draft(draft, today=desk.today(practice), tables=desk.tables)


def mend(entry: Entry, rows: PostedRows, key: str) -> str:
    """Apply the fix or offer that ``key`` names; returns the input it changed.

    A key that names nothing (any more) changes nothing: the page then shows the check as it is.
    """
    checked = checked_of(entry.desk, entry)
    for found in checked.report["findings"]:
        if _can_be_mended(found) and key == fix_key(found):
            return _apply(rows, checked, found, found["fix"])
        for at, answer in enumerate(found["facts"].get("choices", ())):
            if key == choice_key(found, at) and carries(answer["changes"]):
                return _apply(rows, checked, found, answer)
    for suggestion in checked.suggestions:
        offered = {"units": suggestion.units_fix, "waste": suggestion.waste_fix}
        for kind, fix in offered.items():
            if fix is not None and key == f"offer:{suggestion.line}:{kind}":
                with rows.noting(fix.label):
                    return rows.mend(checked.claim, apply_changes(checked.claim, fix.changes))
    return ""


def mend_all(entry: Entry, rows: PostedRows) -> list[Step]:
    """Apply every proven fix, checking again after each; returns what was done, in order.

    The next fix is always one of the claim as it then stands, so none can undo another's proof.
    """
    steps: list[Step] = []
    done: set[str] = set()
    while len(steps) < MOST:
        checked = checked_of(entry.desk, entry)
        found = next(
            (
                one
                for one in checked.report["findings"]
                if _can_be_mended(one) and _once(one) not in done
            ),
            None,
        )
        if found is None:
            break
        done.add(_once(found))
        count = len(rows.undos)
        _apply(rows, checked, found, found["fix"])
        if len(rows.undos) > count:
            words = tuple(words_of(rows.undos[-1], rows.rows))
            steps.append(Step(title=found["title"], label=found["fix"]["label"], words=words))
        entry = Entry(entry.desk, data=rows.to_data(), draft=entry.stored)
    return steps


def _can_be_mended(found: dict[str, Any]) -> bool:
    return bool(found["fix"]) and carries(found["fix"]["changes"])


def _once(found: dict[str, Any]) -> str:
    """A finding whose fix did not make it go is not mended a second time."""
    return f"{fix_key(found)}:{found['message']}"


def _apply(rows: PostedRows, checked: Checked, found: dict[str, Any], fix: dict[str, Any]) -> str:
    where = f" (line {found['line']})" if found["line"] else ""
    changes = [Change(**change) for change in fix["changes"]]
    with rows.noting(f"{fix['label']}{where}"):
        name = rows.mend(checked.claim, apply_changes(checked.claim, changes))
    return name or input_name(found["line"], found.get("field"))

"""Changes applied to claim JSON: set, insert and remove by path."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from claims.scrubber.findings import Change

_STEP = re.compile(r"([a-z0-9_]+)|\[([0-9]+)\]")
_PATH = re.compile(r"[a-z0-9_]+(?:\[[0-9]+\]|\.[a-z0-9_]+)*")


class ChangeError(ValueError):
    """A change whose path leads nowhere in this claim."""


def apply_changes(claim_json: dict[str, object], changes: Iterable[Change]) -> dict[str, object]:
    """``claim_json`` after ``changes``, each on the result of the one before.

    Only what lies on the way to a change is copied; the result shares the rest with ``claim_json``.
    """
    changed = dict(claim_json)
    for change in changes:
        try:
            _apply(changed, change)
        except (KeyError, IndexError, TypeError) as nowhere:
            raise ChangeError(f"{change.op} {change.path} leads nowhere.") from nowhere
    return changed


def steps(path: str) -> list[str | int]:
    """``lines[0].dose.amount`` as keys and positions."""
    if not _PATH.fullmatch(path):
        raise ChangeError(f"{path} is not a path.")
    return [int(index) if index else key for key, index in _STEP.findall(path)]


def _apply(root: dict[str, object], change: Change) -> None:
    *way, last = steps(change.path)
    place: Any = root
    for step in way:
        place[step] = copy.copy(place[step])
        place = place[step]
    value = copy.deepcopy(change.value)
    if change.op == "set":
        place[last] = value
    elif change.op == "insert":
        if not isinstance(place, list) or not isinstance(last, int) or last > len(place):
            raise ChangeError(f"Nothing can be inserted at {change.path}.")
        place.insert(last, value)
    elif change.op == "remove":
        del place[last]
    else:
        raise ChangeError(f"{change.op} is not a change.")

"""Which changes of a version its examples would not notice: each number and operator moved once."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from claims.rehearsal.examples import judged
from claims.rehearsal.versions import of_body
from codes.models import PolicyVersion
from codes.policies.writing import with_requirements, write_policy

# what says nothing of a claim
_NOT_ASKED = {
    "id", "version", "title", "review_by", "observe_to", "supersedes", "source_url", "modelled_on",
    "notes", "source", "payer", "payers", "standing", "requirements", "initial_months",
    "renewal_months", "ref", "label", "reason", "name", "drug", "severity",
}  # fmt: skip
_OPPOSITE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnoticed:
    """A change that no example notices: where, and from what to what."""

    path: str
    before: str
    after: str


def unnoticed(version: PolicyVersion) -> list[Unnoticed]:
    """Every single change of a number, an operator or a yes that leaves all examples green."""
    stored = with_requirements(PolicyVersion.objects.all()).get(pk=version.pk)
    body = write_policy(stored)
    payers = [held.payer.code for held in stored.policy.held_by.all()]
    examples = list(version.examples.all())
    survivors = []
    for path, keys, before, after in sorted(_changes(body, "", ()), key=lambda one: one[0]):
        changed = _with(body, keys, after)
        results = judged(examples, of_body(changed, payers))
        if all(one.is_green for one in results):
            survivors.append(Unnoticed(path=path, before=str(before), after=str(after)))
    return survivors


def _changes(
    value: Any, path: str, keys: tuple[str | int, ...]
) -> Iterator[tuple[str, tuple[str | int, ...], object, object]]:
    """Every single change: (path, keys that lead there, value before, value after)."""
    if isinstance(value, dict):
        for key in value.keys() - _NOT_ASKED:
            yield from _changes(value[key], f"{path}.{key}" if path else key, (*keys, key))
    elif isinstance(value, list):
        for at, held in enumerate(value):
            yield from _changes(held, f"{path}[{at}]", (*keys, at))
    else:
        for other in _others(value):
            yield path, keys, value, other


def _others(value: Any) -> list[object]:
    """What a value is changed to: the next number either way, the opposite."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, str):
        return [_OPPOSITE[value]] if value in _OPPOSITE else []
    if value is None:
        return []
    return [value + 1, value - 1] if value > 1 else [value + 1]


def _with(body: dict[str, Any], keys: tuple[str | int, ...], value: object) -> dict[str, Any]:
    changed: Any = copy.deepcopy(body)
    place = changed
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    return dict(changed)

"""Who refers to a fact, asked before one is deleted.

The reference knows nothing of claims. Whatever keeps things that name facts registers a counter
when the applications are ready; a fact that something names is ended, not deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """How a claim names a fact.

    ``kind`` is code, modifier, place, diagnosis or payer; ``values`` are the ways it is written.
    """

    kind: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer:
    """Things that name facts: what one and several are called, and how many name a fact."""

    one: str
    many: str
    count: Callable[[Mention], int]


_referrers: dict[str, Referrer] = {}


def register(referrer: Referrer) -> None:
    """Ask ``referrer`` before a fact is deleted; once, however often the applications start."""
    _referrers[referrer.many] = referrer


def refusal_to_delete(row: Model, mention: Mention | None, instead: str) -> str:
    """Why ``row`` stays, with how many refer to it; empty where nothing does."""
    counts: dict[tuple[str, str], int] = {}
    if mention is not None:
        for each in _referrers.values():
            counts[each.one, each.many] = each.count(mention)
    counts |= _rows_that_point_to(row)
    words = [
        f"{count:,} {one if count == 1 else many}" for (one, many), count in counts.items() if count
    ]
    if not words:
        return ""
    refers = "refers" if sum(counts.values()) == 1 else "refer"
    listed = " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
    return f"{listed} {refers} to it. {instead}"


def _rows_that_point_to(row: Model) -> dict[tuple[str, str], int]:
    """Stored rows that hold a key of ``row``, by what they are called."""
    found = {}
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        opts, rows = model._meta, model._base_manager  # noqa: SLF001 - as above
        found[str(opts.verbose_name), str(opts.verbose_name_plural)] = rows.filter(
            **{relation.field.name: row}
        ).count()
    return found

"""What the columns of policy rows can hold, asked before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Model

from codes.policies import layout
from codes.policies.values import PolicyProblemError


def ask_the_columns(rows: Iterable[tuple[str, Model]]) -> None:
    """Refuse what no column can hold: too long, too large, not one of its choices.

    ``rows`` come with their paths.
    """
    for path, row in rows:
        keys = [one for one in row._meta.concrete_fields if one.is_relation or one.primary_key]
        try:
            row.clean_fields(exclude=[one.name for one in keys])
        except ValidationError as problem:
            column, sentences = next(iter(problem.message_dict.items()))
            at = ".".join(part for part in (path, _key_of(column)) if part)
            raise PolicyProblemError(at, sentences[0]) from problem


def _key_of(column: str) -> str:
    """The key that is kept in ``column``, where its name says another thing."""
    listed = (*layout.VERSION, *layout.SOURCE, *layout.CITED, *layout.LIMIT, layout.LIMIT_VALUE)
    return next((key.name for key in listed if key.column == column), column)

"""Every rule there is."""

from __future__ import annotations

from functools import cache

from claims.scrubber.rule import Rule
from claims.scrubber.rules import FAMILIES


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of every family in order of their id."""
    found = [one for family in FAMILIES for one in vars(family).values() if isinstance(one, Rule)]
    return tuple(sorted(found, key=lambda rule: rule.id))

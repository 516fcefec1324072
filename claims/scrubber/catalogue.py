"""Every rule there is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import ModuleType

from claims.scrubber.rule import Rule
from claims.scrubber.rules import FAMILIES, policy


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of every family in order of their id."""
    return _of(FAMILIES)


@cache
def policy_rules() -> tuple[Rule, ...]:
    """The rules that read payers' policies; no other rule does (tests/rules/test_scopes.py)."""
    return _of(one for one in FAMILIES if one.__name__.startswith(f"{policy.__name__}."))


def _of(families: Iterable[ModuleType]) -> tuple[Rule, ...]:
    found = [one for family in families for one in vars(family).values() if isinstance(one, Rule)]
    return tuple(sorted(found, key=lambda rule: rule.id))

"""Which lines and drug groups a rule has anything to say of.

A rule that names a scope is not asked about the others. It says nothing of them anyway, so the
scope changes no finding (tests/rules/test_scopes.py holds that); it saves asking, and half of all
questions are about modifiers that a line does not have or about a policy that no payer wrote.
"""

from __future__ import annotations

from claims.scrubber.context import Context
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.policies import applied_to
from claims.scrubber.snapshot import LineSnapshot


def with_modifiers(line: LineSnapshot, context: Context) -> bool:
    """Lines with a modifier."""
    return bool(context.modifiers(line))


def with_ndc(line: LineSnapshot, _context: Context) -> bool:
    """Lines with an NDC, or with part of what is written beside one."""
    return line.ndc is not None


def of_drug(line: LineSnapshot, context: Context) -> bool:
    """Lines that bill a drug."""
    return context.is_drug(line)


def under_policy(group: DrugGroup, context: Context) -> bool:
    """Drugs of which a policy of the payer speaks."""
    return applied_to(group, context) is not None

"""A scope saves asking and changes nothing: outside of it a rule has nothing to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
import test_cases

from claims.scrubber import rule as rules
from claims.scrubber import scopes
from claims.scrubber.catalogue import all_rules, policy_rules
from claims.scrubber.context import Context
from claims.scrubber.grouping import drug_groups

SCOPES = [scopes.with_modifiers, scopes.with_ndc, scopes.of_drug, scopes.under_policy]


def contexts() -> Iterator[Context]:
    for case in test_cases.CASES:
        rule, _outcome, written, given = case.values
        yield test_cases.run(rule, given, written)[1]


def outside(where: object, all_of: tuple, context: Context) -> tuple:
    """The lines or groups that a rule with a scope is never asked about."""
    return () if where is None else tuple(one for one in all_of if not where(one, context))


def test_nothing_is_said_outside_a_scope() -> None:
    said = []
    with patch.object(rules, "_within", outside):
        for context in contexts():
            groups = drug_groups(context)
            for rule in all_rules():
                if rule.check.__qualname__.startswith("claim_rule"):
                    continue  # it looks at the claim as a whole
                said += [(rule.id, one) for one in rule.check(context, groups)]
    assert said == []


class Watched(dict[str, object]):
    """Policies that remember whether anybody looked."""

    looked = False

    def get(self, *args: object) -> object:
        self.looked = True
        return super().get(*args)


def test_only_the_rules_of_policies_read_policies() -> None:
    readers = set()
    for one in contexts():
        for rule in all_rules():
            policies = Watched(one.reference.policies)
            reference = replace(one.reference, policies=policies)
            context = Context(claim=one.claim, reference=reference, recorded=one.recorded)
            list(rule.check(context, drug_groups(context)))
            readers |= {rule.id} if policies.looked else set()
    assert readers <= {rule.id for rule in policy_rules()}
    assert len(readers) > 20


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.__name__)
def test_every_scope_divides_the_cases(scope: object) -> None:
    found = set()
    for context in contexts():
        of = drug_groups(context) if scope is scopes.under_policy else context.claim.lines
        found |= {scope(one, context) for one in of}
    assert found == {True, False}

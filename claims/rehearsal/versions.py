"""A version in place among the published ones, as it would stand once it is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from claims.scrubber.policy import PolicyFacts
from claims.scrubber.policy_json import read_policy
from claims.scrubber.reference import ReferenceSnapshot
from codes.models import PolicyVersion
from codes.policies.publishing import predecessors
from codes.policies.writing import with_requirements, write_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A version as the rules would see it, by payer.

    ``taking_over_from`` are identifiers of published versions that would end the day before.
    """

    identifier: str
    by_payer: Mapping[str, PolicyFacts]
    taking_over_from: frozenset[str]

    @property
    def facts(self) -> PolicyFacts:
        """What it says to the payer who wrote it."""
        return next(iter(self.by_payer.values()))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that it speaks of."""
        return tuple(one.code for one in self.facts.codes)


def rehearsed(version: PolicyVersion) -> Rehearsed:
    """A stored version, read as the check reads published ones."""
    stored = with_requirements(PolicyVersion.objects.all()).get(pk=version.pk)
    payers = [held.payer.code for held in stored.policy.held_by.all()]
    with transaction.atomic():  # they are read as publishing reads them, with a lock
        earlier = {one.identifier for one in predecessors(stored)}
    return of_body(write_policy(stored), payers, earlier)


def of_body(
    body: dict[str, Any], payers: list[str], taking_over_from: set[str] | None = None
) -> Rehearsed:
    """Policy JSON that need not be stored."""
    told = {key: value for key, value in body.items() if key != "payers"}
    return Rehearsed(
        identifier=str(body["id"]),
        by_payer={payer: read_policy(told | {"payer": payer}) for payer in payers},
        taking_over_from=frozenset(taking_over_from or ()),
    )


def with_it(reference: ReferenceSnapshot, wanted: Rehearsed) -> ReferenceSnapshot:
    """The facts as they would be with the version published."""
    policies = dict(reference.policies)
    for payer, facts in wanted.by_payer.items():
        others = (
            _ended(one, facts.effective_from) if one.id in wanted.taking_over_from else one
            for one in policies.get(payer, ())
            if one.id != wanted.identifier
        )
        policies[payer] = (*others, facts)
    return replace(reference, policies=policies)


def with_it_alone(reference: ReferenceSnapshot, wanted: Rehearsed) -> ReferenceSnapshot:
    """The facts with the version as the only policy: what an example is about."""
    return replace(reference, policies={p: (facts,) for p, facts in wanted.by_payer.items()})


def _ended(facts: PolicyFacts, start: dt.date | None) -> PolicyFacts:
    last = None if start is None else start - dt.timedelta(days=1)
    return replace(facts, effective_through=last)

"""Which policy speaks of a drug on its day, and how much weight its word has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from claims.scrubber.context import Context
from claims.scrubber.diagnoses import matches, pointed
from claims.scrubber.findings import Basis, Severity
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import folded
from claims.scrubber.policy import Limit, PolicyCode, PolicyFacts
from claims.scrubber.snapshot import AuthorizationSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The policy in force for a drug group, with what it says of the group's code alone."""

    policy: PolicyFacts
    code: PolicyCode

    @property
    def basis(self) -> Basis:
        """The policy as a fact that findings rest on."""
        policy = self.policy
        return Basis(
            name="The policy",
            standing=policy.standing,
            review_by=policy.review_by,
            is_alone=policy.is_alone,
            observed_through=policy.observed_through,
        )

    def severity(self, *paths: str) -> Severity:
        """What the requirements at these paths may raise: the gravest of them.

        The mark of the code's own row bounds them all.
        """
        marked = [self.policy.severities.get(path, Severity.ERROR) for path in paths]
        gravest = min(marked, key=lambda one: one.rank, default=Severity.ERROR)
        of_code = self.policy.severities.get(self.code.path, Severity.ERROR)
        return max(gravest, of_code, key=lambda one: one.rank)

    @property
    def reference(self) -> tuple[str, int]:
        """Id and version, as a report cites them."""
        return (self.policy.id, self.policy.version)

    @property
    def name(self) -> str:
        """The policy as a finding names it."""
        return f"{self.policy.title}, version {self.policy.version}"


def applied_to(group: DrugGroup, context: Context) -> Applied | None:
    """The newest version in force that speaks of the code; None where there is none."""
    key = ("policy", group.code, group.day)
    if key not in context.memo:
        context.memo[key] = _look(group, context)
    found: Applied | None = context.memo[key]
    return found


def _look(group: DrugGroup, context: Context) -> Applied | None:
    day = group.day
    if day is None or context.claim.payer is None:
        return None
    held = [
        (policy, code)
        for policy in context.reference.policies.get(context.claim.payer, ())
        for code in policy.codes
        if code.code == group.code
        and _holds(policy, day)
        and (context.is_editorial or not code.editorial_only)
    ]
    if not held:
        return None
    policy, code = max(held, key=lambda one: (one[0].version, one[0].effective_from or day))
    return Applied(policy=policy, code=code)


def versions_applied(groups: Iterable[DrugGroup], context: Context) -> dict[str, int]:
    """Id and version of each policy that was looked at for a drug of the claim."""
    found = (applied_to(group, context) for group in groups)
    return dict(sorted(applied.reference for applied in found if applied is not None))


def _holds(policy: PolicyFacts, day: dt.date) -> bool:
    has_begun = policy.effective_from is None or policy.effective_from <= day
    return has_begun and (policy.effective_through is None or day <= policy.effective_through)


def pointed_keys(group: DrugGroup, context: Context) -> tuple[str, ...]:
    """The diagnoses that the drug's lines point to, each once."""
    lines = group.administered or group.discarded
    return tuple(dict.fromkeys(key for line in lines for key in pointed(line, context)))


def limits_of(group: DrugGroup, applied: Applied, context: Context) -> tuple[Limit, ...]:
    """The limits of the policy, of the code, and of the indications that are pointed to."""
    keys = pointed_keys(group, context)
    indicated = [
        limit
        for one in applied.code.indications
        if any(matches(key, one.codes) for key in keys)
        for limit in one.limits
    ]
    return (*applied.policy.limits, *applied.code.limits, *indicated)


def authorization_of(group: DrugGroup, context: Context) -> AuthorizationSnapshot | None:
    """The authorization of the drug's line, else that of the claim; None without a number."""
    own = next((one.prior_auth for one in group.lines if one.prior_auth is not None), None)
    found = own or context.claim.prior_auth
    return found if found is not None and (found.number or "").strip() else None


def own_authorization(group: DrugGroup, context: Context) -> AuthorizationSnapshot | None:
    """The authorization where it is meant for this drug."""
    found = authorization_of(group, context)
    is_other = found is not None and folded(found.code) not in {"", group.code}
    return None if is_other else found


def requires_authorization(applied: Applied | None) -> bool:
    """Whether the policy asks for a prior authorization."""
    return (
        applied is not None
        and applied.policy.authorization is not None
        and applied.policy.authorization.required
    )


def counts_waste(applied: Applied | None) -> bool:
    """Whether discarded units use up the authorization; they do unless the policy says no."""
    if applied is None or applied.policy.authorization is None:
        return True
    return applied.policy.authorization.counts_waste


def is_attested(context: Context, flag: str) -> bool:
    """Whether somebody attested to ``flag``."""
    attested = context.claim.attestations
    return attested is not None and (flag, True) in attested.flags

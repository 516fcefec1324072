"""POL-019: an authorization that ends soon."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Outcome, Severity
from claims.scrubber.grouping import drug_groups
from claims.scrubber.policies import own_authorization
from claims.scrubber.rule import claim_rule

_RENEW_DAYS = 30


@claim_rule(
    "POL-019",
    "policy.authorization-renewal",
    title="Authorization is due for renewal",
    severity=Severity.INFO,
    carc=None,
    group=None,
    source="The authorization",
    messages={"renew": "Authorization {number} ends on {last}: renew it before the next dose."},
)
def renewal(context: Context) -> Iterator[Outcome]:
    """An authorization that ends soon is renewed in time.

    What is checked
        Whether 30 days or fewer are left on the date of service.

    Why payers deny it
        The next dose would fall outside.

    How to put it right
        Ask for the renewal now.
    """
    seen: set[str] = set()
    for group in drug_groups(context):
        found = own_authorization(group, context)
        last = found.effective_through if found else None
        if found is None or last is None or group.day is None:
            continue
        has_begun = found.effective_from is None or found.effective_from <= group.day
        is_near = 0 <= (last - group.day).days <= _RENEW_DAYS
        if has_begun and is_near and found.number not in seen:
            seen.add(found.number or "")
            yield Finding(
                message="renew",
                field_name="prior_auth.to",
                data={"number": found.number or "", "last": last},
            )

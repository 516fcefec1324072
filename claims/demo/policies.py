"""The payer policies of the demonstration: written by the policy admin, approved by the lead."""

from __future__ import annotations

import datetime as dt

from billing_site.accounts.models import Role, User
from claims.demo.fixtures import read
from codes.models import PolicyVersion
from codes.policies.loading import load_policies


def load(users: dict[str, User], today: dt.date) -> int:
    """Publish the policies whose identifier the database does not know; how many that were.

    A policy that is there already stays as it is, like every other fact.
    """
    known = set(PolicyVersion.objects.values_list("identifier", flat=True))
    new = [policy for policy in read("policies")["policies"] if policy["id"] not in known]
    counts = load_policies(new, author=users[Role.POLICY], approver=users[Role.LEAD], on=today)
    return counts["published"]

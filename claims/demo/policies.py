"""The payer policies of the demonstration: written by the policy admin, approved by the lead."""

from __future__ import annotations

import datetime as dt

from billing_site.accounts.models import Role, User
from claims.demo.fixtures import read
from claims.rehearsal.examples import offered
from codes.models import PolicyExample, PolicyVersion
from codes.policies.loading import load_policies
from codes.policies.publishing import publish_policy


def load(users: dict[str, User], today: dt.date) -> int:
    """Publish the policies whose identifier the database does not know, each held to examples.

    A policy that is there already stays as it is, like every other fact.
    """
    known = set(PolicyVersion.objects.values_list("identifier", flat=True))
    new = [policy for policy in read("policies")["policies"] if policy["id"] not in known]
    load_policies(new, author=users[Role.POLICY], approver=None, on=today)
    drafts = PolicyVersion.objects.filter(identifier__in=[policy["id"] for policy in new])
    for version in drafts.order_by("policy", "number"):
        PolicyExample.objects.bulk_create(offered(version))
        publish_policy(version.pk, approver=users[Role.LEAD], on=today)
    return len(new)

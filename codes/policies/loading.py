"""Many policies at once: as drafts, or in force where somebody approves them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from billing_site.accounts.models import User
from codes.models import PolicyVersion
from codes.policies.publishing import PublishRefusedError, publish_policy
from codes.policies.storing import import_policy
from codes.policies.values import PolicyProblemError


@transaction.atomic
def load_policies(
    policies: Iterable[object], *, author: User | None, approver: User | None, on: dt.date
) -> Counter[str]:
    """Keep all of them; where there is an ``approver``, publish them as of ``on``.

    A second run changes nothing.

    Raises PolicyProblemError or PublishRefusedError, which name the policy; then nothing is kept.
    """
    counts: Counter[str] = Counter()
    drafts: list[PolicyVersion] = []
    for at, value in enumerate(policies):
        try:
            kept = import_policy(value, author=author)
        except PolicyProblemError as problem:
            raise PolicyProblemError(f"policies[{at}].{problem.path}", problem.sentence) from None
        counts[kept.outcome] += 1
        if kept.version.status == PolicyVersion.Status.DRAFT:
            drafts.append(kept.version)
    if approver is not None:
        for version in drafts:
            try:
                publish_policy(version.pk, approver=approver, on=on)
            except PublishRefusedError as refusal:
                words = f"{version.identifier} is not published: {refusal}"
                raise PublishRefusedError(words) from None
            counts["published"] += 1
    return counts

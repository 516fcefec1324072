"""When a drug group is billed: at the first dose, at a renewal, or in between.

The history of the claim knows. Where it is absent nobody does, and both answers are None.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from claims.scrubber.context import Context
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import folded

# an earlier line that stands for no dose: taken back, or told again by another claim
NO_DOSE = {"void", "replaced"}
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Whether this is the drug's first dose, or the first ones after an authorization was renewed.

    None means that it is not known.
    """

    is_start: bool | None
    is_renewal: bool | None


def visit_of(group: DrugGroup, context: Context) -> Visit:
    """Renewed: doses lie before the first day of the authorization, or a year back without one."""
    history = context.claim.history
    if history is None or group.day is None:
        return Visit(is_start=None, is_renewal=None)
    earlier = [
        line.dos
        for line in history
        if folded(line.code) == group.code and line.status not in NO_DOSE and line.dos < group.day
    ]
    if not earlier:
        return Visit(is_start=True, is_renewal=False)
    authorization = context.claim.prior_auth
    start = authorization.effective_from if authorization else None
    return Visit(is_start=False, is_renewal=min(earlier) < (start or group.day - YEAR))

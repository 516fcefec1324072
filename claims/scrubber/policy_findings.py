"""A finding that rests on a policy: it says how much weight the policy has."""

from __future__ import annotations

from collections.abc import Mapping

from claims.scrubber.findings import Fact, Finding
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.policies import Applied


def policy_error(
    message: str,
    group: DrugGroup,
    applied: Applied,
    field_name: str,
    data: Mapping[str, Fact],
    *,
    subjects: tuple[str, ...] = (),
) -> Finding:
    """An error about a drug group, lowered to a warning where the policy cannot carry one."""
    return Finding(
        message=message,
        line=group.anchor.number,
        field_name=field_name,
        severity=applied.severity,
        caveat=applied.caveat,
        policy=applied.reference,
        subjects=subjects,
        data={"policy": applied.name, "code": group.code, **data},
    )

"""A finding that rests on a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from claims.scrubber.findings import Fact, Finding
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.policies import Applied


def policy_finding(
    message: str,
    group: DrugGroup,
    applied: Applied,
    field_name: str,
    data: Mapping[str, Fact],
    *,
    paths: Iterable[str],
) -> Finding:
    """A finding about a drug group, as grave as the requirements at ``paths`` are marked."""
    return Finding(
        message=message,
        line=group.anchor.number,
        field_name=field_name,
        severity=applied.severity(*paths),
        basis=(applied.basis,),
        policy=applied.reference,
        data={"policy": applied.name, "code": group.code, **data},
    )

"""A real finding kept as an example of a policy, with nothing of the patient left in it."""

from __future__ import annotations

import copy
import datetime as dt
import re
from itertools import count
from typing import Any

from claims.rehearsal.right_claim import NPI
from codes.models import PolicyExample, PolicyVersion

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DROPPED = {"name", "address", "lot", "reference", "verified_on", "description", "original_ref"}
_NPIS = {"billing_npi", "rendering_npi", "ordering_npi", "supervising_npi", "npi", "provider"}
_NAMED = {"member_id", "number", "claim", "id"}


def draft_of(policy_identifier: str) -> PolicyVersion | None:
    """The newest draft of the policy that a version belongs to."""
    drafts = PolicyVersion.objects.filter(
        policy__versions__identifier=policy_identifier, status=PolicyVersion.Status.DRAFT
    )
    return drafts.order_by("-number").first()


def keep_as_example(
    version: PolicyVersion, claim: dict[str, Any], found: dict[str, Any]
) -> PolicyExample:
    """An example that the rule of ``found`` must fire on; ``claim`` is claim JSON."""
    kept = without_patient(claim, version)
    taken = set(version.examples.values_list("name", flat=True))
    names = (f"{found['title'][:100]} (finding {number})" for number in count(1))
    return PolicyExample.objects.create(
        version=version,
        position=len(taken),
        name=next(name for name in names if name not in taken),
        rule=found["rule"],
        expect=PolicyExample.Expect.FIRES,
        origin=PolicyExample.Origin.FINDING,
        claim=kept,
    )


def without_patient(claim: dict[str, Any], version: PolicyVersion) -> dict[str, Any]:
    """The claim without names, numbers and true dates.

    All dates move by the same number of days, to a day of the version, so that intervals and ages
    stay; people and numbers become those of an example.
    """
    days = [line["dos_from"] for line in claim["lines"] if line.get("dos_from")]
    start = version.effective_from or dt.date(2026, 1, 1)
    moved = dt.timedelta(0)
    if days:
        moved = start + dt.timedelta(days=30) - dt.date.fromisoformat(max(days))
    cleaned: dict[str, Any] = _cleaned(copy.deepcopy(claim), moved)
    return cleaned


def _cleaned(value: Any, moved: dt.timedelta, key: str = "") -> Any:
    if isinstance(value, dict):
        kept = {name: held for name, held in value.items() if name not in _DROPPED}
        return {name: _cleaned(held, moved, name) for name, held in kept.items()}
    if isinstance(value, list):
        return [_cleaned(one, moved, key) for one in value]
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        return (dt.date.fromisoformat(value) + moved).isoformat()
    if key in _NPIS:
        return NPI
    return "EXAMPLE" if key in _NAMED else value

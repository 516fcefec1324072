"""Payers, two people and a small policy that the tests of policies share."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from billing_site.accounts.models import Role, RoleGrant, User
from codes.models import Payer, PolicySourceFile, PolicyVersion
from codes.policies.publishing import publish_policy
from codes.policies.storing import import_policy

DAY = dt.date(2026, 11, 21)
PAYERS = ("MEDICARE_B", "HARBOR_MA", "NORTHLAKE", "CASCADE", "SUMMIT", "STATE_MCD")
SMALL: dict[str, Any] = {
    "id": "T-AAT-1",
    "payer": "NORTHLAKE",
    "title": "Test policy",
    "version": 1,
    "effective_from": "2026-01-01",
    "effective_to": "2026-06-30",
    "codes": [{"code": "J0256", "dx_any": ["E88.01"]}],
    "limits": [{"kind": "cumulative_units", "max": 700, "days": 7}],
    "pa": {"required": True},
}


def make_payers() -> None:
    """The payers that the shared policies name."""
    for code in PAYERS:
        Payer.objects.create(code=code, name=code.title(), line_of_business="commercial")


def make_people() -> tuple[User, User]:
    """An author and an approver."""
    return make_person("author", Role.POLICY), make_person("approver", Role.LEAD)


def make_person(name: str, role: Role) -> User:
    """A user who holds ``role`` and never signs in: hashing passwords is slow."""
    user = User.objects.create(username=name)
    RoleGrant.objects.create(user=user, role=role)
    return user


def small(**changes: Any) -> dict[str, Any]:
    """The small policy with some keys of its own."""
    return copy.deepcopy(SMALL) | changes


def drafted(author: User, **changes: Any) -> PolicyVersion:
    """The small policy as a draft."""
    return import_policy(small(**changes), author=author).version


def published(people: tuple[User, User], **changes: Any) -> PolicyVersion:
    """The small policy in force."""
    version = drafted(people[0], **changes)
    return publish_policy(version.pk, approver=people[1], on=DAY)


def make_draft_policy(payer: str = "MEDICARE_B") -> PolicyVersion:
    """The small policy as nobody's draft, of a payer that is stored already."""
    return import_policy(small(payer=payer), author=None).version


def make_sourced_policy(payer: str = "MEDICARE_B") -> PolicyVersion:
    """A published policy of a payer that is stored already, with the file it was written from."""
    file = PolicySourceFile.objects.create(
        sha256="a" * 64, name="list.csv", size=4, content=b"Code"
    )
    more = {"id": "T-SRC-1", "payer": payer, "codes": [{"code": "J0257"}]}
    return published(make_people(), **more, source={"kind": "bulletin", "sha256": file.sha256})

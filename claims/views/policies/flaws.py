"""What is wrong with a version, each with the claim that shows it, ready for the claim form."""

from __future__ import annotations

import uuid

from claims.forms.written import claim_fields
from claims.rehearsal.analysis import Flaw, analyse
from codes.models import PolicyVersion

_UNDECIDED = {PolicyVersion.Status.DRAFT, PolicyVersion.Status.IN_REVIEW}


def flaws_of(version: PolicyVersion) -> list[tuple[Flaw, dict[str, str]]]:
    """The flaws of a version that is not decided yet, with the fields of their claims."""
    if version.status not in _UNDECIDED:
        return []
    key = str(uuid.uuid4())
    return [(flaw, claim_fields(flaw.claim) | {"submit_key": key}) for flaw in analyse(version)]

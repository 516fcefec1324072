"""The diagnoses of a claim as they are looked up."""

from __future__ import annotations

from claims.scrubber.context import Context
from claims.scrubber.notation import diagnosis_key, folded


def written(context: Context) -> list[tuple[int, str, str]]:
    """Position, text and key of each diagnosis that is not blank."""
    found = enumerate(context.claim.diagnoses or ())
    return [(at, text, diagnosis_key(text)) for at, text in found if folded(text)]

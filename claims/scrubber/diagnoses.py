"""The diagnoses of a claim as they are looked up."""

from __future__ import annotations

from claims.scrubber.context import Context
from claims.scrubber.notation import diagnosis_key, folded


def written(context: Context) -> tuple[tuple[int, str, str], ...]:
    """Position, text and key of each diagnosis that is not blank."""
    if "diagnoses" not in context.memo:
        rows = enumerate(context.claim.diagnoses or ())
        context.memo["diagnoses"] = tuple(
            (at, text, diagnosis_key(text)) for at, text in rows if folded(text)
        )
    found: tuple[tuple[int, str, str], ...] = context.memo["diagnoses"]
    return found

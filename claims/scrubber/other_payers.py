"""Which payer stands first when a claim speaks of another one."""

from __future__ import annotations

from claims.scrubber.context import Context


def is_secondary(context: Context) -> bool:
    """Whether another payer was billed before the claim's own.

    Its place says so; where that is not given, a first payer other than the claim's own.
    """
    claim = context.claim
    other = claim.other_payer
    if other is None:
        return False
    if other.order is not None:
        return other.order > 1
    return bool(other.primary) and other.primary != claim.payer

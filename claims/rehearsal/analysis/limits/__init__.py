"""Which limits of a code follow from its other limits."""

from claims.rehearsal.analysis.limits.implied import deciding_for

__all__ = ["deciding_for"]

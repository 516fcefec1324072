"""Examples that a version offers of itself: at each limit and one beyond, each fact missing.

Every requirement gives a claim on its right side and one on its wrong side; what is looked at is
the one rule that the requirement speaks through.
"""

from claims.rehearsal.boundaries.amounts import limits
from claims.rehearsal.boundaries.ground import Boundary, Ground
from claims.rehearsal.boundaries.supply import before, documents, supply
from claims.rehearsal.boundaries.who import days, diagnoses, patient

__all__ = ["Boundary", "Ground", "boundaries"]


def boundaries(ground: Ground) -> list[Boundary]:
    """Every example that the requirements of one code offer, in the order of a policy page."""
    every = (days, diagnoses, patient, limits, before, supply, documents)
    return [one for offer in every for one in offer(ground)]

"""What is wrong with a version before any claim meets it, each time with a claim that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from claims.rehearsal.boundaries.ground import Claim


class Kind(StrEnum):
    """The five ways in which a version can be at odds with itself or with another."""

    OVERLAP = "overlap"
    GAP = "gap"
    CONTRADICTION = "contradiction"
    SHADOWED = "shadowed"
    UNSATISFIABLE = "unsatisfiable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One flaw in plain words, the requirements that it is about, and a claim.

    ``paths`` are those of policy JSON. Of a shadowed requirement the first is the one that decides
    nothing, the others are those that decide for it; none where nothing can break it. ``codes`` are
    the drugs that it is about. ``claim`` is claim JSON of one dose, changed no further than the
    flaw wants.
    """

    kind: Kind
    sentence: str
    paths: tuple[str, ...]
    claim: Claim
    codes: tuple[str, ...] = ()

"""Exact algebra of diagnosis patterns, by one diagnosis of each kind that they tell apart.

A pattern is a diagnosis (E88.01) or every diagnosis with a beginning (K50*), so two patterns lie
one within the other or have nothing in common. Every diagnosis is therefore known, as far as the
patterns go, by the narrowest of them that holds it: one representative of each pattern less the
narrower ones stands for all. What is true of the representatives is true of all diagnoses.

The universe is what a pattern may be written about: a letter and two to six letters or digits.
"""

from __future__ import annotations

import string
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from claims.rehearsal.right_claim import spelled
from claims.scrubber.diagnoses import matches

_LEAST, _MOST = 3, 7
_LAST = "~"  # sorts behind every sign of a pattern
_BEGINNINGS = string.ascii_uppercase
_SIGNS = string.digits + string.ascii_uppercase
# What stands for a diagnosis that no pattern names: monitoring, an examination, pain, cough.
_ORDINARY = ("Z5181", "Z0000", "M25561", "R059")


def folded_pattern(pattern: str) -> str:
    """A pattern as it is compared: without its dot."""
    return pattern.strip().upper().replace(".", "")


def representatives(patterns: Iterable[str]) -> tuple[str, ...]:
    """Undotted diagnoses, one of each kind that the patterns tell apart; none of empty kinds.

    The first is one that no pattern holds, unless they hold every diagnosis.
    """
    return _representatives(tuple(sorted({folded_pattern(one) for one in patterns} - {"*"})))


@lru_cache(maxsize=256)
def _representatives(known: tuple[str, ...]) -> tuple[str, ...]:
    found = (_within(one, _narrower(one, known)) for one in known)
    outside = _within("*", known)
    return tuple(dict.fromkeys(one for one in (outside, *found) if one is not None))


def holds_within(part: Iterable[str], whole: Iterable[str]) -> bool:
    """Whether every diagnosis of the patterns ``part`` is one of the patterns ``whole``."""
    part, whole = tuple(part), tuple(whole)
    every = representatives((*part, *whole))
    return all(matches(one, whole) for one in every if matches(one, part))


def _narrower(pattern: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns within another one; in order, they stand together."""
    if not pattern.endswith("*"):
        return ()
    stem = pattern[:-1]
    together = known[bisect_left(known, stem) : bisect_left(known, f"{stem}{_LAST}")]
    return tuple(one for one in together if one != pattern)


def _within(pattern: str, taken: tuple[str, ...]) -> str | None:
    """A diagnosis of ``pattern`` that is none of the narrower ones; None where they fill it."""
    if not pattern.endswith("*"):
        return pattern
    stem = pattern[:-1]
    told = _ORDINARY if not stem else (folded_pattern(spelled(pattern)),)
    for likely in told:
        is_whole = likely.startswith(stem) and _LEAST <= len(likely) <= _MOST
        if is_whole and not matches(likely, taken):
            return likely
    return _first_free(stem, taken)


def _first_free(stem: str, taken: tuple[str, ...]) -> str | None:
    """The first diagnosis with that beginning that is none of ``taken``."""
    if any(one.endswith("*") and stem.startswith(one[:-1]) for one in taken):
        return None
    if len(stem) >= _LEAST and stem not in taken:
        return stem
    if len(stem) == _MOST:
        return None
    for sign in _SIGNS if stem else _BEGINNINGS:
        child = stem + sign
        near = tuple(one for one in taken if _touches(one, child))
        found = _first_free(child, near)
        if found is not None:
            return found
    return None


def _touches(pattern: str, stem: str) -> bool:
    beginning = pattern.rstrip("*")
    return beginning.startswith(stem) or (pattern.endswith("*") and stem.startswith(beginning))

"""The diagnoses that right claims of a code may have, as far as a version tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from claims.rehearsal.analysis.diagnosis_sets import representatives
from claims.scrubber.diagnoses import matches

Patterns = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Diagnoses of a claim that the policy covers, and the indications that they point to."""

    keys: tuple[str, ...]
    indications: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The lists of diagnoses that speak of a code: alike for many codes of a long policy."""

    policy: Patterns
    own: Patterns
    indications: tuple[Patterns, ...]
    groups: tuple[Patterns, ...]
    excluded: tuple[Patterns, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """One diagnosis of each kind that the lists tell apart."""
        lists = (self.policy, self.own, *self.indications, *self.groups, *self.excluded)
        return representatives(tuple(pattern for one in lists for pattern in one))

    @property
    def covered(self) -> Patterns:
        """What is covered where no groups are asked for; nothing is every diagnosis."""
        lists = (self.own or self.policy, *self.indications)
        return tuple(pattern for one in lists for pattern in one)

    @property
    def barred(self) -> Patterns:
        """What is excluded where no groups are asked for."""
        return tuple(pattern for one in self.excluded for pattern in one)


@lru_cache(maxsize=256)
def situations_of(told: Told, pointing_to: int | None = None) -> tuple[Situation, ...]:
    """The covered claims, as far as their indications differ and none holds another's.

    With ``pointing_to`` only those that point to that indication.
    """
    found: dict[frozenset[int], tuple[str, ...]] = {}
    for keys in _covered_claims(told, pointing_to):
        found.setdefault(_indications(told, keys), keys)
    return tuple(
        Situation(keys=keys, indications=indications)
        for indications, keys in found.items()
        if not any(other < indications for other in found)
    )


def _covered_claims(told: Told, pointing_to: int | None) -> Iterator[tuple[str, ...]]:
    wanted = None if pointing_to is None else told.indications[pointing_to]
    if told.groups:
        sides = [_choices(told, one) for one in told.groups]
        if wanted is not None:
            sides.append(_choices(told, wanted))
        for chosen in product(*sides):
            yield tuple(dict.fromkeys(chosen))
        return
    covered, barred = told.covered, told.barred
    for key in told.kinds:
        is_covered = not covered or matches(key, covered)
        is_pointed = wanted is None or matches(key, wanted)
        if is_covered and is_pointed and not matches(key, barred):
            yield (key,)


def _choices(told: Told, patterns: Patterns) -> list[str]:
    """Diagnoses of the patterns, one for each set of indications."""
    found: dict[frozenset[int], str] = {}
    for key in told.kinds:
        if matches(key, patterns):
            found.setdefault(_indications(told, (key,)), key)
    return list(found.values())


def _indications(told: Told, keys: tuple[str, ...]) -> frozenset[int]:
    return frozenset(
        at for at, codes in enumerate(told.indications) if any(matches(key, codes) for key in keys)
    )

"""One code of a version as the analysis looks at it, and the diagnoses that its claims may have.

The analysis takes a claim to be as it should be: one administration a day on one claim, billed in
the units of the dose, every fact on file. What an exception opens (an attested emergency, a patient
who may go on, an exemption of a product) is left aside, except where a requirement names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from claims.rehearsal.analysis.diagnosis_sets import representatives
from claims.rehearsal.boundaries.ground import Claim, Ground
from claims.scrubber.diagnoses import matches
from claims.scrubber.findings import Severity
from claims.scrubber.notation import dotted
from claims.scrubber.policy import DiagnosisGroup, Limit, PolicyCode, PolicyFacts

Listed = tuple[str, tuple[str, ...]]  # the path of a list of patterns, and the patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Diagnoses of a claim that the policy covers, and the indications that they point to."""

    keys: tuple[str, ...]
    indications: frozenset[int]


@dataclass(frozen=True, kw_only=True)  # without slots: what is reckoned once is kept on it
class Subject:
    """A version looked at for one of its codes.

    ``routes`` are those of the code's labels, none where they are not known. ``has_unit`` says
    whether the billing unit of the ground is the code's or only stands in for it.
    """

    ground: Ground
    routes: tuple[str, ...] = ()
    has_unit: bool = True

    @property
    def facts(self) -> PolicyFacts:
        """The version."""
        return self.ground.facts

    @property
    def code(self) -> PolicyCode:
        """What the version says of the code alone."""
        return self.ground.code

    def mark(self, path: str) -> Severity:
        """What the requirement at ``path`` may raise; the code's own mark bounds all alike."""
        return self.facts.severities.get(path, Severity.ERROR)

    def is_as_grave(self, path: str, than: str) -> bool:
        """Whether the requirement at ``path`` raises at least what the one at ``than`` does."""
        return self.mark(path).rank <= self.mark(than).rank

    def own_diagnoses(self) -> Listed:
        """The code's own list of covered diagnoses."""
        return (f"{self.code.path}.dx_any", self.code.dx_any)

    def covered(self, gone: Iterable[str] = ()) -> tuple[Listed, ...]:
        """The lists of which one must hold a diagnosis, as DX-007 puts them together.

        ``gone`` are requirements that are thought away.
        """
        away = set(gone)
        own = self.own_diagnoses()
        is_own = bool(own[1]) and own[0] not in away
        first = own if is_own else ("dx_any", self.facts.dx_any)
        indications = ((one.path, one.codes) for one in self.code.indications)
        groups = ((one.path, one.codes) for one in self.groups(away))
        return tuple(one for one in (first, *indications, *groups) if one[1] and one[0] not in away)

    def groups(self, gone: Iterable[str] = ()) -> tuple[DiagnosisGroup, ...]:
        """The groups of which each must be met."""
        away = set(gone)
        return tuple(one for one in self.facts.dx_all_of if one.path not in away)

    def excluded(self, gone: Iterable[str] = ()) -> tuple[DiagnosisGroup, ...]:
        """The exclusions; where groups are asked for, claims that meet them are beyond these."""
        away = set(gone)
        return tuple(one for one in self.facts.dx_excluded if one.path not in away)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """One diagnosis of each kind that the version tells apart for the code."""
        lists = [self.facts.dx_any, self.code.dx_any]
        lists += [one.codes for one in self.code.indications]
        lists += [one.codes for one in (*self.facts.dx_all_of, *self.facts.dx_excluded)]
        return representatives(pattern for one in lists for pattern in one)

    @cached_property
    def situations(self) -> tuple[Situation, ...]:
        """The covered claims, as far as their indications differ and none holds another's."""
        return self._least(None)

    def pointing_to(self, indication: int) -> tuple[Situation, ...]:
        """The same of the claims that point to that indication of the code."""
        return self._least(indication)

    def _least(self, pointing_to: int | None) -> tuple[Situation, ...]:
        found: dict[frozenset[int], tuple[str, ...]] = {}
        for keys in self._covered_claims(pointing_to):
            found.setdefault(self._indications(keys), keys)
        return tuple(
            Situation(keys=keys, indications=indications)
            for indications, keys in found.items()
            if not any(other < indications for other in found)
        )

    def _covered_claims(self, pointing_to: int | None) -> Iterator[tuple[str, ...]]:
        kinds = self.kinds
        wanted = None if pointing_to is None else self.code.indications[pointing_to].codes
        pointed = [one for one in kinds if wanted is None or matches(one, wanted)]
        if self.facts.dx_all_of:
            sides = [self._choices(kinds, one.codes) for one in self.facts.dx_all_of]
            if wanted is not None:
                sides.append(self._choices(kinds, wanted))
            for chosen in product(*sides):
                yield tuple(dict.fromkeys(chosen))
            return
        lists = [patterns for _path, patterns in self.covered()]
        for key in pointed:
            is_covered = not lists or any(matches(key, patterns) for patterns in lists)
            if is_covered and not any(matches(key, one.codes) for one in self.facts.dx_excluded):
                yield (key,)

    def _choices(self, kinds: tuple[str, ...], patterns: tuple[str, ...]) -> list[str]:
        """Diagnoses of the patterns, one for each set of indications."""
        found: dict[frozenset[int], str] = {}
        for key in kinds:
            if matches(key, patterns):
                found.setdefault(self._indications((key,)), key)
        return list(found.values())

    def _indications(self, keys: tuple[str, ...]) -> frozenset[int]:
        return frozenset(
            at
            for at, one in enumerate(self.code.indications)
            if any(matches(key, one.codes) for key in keys)
        )

    def limits(self, situation: Situation) -> tuple[Limit, ...]:
        """The limits that hold for such a claim."""
        indicated = [
            limit
            for at, one in enumerate(self.code.indications)
            if at in situation.indications
            for limit in one.limits
        ]
        return (*self.facts.limits, *self.code.limits, *indicated)

    def on(self, situation: Situation) -> Ground:
        """The ground of a claim with these diagnoses."""
        patterns = tuple(dotted(key) for key in situation.keys)
        groups = tuple(DiagnosisGroup(name=one, codes=(one,)) for one in patterns)
        told = replace(self.facts, dx_any=(), dx_all_of=groups)
        return replace(self.ground, facts=told, code=replace(self.code, dx_any=()))

    def pointing(self, *keys: str) -> Claim:
        """A right claim that points to these diagnoses."""
        return self.ground.diagnosed([dotted(key) for key in keys])

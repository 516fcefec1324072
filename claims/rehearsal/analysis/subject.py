"""One code of a version as the analysis looks at it, and the diagnoses that its claims may have.

The analysis takes a claim to be as it should be: one administration a day on one claim, billed in
the units of the dose, every fact on file. What an exception opens (an attested emergency, a patient
who may go on, an exemption of a product) is left aside, except where a requirement names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from claims.rehearsal.analysis.situations import Situation, Told, situations_of
from claims.rehearsal.boundaries.ground import Claim, Ground
from claims.scrubber.findings import Severity
from claims.scrubber.notation import dotted
from claims.scrubber.policy import DiagnosisGroup, Limit, PolicyCode, PolicyFacts

Listed = tuple[str, tuple[str, ...]]  # the path of a list of patterns, and the patterns


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
        return self.told.kinds

    @property
    def told(self) -> Told:
        """What the version says of the diagnoses of the code, and nothing else of it."""
        return Told(
            policy=self.facts.dx_any,
            own=self.code.dx_any,
            indications=tuple(one.codes for one in self.code.indications),
            groups=tuple(one.codes for one in self.facts.dx_all_of),
            excluded=tuple(one.codes for one in self.facts.dx_excluded),
        )

    @cached_property
    def situations(self) -> tuple[Situation, ...]:
        """The covered claims, as far as their indications differ and none holds another's."""
        return situations_of(self.told)

    def pointing_to(self, indication: int) -> tuple[Situation, ...]:
        """The same of the claims that point to that indication of the code."""
        return situations_of(self.told, indication)

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

"""Results, trials and lists that never decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.products import product_flaws
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.analysis.words import listed
from claims.rehearsal.boundaries.ground import Claim
from claims.scrubber.findings import counted
from claims.scrubber.notation import lab_key, name_key
from claims.scrubber.policy import LabCriterion, LabThreshold, PolicyFacts, Step

_CHANNELS = 6  # as many as a claim can name


def shadowed_rest(subjects: Sequence[Subject]) -> Iterator[Flaw]:
    """Whatever else never decides: criteria, steps, products, and lists that name everything."""
    if subjects:
        first = subjects[0]
        yield from _results(first)
        yield from _trials(first, {one.code.code for one in subjects})
        yield from (one for one in product_flaws(first) if one.kind == Kind.SHADOWED)
        yield from _everything(first.facts, first.ground.claim())


def _flaw(sentence: str, paths: tuple[str, ...], claim: Claim) -> Flaw:
    return Flaw(kind=Kind.SHADOWED, sentence=sentence, paths=paths, claim=claim)


def _results(subject: Subject) -> Iterator[Flaw]:
    kept = list(subject.facts.labs)
    for one in reversed(subject.facts.labs):
        stricter = next((each for each in kept if _is_met_with(one, each, subject)), None)
        if stricter is not None:
            kept.remove(one)
            words = (
                f"The criterion of {one.lab} at {one.path} never decides: {stricter.path} is at "
                "least as strict."
            )
            yield _flaw(words, (one.path, stricter.path), subject.ground.claim(labs=[]))


def _is_met_with(one: LabCriterion, other: LabCriterion, subject: Subject) -> bool:
    """Whether each result that meets ``other`` meets ``one``, and both know the same methods."""
    is_other = one is not other and lab_key(one.lab) == lab_key(other.lab)
    if not is_other or not subject.is_as_grave(other.path, one.path):
        return False
    if not one.any_of or {_scale(each) for each in one.any_of} != {
        _scale(each) for each in other.any_of
    }:
        return False
    if one.max_age_days is not None and (
        other.max_age_days is None or other.max_age_days > one.max_age_days
    ):
        return False
    return all(any(_is_inside(b, a) for a in one.any_of) for b in other.any_of)


def _scale(threshold: LabThreshold) -> tuple[str, str]:
    return name_key(threshold.unit), name_key(threshold.method)


def _is_inside(one: LabThreshold, other: LabThreshold) -> bool:
    """Whether each value that meets ``one`` meets ``other``."""
    if _scale(one) != _scale(other) or one.op[0] != other.op[0]:
        return False
    if one.value == other.value:
        return one.op == other.op or other.op.endswith("=")
    return one.value < other.value if one.op[0] == "<" else one.value > other.value


def _trials(subject: Subject, codes: set[str]) -> Iterator[Flaw]:
    kept = list(subject.facts.steps)
    for one in reversed(subject.facts.steps):
        claim = subject.ground.claim(attestations={})
        if one.applies_to and not set(one.applies_to) & _codes(subject.facts):
            kept.remove(one)
            words = (
                f"The step for {listed(one.applies_to)} never decides: the policy does not speak "
                "of it."
            )
            yield _flaw(words, (one.path,), claim)
            continue
        stricter = next((each for each in kept if _is_shown_with(one, each, subject)), None)
        if stricter is not None and (not one.applies_to or set(one.applies_to) & codes):
            kept.remove(one)
            words = (
                f"{counted(one.min_trials, 'trial')} of {listed(one.any_of)} never decides: "
                f"{stricter.path} asks for at least as much."
            )
            yield _flaw(words, (one.path, stricter.path), claim)


def _codes(facts: PolicyFacts) -> set[str]:
    return {one.code for one in facts.codes}


def _is_shown_with(one: Step, other: Step, subject: Subject) -> bool:
    """Whether trials that meet ``other`` meet ``one``, for each code of ``one``."""
    if one is other or not subject.is_as_grave(other.path, one.path):
        return False
    every = _codes(subject.facts)
    if not set(one.applies_to or every) & every <= set(other.applies_to or every):
        return False
    return _has_no_more_ways(one, other) and _asks_for_no_more(one, other)


def _asks_for_no_more(one: Step, other: Step) -> bool:
    """Whichever agents of ``other`` were tried, enough of them are agents of ``one``."""
    own, theirs = ({name_key(each) for each in step.any_of} for step in (one, other))
    outcomes, their_outcomes = ({name_key(each) for each in step.outcomes} for step in (one, other))
    return other.min_trials - len(theirs - own) >= one.min_trials and their_outcomes <= outcomes


def _has_no_more_ways(one: Step, other: Step) -> bool:
    """``other`` looks back no further, and spares patients who go on only where ``one`` does."""
    if other.new_starts_only and not one.new_starts_only:
        return False
    if one.lookback_days is None:
        return True
    return other.lookback_days is not None and other.lookback_days <= one.lookback_days


def _everything(facts: PolicyFacts, claim: Claim) -> Iterator[Flaw]:
    if len(set(facts.channels)) >= _CHANNELS:
        yield _flaw("Every channel is allowed, so the list decides nothing.", ("channels",), claim)
    if facts.min_age == 0 and facts.max_age is None:
        yield _flaw("Every age from 0 on is covered, so it decides nothing.", ("age",), claim)

"""The flaws that a version has by itself, over all its codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from claims.rehearsal.analysis.contradictions import contradictions
from claims.rehearsal.analysis.flaw import Flaw
from claims.rehearsal.analysis.limits.shadowed import shadowed_limits
from claims.rehearsal.analysis.shadowed_diagnoses import shadowed_diagnoses
from claims.rehearsal.analysis.shadowed_rest import shadowed_rest
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.analysis.unsatisfiable import unsatisfiable


def judge(subjects: Sequence[Subject]) -> list[Flaw]:
    """What no claim meets, what contradicts, what never decides; each once, whatever the codes.

    A code of which no claim is right says nothing of which requirement decides.
    """
    whole: list[tuple[str, Flaw]] = []
    open_subjects: list[Subject] = []
    for subject in _told_apart(subjects):
        hopeless = list(unsatisfiable(subject))
        whole += ((subject.code.code, one) for one in hopeless)
        if not hopeless:
            open_subjects.append(subject)
            whole += ((subject.code.code, one) for one in contradictions(subject))
    return [*_each_once(whole), *_shadowed(open_subjects)]


def _shadowed(subjects: Sequence[Subject]) -> Iterator[Flaw]:
    yield from shadowed_diagnoses(subjects)
    yield from shadowed_limits(subjects)
    yield from shadowed_rest(subjects)


def _told_apart(subjects: Sequence[Subject]) -> Iterator[Subject]:
    """Of codes of which the version says the same, the first: lists of a thousand are common."""
    seen = set()
    for one in subjects:
        code = one.code
        is_plain = not (code.dx_any or code.limits or code.indications)
        is_marked = code.path in one.facts.severities
        if is_plain and not is_marked and not one.facts.steps:
            told = (one.ground.unit, one.has_unit, one.routes, one.ground.brands)
            if told in seen:
                continue
            seen.add(told)
        yield one


def _each_once(found: Iterable[tuple[str, Flaw]]) -> Iterator[Flaw]:
    """Flaws of the same requirements as one, which names the other codes that have it too."""
    by_what: dict[tuple[str, tuple[str, ...]], list[tuple[str, Flaw]]] = {}
    for code, flaw in found:
        by_what.setdefault((flaw.kind, flaw.paths), []).append((code, flaw))
    for alike in by_what.values():
        code, flaw = alike[0]
        others = [each for each, _flaw in alike[1:]]
        if others and code in flaw.sentence:
            named = ", ".join(others[:5]) + (" and others" if len(others) > 5 else "")
            flaw = replace(flaw, sentence=f"{flaw.sentence} The same holds of {named}.")
        yield flaw

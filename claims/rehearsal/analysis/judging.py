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
from claims.rehearsal.analysis.words import listed


def judge(subjects: Sequence[Subject]) -> list[Flaw]:
    """What no claim meets, what contradicts, what never decides; each once, whatever the codes.

    A code of which no claim is right says nothing of which requirement decides.
    """
    found: list[tuple[list[str], Flaw]] = []
    open_subjects: list[Subject] = []
    for alike in _told_apart(subjects):
        codes, subject = [one.code.code for one in alike], alike[0]
        hopeless = list(unsatisfiable(subject))
        found += ((codes, one) for one in hopeless)
        if not hopeless:
            open_subjects.append(subject)
            found += ((codes, one) for one in contradictions(subject))
    return [*_each_once(found), *_shadowed(open_subjects)]


def _shadowed(subjects: Sequence[Subject]) -> Iterator[Flaw]:
    for look in (shadowed_diagnoses, shadowed_limits, shadowed_rest):
        for one in look(subjects):
            yield replace(one, codes=(one.claim["lines"][0]["code"],))


def _told_apart(subjects: Sequence[Subject]) -> list[list[Subject]]:
    """Codes of which the version says the same, together: lists of a thousand are common."""
    found: dict[object, list[Subject]] = {}
    for one in subjects:
        code = one.code
        is_own = bool(code.dx_any or code.limits or code.indications or one.facts.steps)
        is_own = is_own or code.path in one.facts.severities
        told = (one.ground.unit, one.has_unit, one.routes, one.ground.brands)
        found.setdefault(code.path if is_own else told, []).append(one)
    return list(found.values())


def _each_once(found: Iterable[tuple[list[str], Flaw]]) -> Iterator[Flaw]:
    """Flaws of the same requirements as one, which names every code that has it."""
    by_what: dict[tuple[str, tuple[str, ...]], tuple[list[str], Flaw]] = {}
    for codes, flaw in found:
        held = by_what.setdefault((flaw.kind, flaw.paths), ([], flaw))
        held[0].extend(codes)
    for codes, flaw in by_what.values():
        sentence, others = flaw.sentence, codes[1:]
        if others and codes[0] in sentence:
            sentence = f"{sentence} The same holds of {listed(others)}."
        yield replace(flaw, sentence=sentence, codes=tuple(codes))

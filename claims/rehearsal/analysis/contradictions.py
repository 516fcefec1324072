"""Requirements of which one asks for what another forbids, though other claims may be right."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from claims.rehearsal.analysis.diagnosis_sets import holds_within, representatives
from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.loading import loading_doses_forbidden
from claims.rehearsal.analysis.products import product_flaws
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.analysis.unsatisfiable import allows_nothing, least_words
from claims.rehearsal.analysis.words import limit_words, listed, threshold_words
from claims.rehearsal.boundaries.ground import Claim
from claims.scrubber.diagnoses import matches
from claims.scrubber.findings import plain
from claims.scrubber.notation import lab_key, name_key
from claims.scrubber.policy import LabCriterion, LabThreshold


def contradictions(subject: Subject) -> Iterator[Flaw]:
    """Every pair of requirements of the code of which no claim meets both."""
    yield from _covered_and_excluded(subject)
    yield from _indications_without_a_dose(subject)
    yield from _allowed_and_restricted(subject)
    yield from _results_apart(subject)
    yield from loading_doses_forbidden(subject)
    yield from (one for one in product_flaws(subject) if one.kind == Kind.CONTRADICTION)


def _flaw(sentence: str, paths: tuple[str, ...], claim: Claim) -> Flaw:
    return Flaw(kind=Kind.CONTRADICTION, sentence=sentence, paths=paths, claim=claim)


def _covered_and_excluded(subject: Subject) -> Iterator[Flaw]:
    """A listed pattern that is excluded as a whole; a part of one may well be carved out.

    Where groups are asked for, claims that meet them are beyond the exclusions.
    """
    if subject.facts.dx_all_of or not subject.situations:
        return
    for path, patterns in subject.covered():
        lost: dict[str, list[tuple[str, str]]] = {}
        for pattern, key in _wholly_within(patterns, subject.told.barred):
            rows = (row for row in subject.facts.dx_excluded if matches(key, row.codes))
            lost.setdefault(next(rows).path, []).append((pattern, key))
        for excluded, both in lost.items():
            words = f"{listed(one for one, _key in both)} is covered, and excluded as well."
            yield _flaw(words, (path, excluded), subject.pointing(both[0][1]))


@lru_cache(maxsize=256)
def _wholly_within(
    patterns: tuple[str, ...], barred: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The patterns of which every diagnosis is barred, each with one of its diagnoses."""
    found = []
    for pattern in patterns if barred else ():
        if holds_within((pattern,), barred):
            kinds = representatives((pattern, *barred))
            found.append((pattern, next(one for one in kinds if matches(one, (pattern,)))))
    return tuple(found)


def _indications_without_a_dose(subject: Subject) -> Iterator[Flaw]:
    """An indication is covered, and its own limits leave no dose, while others have some."""
    for at, indication in enumerate(subject.code.indications):
        barring = [one for one in indication.limits if allows_nothing(one, subject)]
        pointing = subject.pointing_to(at)
        if barring and pointing:
            words = (
                f"{indication.name} is covered, and {limit_words(barring[0])} leaves it no dose. "
                f"{least_words(subject)}"
            )
            paths = tuple(dict.fromkeys((indication.path, barring[0].path)))
            yield _flaw(words, paths, subject.on(pointing[0]).claim())


def _allowed_and_restricted(subject: Subject) -> Iterator[Flaw]:
    site = subject.facts.site
    both = [one for one in site.allowed if one in site.restricted] if site else []
    if both:
        words = (
            f"Place of service {listed(both)} is covered, and covered only with an exception: "
            "it is treated as covered."
        )
        yield _flaw(words, ("site_of_care",), subject.ground.of_line(pos=both[0]))


def _results_apart(subject: Subject) -> Iterator[Flaw]:
    """Two criteria of one laboratory value that no single result meets."""
    for one, other in combinations(subject.facts.labs, 2):
        if lab_key(one.lab) != lab_key(other.lab) or not (one.any_of and other.any_of):
            continue
        if not any(_meet(a, b) for a in one.any_of for b in other.any_of):
            first, second = one.any_of[0], other.any_of[0]
            words = (
                f"No one result of {one.lab} is {threshold_words(first)} "
                f"and {threshold_words(second)}."
            )
            claim = subject.ground.claim()
            claim["labs"] = [
                held for held in claim["labs"] if lab_key(held["lab"]) != lab_key(one.lab)
            ] + [_result(one, claim)]
            yield _flaw(words, (one.path, other.path), claim)


def _result(criterion: LabCriterion, claim: Claim) -> dict[str, str]:
    """A result that meets the first threshold of a criterion."""
    threshold = criterion.any_of[0]
    beyond = {"<": threshold.value / 2, ">": threshold.value + 1}
    found = {
        "lab": criterion.lab,
        "value": plain(beyond.get(threshold.op, threshold.value)),
        "unit": threshold.unit,
        "date": claim["as_of"],
    }
    return found | ({"method": threshold.method} if threshold.method else {})


def _meet(one: LabThreshold, other: LabThreshold) -> bool:
    """Whether some result meets both; results of other units or methods are not compared."""
    if name_key(one.unit) != name_key(other.unit):
        return True
    if name_key(one.method) != name_key(other.method):
        return True
    low = max(_lowest(one), _lowest(other))
    highs = [high for high in (_highest(one), _highest(other)) if high is not None]
    if not highs:
        return True
    high = min(highs, key=lambda each: (each[0], not each[1]))
    is_open = low[1] or high[1]
    return low[0] < high[0] or (low[0] == high[0] and not is_open)


def _lowest(threshold: LabThreshold) -> tuple[Decimal, bool]:
    """The least value that meets it, and whether it stands outside; no result is below 0."""
    if threshold.op.startswith(">"):
        return threshold.value, threshold.op == ">"
    return Decimal(0), False


def _highest(threshold: LabThreshold) -> tuple[Decimal, bool] | None:
    """The greatest value that meets it, and whether it stands outside; None without an end."""
    if threshold.op.startswith("<"):
        return threshold.value, threshold.op == "<"
    return None

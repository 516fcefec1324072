"""What no claim of a code can meet: empty sets, ranges and amounts.

The requirements of different facts (diagnosis, age, place, route, product, dose, result, trial) are
met independently of each other; only the limits of an indication hang on the diagnosis. So a claim
that meets all exists unless one of these kinds by itself has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.products import barred_tiers, tier_row
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.analysis.words import limit_words, listed, threshold_words
from claims.rehearsal.boundaries.ground import Claim
from claims.rehearsal.right_claim import years_before
from claims.scrubber.diagnoses import matches
from claims.scrubber.findings import counted, measured, plain
from claims.scrubber.notation import name_key
from claims.scrubber.policy import LabThreshold, Limit, Step
from claims.scrubber.quantities import convert


def unsatisfiable(subject: Subject) -> Iterator[Flaw]:
    """Every kind of requirement that leaves no claim of the code."""
    for look in (_diagnoses, _ages, _places, _routes, _products, _doses, _results, _trials):
        yield from look(subject)


def _flaw(sentence: str, paths: list[str], claim: Claim) -> Flaw:
    return Flaw(
        kind=Kind.UNSATISFIABLE,
        sentence=sentence,
        paths=tuple(dict.fromkeys(paths)),
        claim=claim,
    )


def _diagnoses(subject: Subject) -> Iterator[Flaw]:
    """Every covered diagnosis is excluded, or a group holds no diagnosis at all."""
    for group in subject.facts.dx_all_of:
        if not group.codes:
            words = f"A diagnosis of {group.name} is asked for, and the group names none."
            yield _flaw(words, [group.path], subject.ground.claim())
    if subject.facts.dx_all_of or subject.situations:
        return
    covered, excluded = subject.covered(), subject.facts.dx_excluded
    names = [pattern for _path, patterns in covered for pattern in patterns]
    words = (
        f"No diagnosis is left for {subject.code.code}: every one that is covered "
        f"({listed(names) or 'any'}) is excluded too."
    )
    paths = [path for path, _patterns in covered] + [one.path for one in excluded]
    yield _flaw(words, paths, subject.pointing(_a_covered(subject)))


def _a_covered(subject: Subject) -> str:
    kinds = subject.kinds
    patterns = tuple(one for _path, listed_ones in subject.covered() for one in listed_ones)
    return next((key for key in kinds if matches(key, patterns)), kinds[0])


def _ages(subject: Subject) -> Iterator[Flaw]:
    low, high = subject.facts.min_age, subject.facts.max_age
    if low is not None and high is not None and low > high:
        born = years_before(subject.ground.day, low)
        words = f"No age is covered: patients from {low} years and up to {high} years."
        yield _flaw(words, ["age"], subject.ground.of_patient(dob=born.isoformat()))


def _places(subject: Subject) -> Iterator[Flaw]:
    site = subject.facts.site
    if site is not None and not site.allowed and not site.restricted:
        words = "No place of service is covered: the list of places is empty."
        yield _flaw(words, ["site_of_care"], subject.ground.claim())


def _routes(subject: Subject) -> Iterator[Flaw]:
    asked, of_code = subject.facts.routes, subject.routes
    if asked and of_code and not set(asked) & set(of_code):
        words = (
            f"{subject.code.code} is given {listed(of_code)} by its labels, and the policy covers "
            f"{listed(asked)} only: no route is left."
        )
        yield _flaw(words, ["routes"], subject.ground.claim())


def _products(subject: Subject) -> Iterator[Flaw]:
    """Every brand that the code bills is excluded, or not preferred without a way around that."""
    facts = subject.facts
    barred = barred_tiers(facts)
    paths: list[str] = []
    for brand in sorted(subject.ground.brands):
        row = tier_row(facts, brand)
        if row is None or row.tier not in barred:
            return
        paths.append(row.path)
    if paths:
        brands = sorted(subject.ground.brands)
        words = f"No product is left: {subject.code.code} bills {listed(brands)}, and none is paid."
        yield _flaw(words, paths, subject.ground.of_line(brand=brands[0]))


def _doses(subject: Subject) -> Iterator[Flaw]:
    """Whatever the diagnosis, a limit allows less than one billing unit, or no dose."""
    paths: list[str] = []
    names: list[str] = []
    situations = subject.situations
    for situation in situations:
        barring = [one for one in subject.limits(situation) if allows_nothing(one, subject)]
        if not barring:
            return
        paths += [one.path for one in barring]
        names += [limit_words(one) for one in barring]
    if situations:
        least = least_words(subject)
        words = f"No dose of {subject.code.code} is small enough: {listed(names)}. {least}"
        yield _flaw(words, paths, subject.on(situations[0]).claim())


def least_words(subject: Subject) -> str:
    """What the smallest dose is."""
    unit = subject.ground.unit
    size = f", {measured(unit.amount, unit.measure)}" if subject.has_unit else ""
    return f"The smallest dose is one billing unit{size}."


def allows_nothing(limit: Limit, subject: Subject) -> bool:
    """Whether not even one billing unit, as the only dose, keeps the limit."""
    if limit.brand:
        return False
    if limit.kind in {"max_single_units", "cumulative_units", "max_count"}:
        return limit.value < 1
    if limit.kind in {"max_single", "cumulative_amount"} and subject.has_unit:
        unit = subject.ground.unit
        one = convert(unit.amount, unit.measure, limit.measure)
        return one is not None and one > Fraction(limit.value)
    return False


def _results(subject: Subject) -> Iterator[Flaw]:
    for one in subject.facts.labs:
        if not any(_can_be_met(threshold) for threshold in one.any_of):
            wanted = listed(threshold_words(each) for each in one.any_of) or "no value at all"
            words = f"No result of {one.lab} meets the criterion: {wanted}."
            yield _flaw(words, [one.path], subject.ground.claim())


def _can_be_met(threshold: LabThreshold) -> bool:
    """Whether a result, which is never below 0, can meet it."""
    if threshold.op == "<":
        return threshold.value > 0
    return threshold.op != "<=" or threshold.value >= 0


def _trials(subject: Subject) -> Iterator[Flaw]:
    for step in subject.facts.steps:
        agents = {name_key(one) for one in step.any_of}
        if _is_for(step, subject) and step.min_trials > len(agents):
            words = (
                f"{counted(step.min_trials, 'trial')} are asked for, and there "
                f"{'is' if len(agents) == 1 else 'are'} {plain(Decimal(len(agents)))} "
                f"to try: {listed(step.any_of) or 'none'}."
            )
            yield _flaw(words, [step.path], subject.ground.claim())


def _is_for(step: Step, subject: Subject) -> bool:
    return not step.applies_to or subject.code.code in step.applies_to

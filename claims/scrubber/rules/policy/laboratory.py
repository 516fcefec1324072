"""POL-012: laboratory results that a policy asks for."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterator
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import Fact, NotChecked, Outcome, plain
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import lab_key, name_key
from claims.scrubber.policies import applied_to
from claims.scrubber.policy import LabCriterion, LabThreshold
from claims.scrubber.policy_findings import policy_finding
from claims.scrubber.rule import group_rule
from claims.scrubber.scopes import under_policy
from claims.scrubber.snapshot import LabSnapshot

_OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@group_rule(
    "POL-012",
    "policy.laboratory",
    where=under_policy,
    title="Required laboratory result is absent or out of range",
    carc="50",
    rarc=("N706", "N661"),
    overridable=True,
    source="The payer's policy",
    messages={
        "absent": "{policy} asks for {lab}: {wanted}. No result is on file.",
        "old": "{policy} asks for {lab} of the last {most} days; the newest is of {day}.",
        "range": "{lab} {value} does not meet {wanted} ({policy}).",
    },
)
def laboratory(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A result that the policy asks for is on file and in its range.

    What is checked
        Each criterion against the results on file, by unit and method: thresholds of different
        methods cannot be converted into each other.

    Why payers deny it
        The result is what makes the drug necessary.

    How to put it right
        Record the result with unit, method and date.
    """
    applied = applied_to(group, context)
    if applied is None:
        return
    for criterion in applied.policy.labs:
        wanted = lab_key(criterion.lab)
        results = [one for one in context.claim.labs or () if lab_key(one.lab) == wanted]
        if context.claim.labs is None:
            yield NotChecked(missing="labs", line=group.anchor.number)
            continue
        judged = _judge(criterion, results, group.day)
        if isinstance(judged, NotChecked):
            yield NotChecked(missing=judged.missing, line=group.anchor.number)
        elif judged is not None:
            message, facts = judged
            yield policy_finding(message, group, applied, "labs", facts, paths=[criterion.path])


def _judge(
    criterion: LabCriterion, results: list[LabSnapshot], day: dt.date | None
) -> tuple[str, dict[str, Fact]] | NotChecked | None:
    """Why the criterion is not met: a message with its facts, or what is missing to say so."""
    wanted = " or ".join(_spoken(one) for one in criterion.any_of)
    facts: dict[str, Fact] = {"lab": criterion.lab, "wanted": wanted}
    if not results:
        return "absent", facts
    fresh = [one for one in results if _is_fresh(one, criterion, day)]
    if not fresh:
        newest = max((one.date for one in results if one.date), default=None)
        if newest is None:
            return NotChecked(missing="labs.date")
        most = str(criterion.max_age_days)
        return "old", {**facts, "most": most, "day": f"{newest:%m/%d/%Y}"}
    if any(_meets(one, threshold) for one in fresh for threshold in criterion.any_of):
        return None
    if any(_lacks_method(one, each) for one in fresh for each in criterion.any_of):
        return NotChecked(missing="labs.method")
    judged = [one for one in fresh if any(_is_comparable(one, each) for each in criterion.any_of)]
    if not judged:
        return NotChecked(missing="labs.unit")
    last = max(judged, key=lambda one: one.date or dt.date.min)
    value = " ".join(filter(None, (plain(last.value), last.unit, last.method)))
    return "range", {**facts, "value": value}


def _is_fresh(result: LabSnapshot, criterion: LabCriterion, day: dt.date | None) -> bool:
    if criterion.max_age_days is None or day is None:
        return True
    return result.date is not None and (day - result.date).days <= criterion.max_age_days


def _lacks_method(result: LabSnapshot, threshold: LabThreshold) -> bool:
    """Whether the method alone is missing to compare: thresholds differ by it."""
    same_unit = name_key(result.unit) == name_key(threshold.unit)
    return same_unit and bool(threshold.method) and not name_key(result.method)


def _is_comparable(result: LabSnapshot, threshold: LabThreshold) -> bool:
    same_unit = name_key(result.unit) == name_key(threshold.unit)
    same_method = not threshold.method or name_key(result.method) == name_key(threshold.method)
    return same_unit and same_method


def _meets(result: LabSnapshot, threshold: LabThreshold) -> bool:
    compare = _OPERATORS[threshold.op]
    return _is_comparable(result, threshold) and compare(result.value, threshold.value)


def _spoken(threshold: LabThreshold) -> str:
    by = f" by {threshold.method}" if threshold.method else ""
    return f"{threshold.op} {plain(threshold.value)} {threshold.unit}{by}"

"""Step therapy: which steps of a policy the record does not show."""

from __future__ import annotations

import datetime as dt

from claims.scrubber.context import Context
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.history import given_before
from claims.scrubber.notation import name_key
from claims.scrubber.policies import Applied
from claims.scrubber.policy import Step
from claims.scrubber.snapshot import StepSnapshot


def steps_lacking(group: DrugGroup, applied: Applied, context: Context) -> tuple[Step, ...]:
    """The steps for this code that too few recorded trials meet."""
    return tuple(step for step in applied.policy.steps if missing_of(step, group, context) is None)


def missing_of(step: Step, group: DrugGroup, context: Context) -> str | None:
    """None where the step is lacking, "" where all is well, else the fact that would tell."""
    if step.applies_to and group.code not in step.applies_to:
        return ""
    shown, undated = _shown(step, group, context)
    if len(shown) >= step.min_trials or not group.administered:
        return ""
    if step.new_starts_only and group.day is not None:
        first = _earliest(step, group.day)
        before = given_before(context, group.anchor)
        if any(first <= one.day < group.day for one in before):
            return ""
        if context.claim.history is None:
            return "history"
    return "attestations.step.date" if len(shown | undated) >= step.min_trials else None


def _shown(step: Step, group: DrugGroup, context: Context) -> tuple[set[str], set[str]]:
    """Agents with a trial that counts, and those whose trial might if its day were known."""
    attested = context.claim.attestations
    agents = {name_key(one) for one in step.any_of}
    outcomes = {name_key(one) for one in step.outcomes}
    trials = [
        one
        for one in (attested.steps or () if attested else ())
        if name_key(one.agent) in agents and name_key(one.outcome) in outcomes
    ]
    shown = {name_key(one.agent) for one in trials if _is_recent(one, step, group.day)}
    undated = {name_key(one.agent) for one in trials if one.date is None}
    return shown, undated - shown


def _is_recent(trial: StepSnapshot, step: Step, day: dt.date | None) -> bool:
    if step.lookback_days is None or day is None:
        return True
    return trial.date is not None and _earliest(step, day) <= trial.date <= day


def _earliest(step: Step, day: dt.date) -> dt.date:
    """The first day that counts; without a look-back every day does."""
    if step.lookback_days is None:
        return dt.date.min
    return day - dt.timedelta(days=step.lookback_days)

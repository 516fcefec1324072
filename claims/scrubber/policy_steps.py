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
    return tuple(
        step
        for step in applied.policy.steps
        if _applies(step, group, context) and not _is_met(step, group, context)
    )


def _applies(step: Step, group: DrugGroup, context: Context) -> bool:
    if step.applies_to and group.code not in step.applies_to:
        return False
    if not step.new_starts_only or group.day is None or not group.administered:
        return True
    first = _earliest(step, group.day)
    before = given_before(context, group.anchor)
    return not any(first <= one.day < group.day for one in before)


def _is_met(step: Step, group: DrugGroup, context: Context) -> bool:
    attested = context.claim.attestations
    trials = attested.steps or () if attested else ()
    agents = {name_key(one) for one in step.any_of}
    outcomes = {name_key(one) for one in step.outcomes}
    shown = {
        name_key(one.agent)
        for one in trials
        if name_key(one.agent) in agents
        and name_key(one.outcome) in outcomes
        and _is_recent(one, step, group.day)
    }
    return len(shown) >= step.min_trials


def _is_recent(trial: StepSnapshot, step: Step, day: dt.date | None) -> bool:
    if step.lookback_days is None or day is None:
        return True
    return trial.date is not None and _earliest(step, day) <= trial.date <= day


def _earliest(step: Step, day: dt.date) -> dt.date:
    """The first day that counts; without a look-back every day does."""
    if step.lookback_days is None:
        return dt.date.min
    return day - dt.timedelta(days=step.lookback_days)

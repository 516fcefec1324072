"""POL-005, POL-018: what the record must show of the patient."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import NotChecked, Outcome, joined
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.patient import age_on
from claims.scrubber.policies import applied_to, is_attested
from claims.scrubber.policy_findings import policy_finding
from claims.scrubber.policy_steps import missing_of
from claims.scrubber.rule import group_rule
from claims.scrubber.scopes import under_policy


@group_rule(
    "POL-005",
    "policy.step-therapy",
    where=under_policy,
    title="Step therapy is not shown",
    carc="272",
    rarc=("N130", "N706"),
    overridable=True,
    source="The payer's policy",
    messages={"lacking": "{policy} asks for {outcomes} of {agents} before {code}."},
)
def step_therapy(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The agents that the policy wants first were tried, with a result it accepts.

    What is checked
        Recorded trials, their outcome and day, against the policy's steps; patients who started
        before, where the policy lets them go on, and attested exceptions are left alone.

    Why payers deny it
        They cover the drug only after the others.

    How to put it right
        Record the trial with its outcome and date, or ask for an exception.
    """
    applied = applied_to(group, context)
    if applied is None or is_attested(context, "grandfathered"):
        return
    for step in applied.policy.steps:
        missing = missing_of(step, group, context)
        if missing:
            yield NotChecked(missing=missing, line=group.anchor.number)
        if missing is not None:
            continue
        yield policy_finding(
            "lacking",
            group,
            applied,
            "attestations.step",
            {"outcomes": " or ".join(step.outcomes), "agents": " or ".join(step.any_of)},
            paths=[step.path],
        )


@group_rule(
    "POL-018",
    "policy.age",
    where=under_policy,
    title="Age outside the policy",
    carc="6",
    rarc=("N30",),
    overridable=True,
    source="The payer's policy",
    messages={"age": "The patient was {age} on {day}; {policy} covers {range}."},
)
def age(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The patient's age lies within the policy's.

    What is checked
        Whole years on the date of service; a birthday on that day counts as reached.

    Why payers deny it
        The drug is not covered at that age.

    How to put it right
        Check the birth date; ask for an exception.
    """
    applied = applied_to(group, context)
    if applied is None or group.day is None:
        return
    low, high = applied.policy.min_age, applied.policy.max_age
    if low is None and high is None:
        return
    birth = context.claim.patient.birth_date if context.claim.patient else None
    if birth is None:
        yield NotChecked(missing="patient.dob", line=group.anchor.number)
        return
    years = age_on(birth, group.day)
    if (low is not None and years < low) or (high is not None and years > high):
        parts = [f"from {low}" if low is not None else "", f"to {high}" if high is not None else ""]
        yield policy_finding(
            "age",
            group,
            applied,
            "patient.dob",
            {
                "age": years,
                "day": group.day,
                "range": f"ages {joined([one for one in parts if one]).replace(' and ', ' ')}",
            },
            paths=["age"],
        )

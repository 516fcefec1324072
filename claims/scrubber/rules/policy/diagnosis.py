"""DX-007, DX-008, POL-017: the diagnoses that a policy covers, pairs and excludes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claims.scrubber.context import Context
from claims.scrubber.diagnoses import matches, written
from claims.scrubber.findings import NotChecked, Outcome, joined
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import dotted
from claims.scrubber.policies import Applied, applied_to, pointed_keys
from claims.scrubber.policy import DiagnosisGroup
from claims.scrubber.policy_findings import policy_finding
from claims.scrubber.rule import group_rule
from claims.scrubber.scopes import under_policy


@group_rule(
    "DX-007",
    "policy.diagnosis",
    where=under_policy,
    title="No pointed diagnosis supports the drug",
    carc="50",
    rarc=("N115", "N386"),
    overridable=True,
    source="The payer's policy",
    messages={"none": "No diagnosis that the line points to supports {code} under {policy}."},
)
def supported(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A drug line points to a diagnosis that the policy covers.

    What is checked
        The diagnoses the drug's lines point to against the policy's lists. A covered diagnosis on
        the claim that no line points to does not count.

    Why payers deny it
        The drug is not shown to be necessary.

    How to put it right
        Point to the diagnosis the note supports; never choose one for the payment.
    """
    applied = applied_to(group, context)
    covered = _covered(applied) if applied else ()
    if applied is None or not covered:
        return
    keys = pointed_keys(group, context)
    gap = _gap(group, context)
    if gap is not None:
        yield gap
    elif not any(matches(key, patterns) for key in keys for _path, patterns in covered):
        paths = [path for path, _patterns in covered]
        finding = policy_finding("none", group, applied, "dx_pointers", {}, paths=paths)
        yield replace(finding, subjects=tuple(f"diagnosis:{key}" for key in keys))


@group_rule(
    "DX-008",
    "policy.diagnosis-pair",
    where=under_policy,
    title="Required pair of diagnoses is incomplete",
    carc="50",
    rarc=("N115",),
    overridable=True,
    source="The payer's policy",
    messages={"part": "{policy} asks for a diagnosis of {groups} beside the others."},
)
def pair(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """Where the policy asks for two kinds of diagnosis, both are pointed to.

    What is checked
        One pointed diagnosis from each group that the policy names.

    Why payers deny it
        One half alone does not make the drug necessary.

    How to put it right
        Add and point to the other one, if the note supports it.
    """
    applied = applied_to(group, context)
    if applied is None or not applied.policy.dx_all_of:
        return
    gap = _gap(group, context)
    if gap is not None:
        yield gap
        return
    lacking = _lacking(group, applied, context)
    if lacking:
        facts = {"groups": joined([one.name for one in lacking])}
        paths = [one.path for one in lacking]
        yield policy_finding("part", group, applied, "dx_pointers", facts, paths=paths)


@group_rule(
    "POL-017",
    "policy.excluded",
    where=under_policy,
    title="Indication is excluded",
    carc="55",
    rarc=("N386", "N115"),
    overridable=True,
    source="The payer's policy",
    messages={"excluded": "{diagnosis} is excluded under {policy}: {reason}."},
)
def excluded(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The drug was not given for an indication that the policy excludes.

    What is checked
        The pointed diagnoses against the excluded ones; silent where every required group of
        diagnoses is met.

    Why payers deny it
        The policy names this use as not covered.

    How to put it right
        Check which disease the drug was given for, and point to that.
    """
    applied = applied_to(group, context)
    if applied is None or not applied.policy.dx_excluded:
        return
    if applied.policy.dx_all_of and not _lacking(group, applied, context):
        return
    for row in applied.policy.dx_excluded:
        key = next((one for one in pointed_keys(group, context) if matches(one, row.codes)), None)
        if key is not None:
            facts = {"diagnosis": dotted(key), "reason": row.name or "not covered"}
            finding = policy_finding(
                "excluded", group, applied, "dx_pointers", facts, paths=[row.path]
            )
            yield replace(finding, subjects=(f"diagnosis:{key}",))
            return


def _gap(group: DrugGroup, context: Context) -> NotChecked | None:
    """What is missing to judge by, where it is: STR-001 asks for it."""
    if not written(context):
        return NotChecked(missing="diagnoses", line=group.anchor.number)
    if not any(one.pointers for one in group.lines):
        return NotChecked(missing="dx_pointers", line=group.anchor.number)
    return None


def _covered(applied: Applied) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The patterns that are covered, each list with the path of its requirement."""
    code, policy = applied.code, applied.policy
    own = (f"{code.path}.dx_any", code.dx_any) if code.dx_any else ("dx_any", policy.dx_any)
    of_indications = ((one.path, one.codes) for one in code.indications)
    of_groups = ((one.path, one.codes) for one in policy.dx_all_of)
    listed = (own, *of_indications, *of_groups)
    return tuple(one for one in listed if one[1])


def _lacking(group: DrugGroup, applied: Applied, context: Context) -> list[DiagnosisGroup]:
    keys = pointed_keys(group, context)
    return [
        one for one in applied.policy.dx_all_of if not any(matches(key, one.codes) for key in keys)
    ]

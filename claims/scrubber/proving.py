"""A fix is offered only when the fixed claim was checked: its finding gone, no new error.

Of a choice only the first is asked. Which of several is true stands in the record; to leave out
those that bring a new error would lead people to what is paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from claims.scrubber.changes import ChangeError, apply_changes
from claims.scrubber.claim_json import ClaimInputError
from claims.scrubber.claim_json.rereading import WrittenClaim
from claims.scrubber.context import Context
from claims.scrubber.evaluation import evaluate
from claims.scrubber.findings import Finding, Fix, Severity
from claims.scrubber.grouping import drug_groups
from claims.scrubber.rule import Rule
from claims.scrubber.suppression import CAUSES


def with_proven_fixes(
    findings: tuple[Finding, ...], context: Context, rules: Mapping[str, Rule]
) -> tuple[Finding, ...]:
    """The findings, each with its fix and its choices only where they were proven."""
    if not any(one.fix or one.choices for one in findings):
        return findings
    written = WrittenClaim(context.claim)
    deciding = {key: rule for key, rule in rules.items() if _decides(rule)}
    errors = _errors(findings, rules)
    proven: list[Finding] = []
    for one in findings:
        asked = deciding if one.rule in deciding else {**deciding, one.rule: rules[one.rule]}
        after = None if one.fix is None else _after(one.fix, written, context, asked)
        is_proven = (
            after is not None
            and all(other.identity != one.identity for other in after)
            and _errors(after, rules) <= errors
        )
        choices = tuple(
            fix for fix in one.choices if _is_gone(one, fix, written, context, rules[one.rule])
        )
        proven.append(replace(one, fix=one.fix if is_proven else None, choices=choices))
    return tuple(proven)


def _decides(rule: Rule) -> bool:
    """Whether the rule can find an error or hide one; a finding is never graver than its rule."""
    return rule.severity is Severity.ERROR or rule.id in CAUSES


def without_fixes(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings alone, for a run that has no time to prove fixes."""
    return tuple(
        replace(one, fix=None, choices=()) if one.fix or one.choices else one for one in findings
    )


def _after(
    fix: Fix, written: WrittenClaim, context: Context, rules: Mapping[str, Rule]
) -> tuple[Finding, ...] | None:
    """What the rules say of the fixed claim; None where the fix makes no claim."""
    after = _changed(fix, written, context)
    return None if after is None else evaluate(after, drug_groups(after), rules).findings


def _is_gone(one: Finding, fix: Fix, written: WrittenClaim, context: Context, rule: Rule) -> bool:
    """Whether the finding's own rule no longer makes it once the choice is taken."""
    after = _changed(fix, written, context)
    if after is None:
        return False
    found = rule.check(after, drug_groups(after))
    again = (replace(other, rule=rule.id) for other in found if isinstance(other, Finding))
    return all(other.identity != one.identity for other in again)


def _changed(fix: Fix, written: WrittenClaim, context: Context) -> Context | None:
    try:
        fixed = written.reread(apply_changes(written.json, fix.changes))
    except (ChangeError, ClaimInputError):
        return None
    return Context(claim=fixed, reference=context.reference, recorded=context.recorded)


def _errors(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> set[object]:
    return {one.identity for one in findings if rules[one.rule].severity_of(one) is Severity.ERROR}

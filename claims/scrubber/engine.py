"""The check itself: evaluate every rule, drop consequences, keep proven fixes, sort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Context as DecimalContext
from decimal import localcontext

from claims.scrubber.catalogue import RULES_VERSION
from claims.scrubber.changes import ChangeError, apply_changes
from claims.scrubber.checklist import checklist
from claims.scrubber.claim_json import ClaimInputError, read_claim, write_claim
from claims.scrubber.computed import computed
from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Fix, NotChecked, Severity
from claims.scrubber.grouping import drug_groups
from claims.scrubber.report import Report, ReportedFinding
from claims.scrubber.rule import Rule
from claims.scrubber.suppression import Suppressor

# Sums of amounts below 10^12 with 20 decimals stay exact.
_EXACT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcomes:
    findings: tuple[Finding, ...]
    not_checked: frozenset[NotChecked]


def scrub(context: Context, rules: Iterable[Rule], *, prove: bool = True) -> Report:
    """Check one claim. The same claim, facts and rules always give the same report.

    ``prove`` checks the claim again with each fix applied and keeps the fixes that help.
    """
    by_id = {rule.id: rule for rule in rules}
    with localcontext(DecimalContext(prec=_EXACT)):
        found = _evaluate(context, by_id)
        kept = _proven(context, by_id, found.findings) if prove else found.findings
        reported = [ReportedFinding(rule=by_id[one.rule], finding=one) for one in kept]
        groups = drug_groups(context)
        return Report(
            claim_id=context.claim.id,
            as_of=context.claim.as_of,
            findings=tuple(sorted(reported, key=lambda one: one.order)),
            not_checked=tuple(sorted(found.not_checked, key=_gap_order)),
            computed=computed(groups, context),
            checklist=checklist(groups, context),
            versions={"rules": RULES_VERSION, "reference": dict(context.reference.versions)},
        )


def _gap_order(gap: NotChecked) -> tuple[int, str, str]:
    return (gap.line or 0, gap.rule, gap.missing)


def _evaluate(context: Context, rules: dict[str, Rule]) -> _Outcomes:
    groups = drug_groups(context)
    findings: list[Finding] = []
    gaps: set[NotChecked] = set()
    for rule in rules.values():
        for outcome in rule.check(context, groups):
            if isinstance(outcome, Finding):
                findings.append(replace(outcome, rule=rule.id))
            else:
                gaps.add(replace(outcome, rule=rule.id))
    suppressor = Suppressor(findings, groups, is_editorial=context.is_editorial)
    kept = (suppressor.kept(one) for one in findings)
    return _Outcomes(
        findings=tuple(one for one in kept if one is not None),
        not_checked=frozenset(gap for gap in gaps if suppressor.keeps_gap(gap)),
    )


def _proven(
    context: Context, rules: dict[str, Rule], findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    if not any(one.fix for one in findings):
        return findings
    written = write_claim(context.claim)
    errors = _errors(rules, findings)
    return tuple(
        one if one.fix is None or _helps(context, rules, one, one.fix, written, errors)
        else replace(one, fix=None)
        for one in findings
    )  # fmt: skip


def _helps(
    context: Context,
    rules: dict[str, Rule],
    finding: Finding,
    fix: Fix,
    written: dict[str, object],
    errors: set[object],
) -> bool:
    """Whether the fix makes its finding go and brings no error that was not there."""
    claim = context.claim
    try:
        changed = {"id": claim.id, "claim": apply_changes(written, fix.changes)}
        again = read_claim(changed, as_of=claim.as_of, position=1)
    except (ChangeError, ClaimInputError):
        return False
    after = _evaluate(Context(claim=again, reference=context.reference), rules).findings
    gone = all(one.identity != finding.identity for one in after)
    return gone and _errors(rules, after) <= errors


def _errors(rules: dict[str, Rule], findings: Iterable[Finding]) -> set[object]:
    return {one.identity for one in findings if rules[one.rule].severity_of(one) is Severity.ERROR}

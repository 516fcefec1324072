"""The check itself: evaluate every rule, drop consequences, keep proven fixes, sort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Context as DecimalContext
from decimal import localcontext
from functools import cache

from claims.scrubber.catalogue import all_rules, policy_rules
from claims.scrubber.computed import computed
from claims.scrubber.context import Context
from claims.scrubber.documents.checklist import checklist
from claims.scrubber.edition import rules_version
from claims.scrubber.evaluation import ask, evaluate, settle
from claims.scrubber.findings import Finding, NotChecked, Outcome, Passed
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.policies import versions_applied
from claims.scrubber.proving import with_proven_fixes, without_fixes
from claims.scrubber.report import Report, ReportedFinding
from claims.scrubber.rule import Rule

# Sums and products of amounts below 10^12 with 20 decimals stay exact.
EXACT = DecimalContext(prec=80)


def scrub(
    context: Context, rules: Iterable[Rule], *, prove: bool = True, with_margins: bool = True
) -> Report:
    """Check one claim. The same claim, facts and rules always give the same report.

    ``prove`` checks the claim again with each fix applied and keeps the fixes that help; without
    it the report carries no fixes. ``with_margins`` says by how much what is right is right, which
    nobody reads in bulk.
    """
    by_id = _all_by_id() if rules is all_rules() else _by_id(rules)
    with localcontext(EXACT):
        groups = drug_groups(context)
        found = evaluate(context, groups, by_id, with_margins=with_margins)
        kept = found.findings
        kept = with_proven_fixes(kept, context, by_id) if prove else without_fixes(kept)
        return Report(
            claim_id=context.claim.id,
            as_of=context.claim.as_of,
            findings=_reported(kept, by_id),
            not_checked=tuple(sorted(found.not_checked, key=_gap_order)),
            passed=tuple(sorted(found.passed, key=_margin_order)),
            computed=computed(groups, context),
            checklist=checklist(groups, context),
            versions={
                "rules": rules_version(),
                "reference": dict(context.reference.versions),
                "policies": versions_applied(groups, context),
            },
        )


def scrub_under_both(context: Context, other: Context) -> tuple[Report, Report]:
    """Check one claim under two sets of policies; ``other`` differs in nothing else.

    The rules that read policies are asked twice, all others once. The reports hold findings and
    what was not checked, without fixes, margins and the rest, as they are made to be compared.
    """
    rules = _all_by_id()
    with localcontext(EXACT):
        groups = drug_groups(context)
        said = ask(context, groups, rules)
        again = ask(other, groups, _by_id(policy_rules()))
        before = _bare_report(said, context, groups)
        if all(said[rule_id] == outcomes for rule_id, outcomes in again.items()):
            return before, before
        return before, _bare_report(said | again, other, groups)


def _bare_report(
    said: Mapping[str, tuple[Outcome, ...]], context: Context, groups: tuple[DrugGroup, ...]
) -> Report:
    rules = _all_by_id()
    found = settle(said, context, groups, rules)
    return Report(
        claim_id=context.claim.id,
        as_of=context.claim.as_of,
        findings=_reported(without_fixes(found.findings), rules),
        not_checked=tuple(sorted(found.not_checked, key=_gap_order)),
    )


def _reported(found: Iterable[Finding], rules: Mapping[str, Rule]) -> tuple[ReportedFinding, ...]:
    """Findings with their rules, worst first."""
    rows = (ReportedFinding(rule=rules[one.rule], finding=one) for one in found)
    return tuple(sorted(rows, key=lambda one: one.order))


@cache
def _all_by_id() -> Mapping[str, Rule]:
    """Every rule by its id."""
    return _by_id(all_rules())


def _by_id(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    """Rules by their id, in its order."""
    return {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}


def _margin_order(one: Passed) -> tuple[int, str, str]:
    return (one.line or 0, one.rule, one.words)


def _gap_order(gap: NotChecked) -> tuple[int, str, str]:
    return (gap.line or 0, gap.rule, gap.missing)

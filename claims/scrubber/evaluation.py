"""One pass of the rules over one claim: outcomes, less those a cause explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome, Passed
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.rule import Rule
from claims.scrubber.standing import weighed
from claims.scrubber.suppression import Suppressor


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What the rules said, in no particular order; ``passed`` is empty where nobody asked."""

    findings: tuple[Finding, ...]
    not_checked: frozenset[NotChecked]
    passed: frozenset[Passed]


def evaluate(
    context: Context,
    groups: tuple[DrugGroup, ...],
    rules: Mapping[str, Rule],
    *,
    with_margins: bool = False,
) -> Outcomes:
    """Ask every rule first, then drop the consequences."""
    said = ask(context, groups, rules)
    return settle(said, context, groups, rules, with_margins=with_margins)


def ask(
    context: Context, groups: tuple[DrugGroup, ...], rules: Mapping[str, Rule]
) -> dict[str, tuple[Outcome, ...]]:
    """What each rule says for itself, by its id."""
    return {rule_id: tuple(rule.check(context, groups)) for rule_id, rule in rules.items()}


def settle(
    said: Mapping[str, Iterable[Outcome]],
    context: Context,
    groups: tuple[DrugGroup, ...],
    rules: Mapping[str, Rule],
    *,
    with_margins: bool = False,
) -> Outcomes:
    """Weigh what the rules said and drop what another finding explains."""
    findings: list[Finding] = []
    gaps: set[NotChecked] = set()
    passed: set[Passed] = set()
    for rule_id, outcomes in said.items():
        rule = rules[rule_id]
        for outcome in outcomes:
            if isinstance(outcome, Finding):
                found = outcome.of_rule(rule.id)
                findings.append(weighed(found, rule.severity_of(found), context))
            elif isinstance(outcome, Passed):
                if with_margins:
                    passed.add(Passed(margin=outcome.words, rule=rule.id, line=outcome.line))
            else:
                gaps.add(NotChecked(missing=outcome.missing, rule=rule.id, line=outcome.line))
    suppressor = Suppressor(findings, groups, is_editorial=context.is_editorial)
    kept = (suppressor.kept(one) for one in findings)
    return Outcomes(
        findings=tuple(one for one in kept if one is not None),
        not_checked=frozenset(gap for gap in gaps if suppressor.keeps_gap(gap)),
        passed=frozenset(passed),
    )

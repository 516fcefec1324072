"""A rule: what it is called, what it costs to ignore it, and the function that looks."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from typing import NotRequired, Required, TypeAlias, TypedDict, TypeVar, Unpack

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Outcome, Severity, spoken
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.snapshot import LineSnapshot

LineCheck: TypeAlias = Callable[[LineSnapshot, Context], Iterator[Outcome]]
GroupCheck: TypeAlias = Callable[[DrugGroup, Context], Iterator[Outcome]]
LineScope: TypeAlias = Callable[[LineSnapshot, Context], bool]
GroupScope: TypeAlias = Callable[[DrugGroup, Context], bool]
ClaimCheck: TypeAlias = Callable[[Context], Iterator[Outcome]]
Subject = TypeVar("Subject", LineSnapshot, DrugGroup)
Check: TypeAlias = Callable[[Context, tuple[DrugGroup, ...]], Iterable[Outcome]]


class RuleFields(TypedDict, total=False):
    """What a rule declares beside its id and key."""

    title: Required[str]
    messages: Required[Mapping[str, str]]
    source: Required[str]
    severity: NotRequired[Severity]
    group: NotRequired[str | None]
    carc: NotRequired[str | None]
    rarc: NotRequired[tuple[str, ...]]
    overridable: NotRequired[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One edit. ``id`` is that of the rule catalogue and is never used again."""

    id: str
    key: str
    title: str
    messages: Mapping[str, str]
    source: str
    manual: str
    check: Check
    severity: Severity = Severity.ERROR
    group: str | None = "CO"
    carc: str | None = None
    rarc: tuple[str, ...] = ()
    overridable: bool = False

    def sentence(self, finding: Finding) -> str:
        """The message of ``finding`` with its facts filled in, then its caveat."""
        facts = {name: spoken(value) for name, value in finding.data.items()}
        sentence = self.messages[finding.message].format(**facts)
        return f"{sentence} {finding.caveat}" if finding.caveat else sentence

    def severity_of(self, finding: Finding) -> Severity:
        """The finding's own severity, else the rule's."""
        return finding.severity or self.severity


def _rule(
    rule_id: str, key: str, written: Callable[..., object], check: Check, fields: RuleFields
) -> Rule:
    manual = inspect.cleandoc(written.__doc__ or "")
    return Rule(id=rule_id, key=key, manual=manual, check=check, **fields)


def _within(
    where: Callable[[Subject, Context], bool] | None, all_of: tuple[Subject, ...], context: Context
) -> tuple[Subject, ...]:
    """Those in the scope, worked out once for all rules that name it."""
    if where is None:
        return all_of
    if where not in context.memo:
        context.memo[where] = tuple(one for one in all_of if where(one, context))
    found: tuple[Subject, ...] = context.memo[where]
    return found


def line_rule(
    rule_id: str, key: str, *, where: LineScope | None = None, **fields: Unpack[RuleFields]
) -> Callable[[LineCheck], Rule]:
    """A rule that looks at each service line by itself, or at those in the scope ``where``."""

    def declare(look: LineCheck) -> Rule:
        def check(context: Context, _groups: tuple[DrugGroup, ...]) -> Iterable[Outcome]:
            lines = _within(where, context.claim.lines, context)
            return chain.from_iterable(map(look, lines, repeat(context))) if lines else ()

        return _rule(rule_id, key, look, check, fields)

    return declare


def group_rule(
    rule_id: str, key: str, *, where: GroupScope | None = None, **fields: Unpack[RuleFields]
) -> Callable[[GroupCheck], Rule]:
    """A rule that looks at each drug group (code, day and product), or at those in ``where``."""

    def declare(look: GroupCheck) -> Rule:
        def check(context: Context, groups: tuple[DrugGroup, ...]) -> Iterable[Outcome]:
            within = _within(where, groups, context)
            return chain.from_iterable(map(look, within, repeat(context))) if within else ()

        return _rule(rule_id, key, look, check, fields)

    return declare


def claim_rule(
    rule_id: str, key: str, **fields: Unpack[RuleFields]
) -> Callable[[ClaimCheck], Rule]:
    """A rule that looks at the claim as a whole."""

    def declare(look: ClaimCheck) -> Rule:
        def check(context: Context, _groups: tuple[DrugGroup, ...]) -> Iterator[Outcome]:
            return look(context)

        return _rule(rule_id, key, look, check, fields)

    return declare

"""What a check gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from claims.scrubber.findings import Fact, Finding, Fix, NotChecked, Passed, Severity
from claims.scrubber.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFinding:
    """A finding beside the rule that made it."""

    rule: Rule
    finding: Finding

    @property
    def severity(self) -> Severity:
        return self.rule.severity_of(self.finding)

    @property
    def line(self) -> int | None:
        return self.finding.line

    @property
    def field_name(self) -> str | None:
        return self.finding.field_name

    @property
    def sentence(self) -> str:
        return self.rule.sentence(self.finding)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts of the finding; ``question`` and ``ask`` are what a person must answer."""
        question = self.finding.question
        if question is None:
            return self.finding.data
        return {**self.finding.data, "question": question.text, "ask": question.ask}

    @property
    def fix(self) -> Fix | None:
        return self.finding.fix

    @property
    def choices(self) -> tuple[Fix, ...]:
        return self.finding.choices

    @property
    def group(self) -> str | None:
        return self.finding.group or self.rule.group

    @property
    def carc(self) -> str | None:
        return self.finding.carc or self.rule.carc

    @property
    def rarc(self) -> tuple[str, ...]:
        return self.rule.rarc if self.finding.rarc is None else self.finding.rarc

    @property
    def policy(self) -> tuple[str, int] | None:
        return self.finding.policy

    @property
    def order(self) -> tuple[int, int, str, str, tuple[str, ...], str]:
        """Severity, line, rule; the rest only makes the order total."""
        one = self.finding
        return (
            self.severity.rank,
            one.line or 0,
            self.rule.id,
            one.field_name or "",
            one.subjects,
            one.message,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedLine:
    """What the dose and the containers of one drug group come to."""

    line: int
    units: int | None = None
    jw_units: int | None = None
    ndc11: str | None = None
    best_containers: tuple[tuple[Decimal, int], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """A document that the claim calls for: missing, present, not_needed or problem.

    Report JSON carries code, label, required, state and source. ``drugs`` are the codes that ask
    for it; ``evidence`` is what the claim itself holds of it, ``is_asked`` is false where nobody
    but our own list for every drug claim wants it, ``is_advice`` where whoever asks for it marks it
    as a note. ``is_known`` is false where the history that
    would tell whether it is wanted is absent.
    """

    code: str
    label: str
    is_required: bool
    state: str
    source: str
    why: str = ""
    provided_by: str = ""
    satisfied_by: str = ""
    phase: str = "every"
    drugs: tuple[str, ...] = ()
    evidence: str = ""
    is_asked: bool = False
    is_advice: bool = False
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One check of one claim. ``passed`` holds the margins of rules that measured something."""

    claim_id: str
    as_of: dt.date
    findings: tuple[ReportedFinding, ...]
    not_checked: tuple[NotChecked, ...]
    passed: tuple[Passed, ...] = ()
    computed: tuple[ComputedLine, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    versions: Mapping[str, object] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether a payer would very probably reject or deny the claim."""
        return any(one.severity is Severity.ERROR for one in self.findings)

"""A check in the words and marks of the page. The report JSON is the only source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from claims.services import Checked
from claims.services.documents import Checklist, checklist_of
from claims.views.shown.findings import ShownFinding, once_per_input, shown_finding
from claims.views.shown.offers import Offer, offers_of
from claims.views.shown.why import Gap, RanEdit, gaps_of, ran_edits


@dataclass(slots=True, kw_only=True)
class ShownCheck:
    """Everything that the panel shows."""

    findings: list[ShownFinding]
    gaps: list[Gap]
    checklist: Checklist
    rules_run: int = 0
    has_lines: bool = True
    unread: list[tuple[str, str]] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    offers: dict[int, list[Offer]] = field(default_factory=dict)
    passed: list[tuple[str, str]] = field(default_factory=list)
    families: list[tuple[str, list[RanEdit]]] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, str]]:
        """(kind, words) per severity that occurs: "2 block", "1 risk"."""
        found = Counter(finding.kind for finding in self.findings)
        found["block"] += len(self.unread)
        counted = [(kind, f"{found[kind]} {kind}") for kind in ("block", "risk", "note")]
        shown = [pair for pair in counted if found[pair[0]]]
        if self.gaps:
            shown.append(("none", f"{len(self._unlooked)} not checked"))
        return shown

    @property
    def fixes(self) -> int:
        """How many findings have a fix that was proven."""
        return sum(bool(finding.fix) for finding in self.findings)

    @property
    def is_clean(self) -> bool:
        """Whether nothing keeps the claim from being ready."""
        return (
            self.has_lines
            and not self.unread
            and not any(finding.kind == "block" for finding in self.findings)
        )

    @property
    def not_checked_words(self) -> str:
        """How much could not be looked at."""
        count = len(self._unlooked)
        return f"{count} {'edit' if count == 1 else 'edits'} not checked"

    @property
    def _unlooked(self) -> set[str]:
        return {rule for gap in self.gaps for rule in gap.rules}

    @property
    def ran_words(self) -> str:
        """What was looked at, in three numbers that add up."""
        found = {finding.rule for finding in self.findings}
        open_edits = self.waiting - found
        quiet = self.rules_run - len(found) - len(open_edits)
        return (
            f"{self.rules_run} edits: {len(found)} found something, "
            f"{len(open_edits)} could not look everywhere, {quiet} found nothing."
        )


def shown_check(
    checked: Checked, *, rules_run: int, live: bool, unread: list[tuple[str, str]]
) -> ShownCheck:
    """The check for the page. ``live`` leaves out what an unfinished line cannot help.

    ``unread`` are (id of the input, sentence) of what was typed and is not understood.
    """
    findings = once_per_input(
        finding for finding in checked.report["findings"] if not live or _is_due(finding, checked)
    )
    return ShownCheck(
        findings=[
            shown_finding(found, position, checked.override_of(found), checked.stakes)
            for position, found in enumerate(findings, start=1)
        ],
        gaps=gaps_of(checked.report) if checked.claim["lines"] or not live else [],
        checklist=checklist_of(checked),
        has_lines=bool(checked.claim["lines"]) or not live,
        unread=unread,
        rules_run=rules_run,
        waiting={item["rule"] for item in checked.report["not_checked"]},
        offers=offers_of(checked, findings),
        passed=_margins(checked),
        families=[] if live else ran_edits(checked.report, _margins(checked)),
    )


def _margins(checked: Checked) -> list[tuple[str, str]]:
    """(edit, sentence) of what was measured and is right."""
    return [
        (one.rule, f"Line {one.line}: {one.words}" if one.line else one.words)
        for one in checked.passed
    ]


def _is_due(finding: dict[str, Any], checked: Checked) -> bool:
    """While typing: no missing fields yet, and only lines with a code, a day and an amount."""
    if finding["rule"] == "STR-001":
        return False
    if finding["line"] is None:
        return True
    [line] = [line for line in checked.claim["lines"] if line["n"] == finding["line"]]
    amount = line.get("dose") or line.get("units") is not None
    return bool(line.get("code") and line.get("dos_from") and amount)

"""One cause, one finding: which finding makes which others a mere consequence.

The table of the rule catalogue as data. It holds rules that are not written yet, so that they come
under it on the day they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from typing import TypeAlias

from claims.scrubber.findings import Finding, NotChecked
from claims.scrubber.grouping import DrugGroup


class Scope(StrEnum):
    """How near a finding must be to its cause."""

    LINE = "line"
    DRUG_GROUP = "drug group"
    SUBJECT = "subject"  # the same modifier, diagnosis or pair of codes
    FIELD = "field"
    CLAIM = "claim"
    ITEM = "item"  # takes one subject out of a finding about several


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Suppression:
    """A finding of ``cause`` hides those of ``hidden`` (``*`` stands for anything).

    A row is itself and no other, so that it is found by identity in the many look-ups below.
    """

    cause: str
    hidden: tuple[str, ...]
    scope: Scope
    item: str = ""
    only_official: bool = False


def _row(cause: str, hidden: str, scope: Scope, item: str = "") -> Suppression:
    return Suppression(
        cause=cause,
        hidden=tuple(hidden.split()),
        scope=scope,
        item=item,
        only_official=cause == "COD-003",
    )


TABLE = (
    _row("COD-001", "*", Scope.LINE),
    _row("COD-002", "COD-005 POL-015 WST-*", Scope.LINE),
    _row("COD-003", "UNI-001 UNI-002 POL-016 WST-001", Scope.LINE),
    # Said once for a drug and its JW line, so it explains what is found on either of them.
    _row("COD-005", "UNI-001 UNI-002 NDC-005 POL-013 WST-*", Scope.DRUG_GROUP),
    _row("UNI-002", "UNI-001 WST-004 CHG-002 NDC-006", Scope.DRUG_GROUP),
    _row("UNI-005", "UNI-001", Scope.LINE),
    _row("UNI-006", "UNI-001 MUE-*", Scope.LINE),
    # The catalogue says line, but WST-004 stands on the JW line and adds up the whole group: wrong
    # units on the administered line are the cause of its sum.
    _row("UNI-006", "WST-004", Scope.DRUG_GROUP),
    _row("WST-002", "WST-001 WST-009 WST-005 WST-004 WST-006", Scope.DRUG_GROUP),
    _row("WST-003", "WST-001 WST-004", Scope.DRUG_GROUP),
    _row("WST-005", "WST-004", Scope.DRUG_GROUP),
    _row("WST-006", "WST-004 UNI-001", Scope.DRUG_GROUP),
    _row("WST-009", "WST-004", Scope.DRUG_GROUP),
    _row("WST-010", "POL-014", Scope.ITEM, item="document:waste"),
    _row("MOD-009", "MOD-001 MOD-003", Scope.SUBJECT),
    _row("MOD-011", "MOD-002", Scope.SUBJECT),
    _row("MOD-008", "MOD-004", Scope.LINE),
    _row("STR-003", "MOD-004 MOD-005 MOD-013", Scope.LINE),
    _row("NCC-001", "ADM-006 ADM-007", Scope.SUBJECT),
    _row("NCC-002", "ADM-007 ADM-004", Scope.SUBJECT),
    _row("DX-001", "DX-002 DX-003 DX-007", Scope.SUBJECT),
    _row("DX-003", "DX-002 DX-007", Scope.SUBJECT),
    _row("DX-002", "DX-007", Scope.SUBJECT),
    _row("DX-008", "DX-007", Scope.DRUG_GROUP),
    _row("DX-005", "DX-007", Scope.LINE),
    _row("POL-001", "POL-002 POL-003 POL-004", Scope.DRUG_GROUP),
    _row("POL-009", "UNI-004", Scope.DRUG_GROUP),
    _row("NDC-003", "NDC-002 NDC-005 NDC-006", Scope.LINE),
    _row("NDC-002", "NDC-005 NDC-006", Scope.LINE),
    _row("NDC-004", "NDC-006", Scope.LINE),
    _row("NDC-005", "NDC-004 NDC-006", Scope.LINE),
    _row("ESR-001", "DX-007 MUE-002", Scope.DRUG_GROUP),
    _row("ESR-003", "COD-006 ESR-001 MOD-007", Scope.LINE),
    # Filing limits are anchored to the claim; the future day of one line explains them all.
    _row("DAT-001", "TFL-*", Scope.CLAIM),
    _row("DAT-001", "COD-002", Scope.LINE),
    _row("DAT-002", "POL-018 DX-010", Scope.CLAIM),
    _row("SAD-001", "MOD-007 WST-001", Scope.LINE),
    _row("POS-002", "WST-001 WST-008 ADM-001", Scope.DRUG_GROUP),
    _row("SRC-001", "SRC-002 WST-001 NDC-001 POL-013", Scope.DRUG_GROUP),
    _row("STR-001", "UNI-006 CHG-001 DX-005 COD-001 POS-001 PRV-001", Scope.FIELD),
)
CAUSES = frozenset(row.cause for row in TABLE)


Place: TypeAlias = "tuple[str, ...] | tuple[str, int] | tuple[str, int | None, str | None]"


class Suppressor:
    """The causes among the findings of one claim, ready to be asked about each other finding.

    A cause that is itself hidden still hides: its own cause is then the root of both. Causes are
    kept by place (claim, line, drug group, field, subject), so that a claim of a thousand lines
    costs a thousand look-ups, not a million comparisons.
    """

    def __init__(
        self, findings: Iterable[Finding], groups: tuple[DrugGroup, ...], *, is_editorial: bool
    ) -> None:
        self._group_of = {line.number: at for at, one in enumerate(groups) for line in one.lines}
        by_cause = _by_cause(is_editorial=is_editorial)
        self._rows_at: dict[Place, dict[Suppression, None]] = {}
        for one in findings:
            if one.is_cause:
                for row in by_cause.get(one.rule, ()):
                    for place in self._reach(row.scope, one):
                        self._rows_at.setdefault(place, {})[row] = None

    def kept(self, finding: Finding) -> Finding | None:
        """The finding, without what a cause explains; None where that is all of it."""
        for row in self._rows_near(finding):
            if not _hides(row, finding.rule):
                continue
            if row.scope is not Scope.ITEM:
                return None
            if finding.subjects == (row.item,):
                return None
            finding = _without_item(finding, row.item)
        return finding

    def keeps_gap(self, gap: NotChecked) -> bool:
        """Whether what was not checked is worth saying beside the causes found."""
        if not self._rows_at:
            return True
        near = Finding(message="", rule=gap.rule, line=gap.line)
        scopes = {Scope.LINE, Scope.DRUG_GROUP, Scope.CLAIM}
        return not any(
            row.scope in scopes and _hides(row, gap.rule) for row in self._rows_near(near)
        )

    def _reach(self, scope: Scope, cause: Finding) -> list[Place]:
        """The places at which a cause of that scope hides."""
        if scope in {Scope.CLAIM, Scope.ITEM}:
            return [("claim",)]
        if scope is Scope.SUBJECT:
            return [("subject", one) for one in cause.subjects]
        if scope is Scope.FIELD:
            return [("field", cause.line, cause.field_name)]
        if cause.line is None:
            return []
        places: list[Place] = [("line", cause.line)]
        if scope is Scope.DRUG_GROUP and cause.line in self._group_of:
            places.append(("group", self._group_of[cause.line]))
        return places

    def _rows_near(self, finding: Finding) -> list[Suppression]:
        """The rows whose causes reach the finding, each once."""
        if not self._rows_at:
            return []
        places: list[Place] = [("claim",), ("field", finding.line, finding.field_name)]
        places += [("subject", one) for one in finding.subjects]
        if finding.line is not None:
            places.append(("line", finding.line))
            if finding.line in self._group_of:
                places.append(("group", self._group_of[finding.line]))
        rows: dict[Suppression, None] = {}
        for place in places:
            rows |= self._rows_at.get(place, {})
        return list(rows)


def _without_item(finding: Finding, item: str) -> Finding:
    """The finding about its other subjects; ``items`` of its data are their names, in order."""
    names = finding.data.get("items")
    left = [at for at, one in enumerate(finding.subjects) if one != item]
    data = dict(finding.data)
    if isinstance(names, tuple) and len(names) == len(finding.subjects):
        data["items"] = tuple(names[at] for at in left)
    return replace(finding, subjects=tuple(finding.subjects[at] for at in left), data=data)


@cache
def _by_cause(*, is_editorial: bool) -> dict[str, list[Suppression]]:
    found: dict[str, list[Suppression]] = {}
    for row in TABLE:
        if not (row.only_official and is_editorial):
            found.setdefault(row.cause, []).append(row)
    return found


@cache
def _hides(row: Suppression, rule: str) -> bool:
    return rule != row.cause and any(fnmatchcase(rule, pattern) for pattern in row.hidden)

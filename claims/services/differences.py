"""Two reports of one claim, and what the second says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

Key: TypeAlias = "tuple[str, int, str, int]"


class Kind(StrEnum):
    """What became of a finding between two reports."""

    NEW = "new"
    GONE = "gone"
    SEVERITY = "severity"
    WORDS = "words"
    UNCHECKED = "unchecked"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing said otherwise; ``before`` and ``after`` are the sentences, either may be empty."""

    kind: Kind
    rule: str
    line: int | None
    before: str = ""
    after: str = ""

    @property
    def where(self) -> str:
        """The line, or the claim."""
        return f"line {self.line}" if self.line else "claim"


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[Difference, ...]:
    """What ``after`` (report JSON) says otherwise than ``before``, in order of line and rule."""
    found = [*_findings(before, after), *_gaps(before, after)]
    return tuple(sorted(found, key=lambda one: (one.line or 0, one.rule, one.kind, one.after)))


def _findings(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    then, now = _keyed(before["findings"]), _keyed(after["findings"])
    found = []
    for key in then.keys() | now.keys():
        old, new = then.get(key), now.get(key)
        kind = _kind(old, new)
        if kind is not None:
            found.append(
                Difference(
                    kind=kind,
                    rule=key[0],
                    line=key[1] or None,
                    before=_sentence(old, with_severity=kind is Kind.SEVERITY),
                    after=_sentence(new, with_severity=kind is Kind.SEVERITY),
                )
            )
    return found


def _kind(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Kind | None:
    if old is None:
        return Kind.NEW
    if new is None:
        return Kind.GONE
    if old["severity"] != new["severity"]:
        return Kind.SEVERITY
    # the fix belongs to the finding: other numbers in it are other words
    said = ("message", "facts", "fix", "policy")
    return Kind.WORDS if any(old.get(one) != new.get(one) for one in said) else None


def _keyed(findings: list[dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    """Findings by rule, line and field; several of one place are told apart by their order."""
    keyed: dict[Key, dict[str, Any]] = {}
    for one in findings:
        at, turn = (one["rule"], one["line"] or 0, one.get("field") or ""), 0
        while (*at, turn) in keyed:
            turn += 1
        keyed[(*at, turn)] = one
    return keyed


def _sentence(found: dict[str, Any] | None, *, with_severity: bool) -> str:
    if found is None:
        return ""
    return f"{found['severity']}: {found['message']}" if with_severity else str(found["message"])


def _gaps(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    then, now = _missing(before), _missing(after)
    lost = [_gap(Kind.UNCHECKED, one) for one in now - then]
    return lost + [_gap(Kind.CHECKED, one) for one in then - now]


def _missing(report: dict[str, Any]) -> set[tuple[str, int, str]]:
    return {(one["rule"], one.get("line") or 0, one["missing"]) for one in report["not_checked"]}


def _gap(kind: Kind, one: tuple[str, int, str]) -> Difference:
    rule, line, missing = one
    words = f"{missing} not known"
    before, after = ("", words) if kind is Kind.UNCHECKED else (words, "")
    return Difference(kind=kind, rule=rule, line=line or None, before=before, after=after)

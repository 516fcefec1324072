"""Why a claim is clean: every edit that ran, by how much it was right, and what was not seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from claims.manual import chapters, family_of

# what a missing fact is called on a page, where its name in claim JSON would not be understood
WORDS = {
    "dos_from": "date of service",
    "dx_pointers": "diagnosis pointers",
    "patient.dob": "birth date",
    "patient.sex": "sex",
    "patient.on_dialysis": "whether the patient is on dialysis",
    "minutes": "times",
    "ndc.qty": "NDC quantity",
    "ndc.uom": "NDC measure",
    "ndc": "NDC",
    "ordering_npi": "ordering provider",
    "billing_entity": "whether a group bills",
    "haemoglobin": "hemoglobin",
    "prior_auth": "authorization",
    "container_type": "kind of vial",
    "cob": "what the other payer did",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A fact that is missing, with the edits that wait for it and the lines where."""

    missing: str
    rules: tuple[str, ...]
    lines: tuple[int, ...]

    @property
    def words(self) -> str:
        """``Times missing: 3 edits``, and on which lines."""
        name = self.missing[:1].upper() + self.missing[1:]
        edits = f"{len(self.rules)} {'edit' if len(self.rules) == 1 else 'edits'}"
        where = ", ".join(map(str, self.lines))
        lines = f", {'line' if len(self.lines) == 1 else 'lines'} {where}" if self.lines else ""
        return f"{name} missing: {edits}{lines}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RanEdit:
    """One edit that ran: ``outcome`` is found, missing, measured or quiet; ``words`` say more."""

    id: str
    title: str
    outcome: str
    words: tuple[str, ...] = ()


def gaps_of(report: dict[str, Any]) -> list[Gap]:
    """What could not be checked, folded by the missing fact; the one most edits wait for first."""
    waiting: dict[str, tuple[set[str], set[int]]] = {}
    for one in report["not_checked"]:
        name = missing_words(one["missing"])
        rules, lines = waiting.setdefault(name, (set(), set()))
        rules.add(one["rule"])
        lines |= {one["line"]} if one.get("line") else set()
    found = [
        Gap(missing=name, rules=tuple(sorted(rules)), lines=tuple(sorted(lines)))
        for name, (rules, lines) in waiting.items()
    ]
    return sorted(found, key=lambda gap: (-len(gap.rules), gap.missing))


def missing_words(missing: str) -> str:
    """A missing fact as people call it."""
    return WORDS.get(missing, missing.replace("_", " ").replace(".", ": "))


def ran_edits(
    report: dict[str, Any], passed: Iterable[tuple[str, str]]
) -> list[tuple[str, list[RanEdit]]]:
    """Every edit by family, with what it said; ``passed`` are (edit, margin) pairs."""
    found = {one["rule"] for one in report["findings"]}
    missing: dict[str, list[str]] = {}
    for one in report["not_checked"]:
        missing.setdefault(one["rule"], []).append(f"{missing_words(one['missing'])} missing")
    margins: dict[str, list[str]] = {}
    for rule, margin in passed:
        margins.setdefault(rule, []).append(margin)
    families: dict[str, list[RanEdit]] = {}
    for rule, chapter in chapters().items():
        outcome, words = "quiet", margins.get(rule, [])
        if rule in found:
            outcome = "found"
        elif rule in missing:
            outcome, words = "missing", [*words, *missing[rule]]
        elif words:
            outcome = "measured"
        row = RanEdit(
            id=rule, title=chapter.rule.title, outcome=outcome, words=tuple(dict.fromkeys(words))
        )
        families.setdefault(family_of(rule), []).append(row)
    return list(families.items())

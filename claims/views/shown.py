"""A check in the words and marks of the page. The report JSON is the only source."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from claims.scrubber.findings import Fix
from claims.services import Checked

KIND = {"error": "block", "warning": "risk", "info": "note"}
WORD = {"error": "Block", "warning": "Risk", "info": "Note"}
MARK = {"error": "✕", "warning": "▲", "info": "i"}
DOCUMENT_MARK = {"present": "✓", "missing": "○", "not_needed": "\u2013", "problem": "!"}
LINE_INPUT = {
    "code": "code", "units": "units", "modifiers": "mod1", "dose": "dose", "charge": "charge",
    "dx_pointers": "pointers", "ndc": "ndc", "ndc.number": "ndc", "ndc.qty": "ndc_quantity",
    "ndc.uom": "ndc_measure", "containers": "vials", "discarded": "discarded", "route": "route",
    "brand": "product", "drug": "product", "description": "description",
    "drug_source": "drug_source", "minutes": "minutes", "container_type": "product",
}  # fmt: skip
CLAIM_INPUT = {
    "payer": "payer", "patient": "patient", "billing_npi": "practice", "rendering_npi": "rendering",
    "ordering_npi": "ordering", "facility": "facility", "prior_auth": "authorization",
    "dos_from": "date_of_service", "dos_to": "date_of_service", "pos": "place",
    "patient.member_id": "member_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """One finding as the page shows it; ``key`` names its fix to the server."""

    id: str
    severity: str
    kind: str
    word: str
    title: str
    message: str
    where: str
    rule: str
    denial: str
    source: str
    fix: str
    key: str
    line: int | None
    input_id: str
    input_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something computed that the biller may take over with one key."""

    working: str
    label: str = ""
    key: str = ""


@dataclass(slots=True, kw_only=True)
class ShownCheck:
    """Everything that the panel shows."""

    findings: list[ShownFinding]
    not_checked: list[str]
    documents: list[dict[str, Any]]
    documents_for: str = ""
    rules_run: int = 0
    has_lines: bool = True
    offers: dict[int, list[Offer]] = field(default_factory=dict)

    @property
    def counts(self) -> list[tuple[str, str]]:
        """(kind, words) per severity that occurs: "2 block", "1 risk"."""
        found = Counter(finding.kind for finding in self.findings)
        counted = [(kind, f"{found[kind]} {kind}") for kind in ("block", "risk", "note")]
        shown = [pair for pair in counted if found[pair[0]]]
        if self.not_checked:
            shown.append(("none", f"{len(self.not_checked)} not checked"))
        return shown

    @property
    def not_checked_words(self) -> str:
        """How much could not be looked at."""
        count = len(self.not_checked)
        return f"{count} {'edit' if count == 1 else 'edits'} not checked"

    @property
    def ran_words(self) -> str:
        """What was looked at without finding anything."""
        quiet = self.rules_run - len({finding.rule for finding in self.findings})
        return f"{quiet} of {self.rules_run} edits found nothing or did not apply."

    @property
    def documents_words(self) -> str:
        """How many of the needed documents are there."""
        needed = [item for item in self.documents if item["state"] != "not_needed"]
        there = sum(item["state"] == "present" for item in needed)
        return f"{there} of {len(needed)}"


def shown_check(checked: Checked, *, rules_run: int, live: bool) -> ShownCheck:
    """The check for the page. ``live`` leaves out what an unfinished line cannot help."""
    findings = [
        finding for finding in checked.report["findings"] if not live or _is_due(finding, checked)
    ]
    names = {finding["rule"] for finding in findings}
    return ShownCheck(
        findings=[_finding(found, position) for position, found in enumerate(findings, start=1)],
        not_checked=_not_checked(checked, live=live),
        documents=[_document(item) for item in checked.report["checklist"]],
        documents_for=_documents_for(checked),
        has_lines=bool(checked.claim["lines"]) or not live,
        rules_run=max(rules_run, len(names)),
        offers=_offers(checked, findings),
    )


def _is_due(finding: dict[str, Any], checked: Checked) -> bool:
    """While typing: no missing fields yet, and only lines with a code, a day and an amount."""
    if finding["rule"] == "STR-001":
        return False
    if finding["line"] is None:
        return True
    [line] = [line for line in checked.claim["lines"] if line["n"] == finding["line"]]
    amount = line.get("dose") or line.get("units") is not None
    return bool(line.get("code") and line.get("dos_from") and amount)


def _finding(found: dict[str, Any], position: int) -> ShownFinding:
    codes = [code for code in (found.get("carc"), *found.get("rarc", ())) if code]
    denial = " · ".join(codes)
    if found.get("group") and found.get("carc"):
        denial = f"{found['group']}-{denial}"
    name = input_name(found["line"], found.get("field"))
    fix = found.get("fix")
    return ShownFinding(
        id=f"finding-{position}",
        severity=found["severity"],
        kind=KIND[found["severity"]],
        word=WORD[found["severity"]],
        title=found.get("title") or found["rule"],
        message=found["message"],
        where=f"Line {found['line']}" if found["line"] else "Claim",
        rule=found["rule"],
        denial=denial,
        source=found.get("source", ""),
        fix=fix["label"] if fix else "",
        key=f"fix:{found['rule']}:{found['line'] or 0}:{found.get('field') or ''}",
        line=found["line"],
        input_id=f"id_{name}" if name else "",
        input_name=name,
    )


def input_name(line: int | None, place: str | None) -> str:
    """The name of the input that a finding points to; empty where the page has none."""
    root = re.sub(r"\[.*", "", place or "")
    if line is not None and root in LINE_INPUT:
        return f"lines-{line - 1}-{LINE_INPUT[root]}"
    if root == "diagnoses":
        position = re.search(r"\[(\d+)\]", place or "")
        letter = chr(ord("a") + int(position.group(1))) if position else "a"
        return f"dx_{letter}" if letter <= "l" else ""
    return CLAIM_INPUT.get(root) or CLAIM_INPUT.get(root.split(".")[0], "")


def _not_checked(checked: Checked, *, live: bool) -> list[str]:
    """One sentence per missing fact, with the edits that wait for it."""
    waiting: dict[tuple[str, int | None], list[str]] = {}
    for item in checked.report["not_checked"]:
        waiting.setdefault((item["missing"], item.get("line")), []).append(item["rule"])
    return [
        f"{f'Line {line}' if line else 'Claim'}: {missing.replace('_', ' ')} not known "
        f"({', '.join(sorted(set(rules)))})"
        for (missing, line), rules in waiting.items()
        if not live or checked.claim["lines"]
    ]


def _document(item: dict[str, Any]) -> dict[str, Any]:
    words = {"present": "On file", "missing": "Missing", "problem": "There is a problem"}
    state = words.get(item["state"], "Not needed")
    return item | {
        "mark": DOCUMENT_MARK[item["state"]],
        "words": f"{state} · {item['source']}" if item.get("source") else state,
    }


def _documents_for(checked: Checked) -> str:
    codes = [line.get("code") or "" for line in checked.claim["lines"]]
    return next((code for code in codes if code[:1] in {"J", "Q"}), "")


def _offers(checked: Checked, findings: list[dict[str, Any]]) -> dict[int, list[Offer]]:
    """Per line: the working with its units, and what the vials leave.

    Where a finding of the line offers the same already, only the words are shown.
    """
    mended = {(found["line"], found.get("field")) for found in findings if found["fix"]}
    offers: dict[int, list[Offer]] = {}
    for one in checked.suggestions:
        row = offers.setdefault(one.line, [])
        if one.working:
            fix = None if (one.line, "units") in mended else one.units_fix
            row.append(_offer(one.working, fix, f"offer:{one.line}:units"))
        if one.why and (one.line, "modifiers") not in mended:
            row.append(_offer(one.why, one.waste_fix, f"offer:{one.line}:waste"))
    return offers


def _offer(words: str, fix: Fix | None, key: str) -> Offer:
    return Offer(working=words, label=fix.label if fix else "", key=key)

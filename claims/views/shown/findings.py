"""One finding in the words and marks of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.forms.posted import carries
from claims.models import Override
from claims.scrubber.stakes import Stake
from claims.templatetags.amounts import dollars as in_dollars

KIND = {"error": "block", "warning": "risk", "info": "note"}
WORD = {"error": "Block", "warning": "Risk", "info": "Note"}
MARK = {"error": "✕", "warning": "▲", "info": "i"}
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
    "patient.member_id": "member_id", "haemoglobin": "haemoglobin", "assignment": "assignment",
    "frequency_code": "frequency_code", "original_ref": "original_ref", "cob": "other_payer",
    "supervising_npi": "supervising", "site_exception": "site_exception",
    "exemption": "exemption_number", "attestations": "attestations",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """One finding as the page shows it; ``key`` names its fix to the server.

    ``choices`` are (key, label) of answers of which a person knows the right one.
    """

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
    override: str = ""
    stake: str = ""
    stake_basis: str = ""
    question: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def once_per_input(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings; what each line says of one field of the head is said once, of the claim."""
    kept: dict[tuple[str, str, str], dict[str, Any]] = {}
    for number, found in enumerate(findings):
        name = input_name(found["line"], found.get("field"))
        is_head = found["line"] is not None and name and not name.startswith("lines-")
        key = (found["rule"], name, found["message"]) if is_head else ("", str(number), "")
        kept.setdefault(key, found | {"line": None} if is_head else found)
    return list(kept.values())


def shown_finding(
    found: dict[str, Any],
    position: int,
    override: Override | None = None,
    stakes: Mapping[int, Stake] | None = None,
) -> ShownFinding:
    """A finding for the page; one that was overridden blocks no more and says who did it."""
    stake, basis = _stake(found, stakes or {})
    name = input_name(found["line"], found.get("field"))
    fix, facts = found.get("fix"), found.get("facts", {})
    title, message = found.get("title") or found["rule"], found["message"]
    if found["rule"] == "STR-001":  # what is missing says more than that something is
        title, message = message.removeprefix("The ").rstrip("."), ""
        title = title[:1].upper() + title[1:]
    return ShownFinding(
        id=f"finding-{position}",
        severity=found["severity"],
        kind="none" if override else KIND[found["severity"]],
        word="Overridden" if override else WORD[found["severity"]],
        title=title,
        message=message,
        where=f"Line {found['line']}" if found["line"] else "Claim",
        rule=found["rule"],
        denial=_denial(found),
        source=found.get("source", ""),
        fix=fix["label"] if fix and carries(fix["changes"]) else "",
        key=fix_key(found),
        line=found["line"],
        input_id=f"id_{name}" if name else "",
        input_name=name,
        override=f"{override.reason} ({override.made_by.short_name})" if override else "",
        stake=stake,
        stake_basis=basis,
        question=facts.get("question", ""),
        choices=_choices(found),
    )


def _denial(found: dict[str, Any]) -> str:
    """Group, CARC and RARCs as a remittance shows them."""
    codes = " · ".join(code for code in (found.get("carc"), *found.get("rarc", ())) if code)
    return f"{found['group']}-{codes}" if found.get("group") and found.get("carc") else codes


def _choices(found: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """(key, label) of the answers that the form can take."""
    offered = enumerate(found.get("facts", {}).get("choices", ()))
    return tuple(
        (choice_key(found, at), one["label"]) for at, one in offered if carries(one["changes"])
    )


def _stake(found: dict[str, Any], stakes: Mapping[int, Stake]) -> tuple[str, str]:
    """The money behind a finding and what it is made of; advice costs nothing."""
    if found["severity"] == "info":
        return "", ""
    if found["line"] is not None:
        stake = stakes.get(found["line"])
        return (in_dollars(stake.cents), stake.basis) if stake else ("", "")
    cents = sum(stake.cents for stake in stakes.values())
    return (in_dollars(cents), "all lines together") if cents else ("", "")


def fix_key(found: dict[str, Any]) -> str:
    """How a button names the fix of a finding to the server."""
    return f"fix:{found['rule']}:{found['line'] or 0}:{found.get('field') or ''}"


def choice_key(found: dict[str, Any], position: int) -> str:
    """How a button names one of the answers to a finding to the server."""
    return f"choice:{fix_key(found).removeprefix('fix:')}:{position}"


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

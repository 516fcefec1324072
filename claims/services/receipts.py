"""Receipts: what a check was given, what it read and what it said, kept so that it can be repeated.

The text that is hashed and compared is JSON with sorted keys and no blanks, so that a receipt read
back from any database is the same to the byte.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from claims.gather.reference import reference_for
from claims.gather.stored import drafts_of
from claims.models import Check, Claim, RulesEdition
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import ClaimInputError, read_claim, write_claim
from claims.scrubber.context import Context
from claims.scrubber.edition import digests, rules_version
from claims.scrubber.engine import scrub
from claims.scrubber.facts_json import FactsError, read_facts, write_facts
from claims.scrubber.reference import ReferenceSnapshot
from claims.scrubber.report import Report
from claims.scrubber.report_json import write_report
from claims.scrubber.slicing import scrub_and_slice
from claims.scrubber.snapshot import ClaimSnapshot
from claims.services.checking import contexts_of
from claims.services.differences import Difference, differences

RULE_ID = re.compile(r"[A-Z]{2,3}-[0-9]{3}")


class Repeats(StrEnum):
    """How a repeated check compares with its receipt."""

    EQUAL = "equal"
    DIFFERS = "differs"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A check repeated from its receipt.

    ``rules`` and ``parts`` are the edits and the shared parts that were written otherwise since;
    ``differences`` say what that changed in the report. ``damaged`` names the parts of the receipt
    whose hash does not fit them.
    """

    state: Repeats
    rules: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def is_same_edition(self) -> bool:
        """Whether the rules are those that the receipt was made with."""
        return not self.rules and not self.parts


def canonical(value: object) -> str:
    """JSON text that is the same for the same values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(value: object) -> str:
    """The hash of the canonical text, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def receipt_of(
    context: Context, *, claim: Claim, checked_by_id: int | None, as_of: dt.date
) -> Check:
    """A receipt for the claim as ``context`` has it; not stored yet."""
    report, read = scrub_and_slice(context, all_rules())
    snapshot, facts, said = write_claim(context.claim), write_facts(read), _said(report)
    return Check(
        claim=claim,
        claim_version=claim.version,
        checked_by_id=checked_by_id,
        as_of=as_of,
        snapshot=snapshot,
        snapshot_sha256=sha256(snapshot),
        facts=facts,
        facts_sha256=sha256(facts),
        recorded=dict(context.recorded),
        report_sha256=sha256(said),
        edition_id=rules_version(),
        **said,
    )


def keep_receipts(claims: Iterable[Claim], *, today: dt.date) -> int:
    """Keep a receipt for each stored claim as it stands; returns how many."""
    drafts = drafts_of(claims)
    keep_edition()
    made = [
        receipt_of(context, claim=draft.claim, checked_by_id=draft.claim.edited_by_id, as_of=today)
        for draft, context in zip(drafts, contexts_of(drafts, today=today), strict=True)
    ]
    return len(Check.objects.bulk_create(made))


def keep_edition() -> None:
    """Keep the digests of the rules as they are now, once for each version of them."""
    defaults = {"digests": dict(digests())}
    RulesEdition.objects.get_or_create(version=rules_version(), defaults=defaults)


def recheck(check: Check) -> Recheck:
    """Repeat a check from what its receipt kept: the claim, the facts, the recorded documents."""
    if check.edition is None:
        return Recheck(state=Repeats.UNREADABLE)
    rules, parts = _rewritten(check.edition)
    damaged = tuple(name for name, value, kept in _sealed(check) if sha256(value) != kept)
    if damaged:
        return Recheck(state=Repeats.DAMAGED, rules=rules, parts=parts, damaged=damaged)
    try:
        said = _said(scrub(_context(check), all_rules()))
    except (ClaimInputError, FactsError):
        return Recheck(state=Repeats.UNREADABLE, rules=rules, parts=parts)
    if _comparable(said) == _comparable({"report": check.report, "passed": check.passed}):
        return Recheck(state=Repeats.EQUAL, rules=rules, parts=parts)
    found = differences(check.report, said["report"])
    return Recheck(state=Repeats.DIFFERS, rules=rules, parts=parts, differences=found)


def _rewritten(edition: RulesEdition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The edits and the shared parts that were written otherwise in that edition."""
    now, then = digests(), edition.digests
    changed = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    rules = tuple(name for name in changed if RULE_ID.fullmatch(name))
    return rules, tuple(name for name in changed if name not in rules)


def against_today(check: Check) -> tuple[Difference, ...]:
    """What the same claim would be told with today's rules and today's facts, where it differs."""
    claim = _claim(check)
    context = Context(claim=claim, reference=reference_for([claim]), recorded=check.recorded)
    return differences(check.report, write_report(scrub(context, all_rules())))


def _said(report: Report) -> dict[str, Any]:
    passed = [{"rule": one.rule, "line": one.line, "margin": one.margin} for one in report.passed]
    return {"report": write_report(report), "passed": passed}


def _sealed(check: Check) -> list[tuple[str, object, str]]:
    """Each part of a receipt: its name, its value, and the hash that was kept of it."""
    said = {"report": check.report, "passed": check.passed}
    return [
        ("claim", check.snapshot, check.snapshot_sha256),
        ("facts", check.facts, check.facts_sha256),
        ("report", said, check.report_sha256),
    ]


def _context(check: Check) -> Context:
    reference = read_facts(ReferenceSnapshot, check.facts)
    return Context(claim=_claim(check), reference=reference, recorded=check.recorded)


def _claim(check: Check) -> ClaimSnapshot:
    value = {"id": check.report["id"], "claim": check.snapshot}
    return read_claim(value, as_of=check.as_of, position=1)


def _comparable(said: dict[str, Any]) -> str:
    """What was said as canonical text, less the version of the rules: that has its own line."""
    report = said["report"]
    versions = {name: held for name, held in report["versions"].items() if name != "rules"}
    return canonical({"passed": said["passed"], "report": report | {"versions": versions}})

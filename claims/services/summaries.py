"""What the work queue shows of a claim's last check, kept with the claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from claims.draft import Draft
from claims.gather.stored import drafts_of
from claims.models import Claim, Override
from claims.scrubber.catalogue import all_rules
from claims.scrubber.engine import scrub
from claims.scrubber.report_json import write_report
from claims.services.checking import contexts_of
from claims.services.overrides import blocks_of


def summary_of(report: dict[str, Any], overrides: Iterable[Override] = ()) -> dict[str, Any]:
    """Counts by severity and the worst finding in words, as columns of `Claim`.

    What was overridden counts no more.
    """
    blocks = blocks_of(report, overrides)
    risks = [found for found in report["findings"] if found["severity"] == "warning"]
    worst = next(iter([*blocks, *risks]), None)
    return {
        "blocks": len(blocks),
        "risks": len(risks),
        "worst_finding": worst["title"][:300] if worst else "",
    }


def keep_summary(draft: Draft, report: dict[str, Any]) -> None:
    """Keep what the queue shows of a stored claim after a check of it."""
    Claim.objects.filter(pk=draft.claim.pk).update(**summary_of(report, draft.overrides))


def refresh_summaries(claims: Iterable[Claim], *, today: dt.date) -> int:
    """Check stored claims again and keep their summaries; returns how many changed."""
    drafts: list[Draft] = drafts_of(claims)
    changed = []
    for draft, context in zip(drafts, contexts_of(drafts, today=today), strict=True):
        report = write_report(scrub(context, all_rules(), prove=False))
        summary = summary_of(report, draft.overrides)
        if any(getattr(draft.claim, name) != value for name, value in summary.items()):
            for name, value in summary.items():
                setattr(draft.claim, name, value)
            changed.append(draft.claim)
    Claim.objects.bulk_update(changed, ["blocks", "risks", "worst_finding"], batch_size=200)
    return len(changed)

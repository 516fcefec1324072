"""Checking a claim in hand: gather, scrub, report. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from claims.draft import Draft
from claims.gather.history import histories
from claims.gather.record import records_of
from claims.gather.reference import published_policies, reference_for
from claims.gather.snapshots import snapshot_of
from claims.models import Override
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import write_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.findings import Passed
from claims.scrubber.notation import diagnosis_key
from claims.scrubber.policy import PolicyFacts
from claims.scrubber.reference import ReferenceSnapshot
from claims.scrubber.report import ChecklistItem
from claims.scrubber.report_json import write_report
from claims.scrubber.stakes import Stake, stakes
from claims.scrubber.suggestions import LineSuggestion, suggest
from claims.services.overrides import blocks_of
from codes.facts import SmallTables, small_tables

DISPUTED = "COD-003"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A check: the claim in hand, its claim JSON, the report JSON, and what may be offered.

    ``titles`` are those of the diagnoses, in order. ``documents`` is the checklist with what report
    JSON has no keys for, ``passed`` the margins of edits that measured something that is right,
    ``stakes`` the money behind each line by its number. ``context`` is what the rules were given.
    """

    draft: Draft
    claim: dict[str, Any]
    report: dict[str, Any]
    suggestions: tuple[LineSuggestion, ...]
    titles: tuple[str, ...]
    context: Context = field(repr=False)  # patients have no place in a log
    documents: tuple[ChecklistItem, ...] = ()
    passed: tuple[Passed, ...] = ()
    stakes: Mapping[int, Stake] = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The errors that nobody overrode: what keeps the claim from being ready."""
        return blocks_of(self.report, self.draft.overrides)

    def override_of(self, found: dict[str, Any]) -> Override | None:
        """What stands against a finding of the report."""
        return next((one for one in self.draft.overrides if one.covers(found)), None)

    @property
    def withheld(self) -> list[dict[str, Any]]:
        """Disputed codes judged by a guide (editorial mode): such a claim goes nowhere.

        Whatever makes a claim ready or sends it asks this first.
        """
        if self.claim.get("authority_mode") != "editorial":
            return []
        return [found for found in self.report["findings"] if found["rule"] == DISPUTED]


def check_draft(draft: Draft, *, today: dt.date, tables: SmallTables | None = None) -> Checked:
    """Check ``draft`` as of ``today`` in its practice; completes its measures first."""
    context = context_of(draft, today=today, tables=tables)
    report = scrub(context, all_rules())
    return Checked(
        draft=draft,
        claim=write_claim(context.claim),
        report=write_report(report),
        context=context,
        documents=report.checklist,
        passed=report.passed,
        stakes=stakes(context, report.computed),
        suggestions=suggest(context),
        titles=tuple(_title(code, context.reference) for code in draft.claim.diagnoses),
    )


def context_of(draft: Draft, *, today: dt.date, tables: SmallTables | None = None) -> Context:
    """What the rules see of ``draft``, its measures completed first."""
    mode = settings.AUTHORITY_MODE
    [history] = histories([draft.claim])
    tables = tables or small_tables()
    [record] = records_of([draft], published_policies(tables))
    known: dict[str, Any] = {"history": history, "record": record}
    snapshot = snapshot_of(draft, as_of=today, authority_mode=mode, **known)
    reference = reference_for([snapshot], tables)
    if complete_measures(draft, reference):
        snapshot = snapshot_of(draft, as_of=today, authority_mode=mode, **known)
    return Context(claim=snapshot, reference=reference, recorded=draft.recorded_states)


def contexts_of(
    drafts: Sequence[Draft],
    *,
    today: dt.date,
    beside: Mapping[str, Sequence[PolicyFacts]] | None = None,
) -> list[Context]:
    """What the rules see of stored claims, in a fixed number of queries for any number of them.

    ``beside`` are policies by payer that are not published: what they ask of patients' records is
    read as well.
    """
    tables = small_tables()
    earlier = histories(draft.claim for draft in drafts)
    records = records_of(drafts, published_policies(tables), beside or {})
    mode = settings.AUTHORITY_MODE
    snapshots = [
        snapshot_of(draft, as_of=today, authority_mode=mode, history=history, record=record)
        for draft, history, record in zip(drafts, earlier, records, strict=True)
    ]
    reference = reference_for(snapshots, tables)
    return [
        Context(claim=snapshot, reference=reference, recorded=draft.recorded_states)
        for draft, snapshot in zip(drafts, snapshots, strict=True)
    ]


def _title(code: str, reference: ReferenceSnapshot) -> str:
    """The newest title of a diagnosis; nothing for one that is not loaded."""
    versions = reference.diagnoses.get(diagnosis_key(code), ())
    return versions[-1].title if versions else ""


def complete_measures(draft: Draft, reference: ReferenceSnapshot) -> bool:
    """Give amounts typed without a measure the measure of the code's billing unit.

    The form shows the measure beside the working, so the completion is seen. An amount that gets
    none keeps none; returns whether anything was completed.
    """
    completed = False
    for line in draft.lines:
        versions = reference.codes.get(line.row.code.strip().upper(), ())
        measure = next((found.unit_measure for found in versions if found.unit_measure), None)
        wanting = [vial for vial in line.containers if not vial.measure]
        for vial in wanting:
            vial.measure = line.row.dose_measure or measure or ""
            completed = True
        if measure and line.row.dose_amount is not None and not line.row.dose_measure:
            line.row.dose_measure = measure
            completed = True
        if measure and line.row.discarded_amount is not None and not line.row.discarded_measure:
            line.row.discarded_measure = measure
            completed = True
    return completed

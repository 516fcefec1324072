"""Which stored claims a version would judge otherwise, before it is published.

Only claims that the version can speak of are evaluated: of its payers, of a code that it or the
version it takes over from names, on one of its days or of those that it takes from the other.
Every other claim is judged by the same facts on both sides, so it cannot differ; a test holds that
against the replay of all claims.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from claims.gather.stored import drafts_of
from claims.models import Claim, Flip, ServiceLine
from claims.rehearsal.versions import Rehearsed, with_it
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub_under_both
from claims.scrubber.report import Report
from claims.scrubber.report_json import write_report
from claims.services.checking import contexts_of
from claims.services.differences import Difference, Kind, differences
from codes.models import PolicyVersion
from codes.models.policy import PolicyCode

AT_ONCE = 250
_DENIED = {Claim.Status.DENIED, Claim.Status.REJECTED, Claim.Status.UNPROCESSABLE}
_PAID = {Claim.Status.PAID, Claim.Status.PART_PAID}
Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One claim under the published policies, and with the version in place."""

    claim: Claim
    before: Report
    after: Report

    @property
    def changes(self) -> tuple[Difference, ...]:
        """What is said otherwise; that another version says the same is no difference."""
        before, after = self.before, self.after
        if (before.findings, before.not_checked) == (after.findings, after.not_checked):
            return ()
        return differences(write_report(before), write_report(after), names_matter=False)

    @property
    def answer(self) -> str:
        """``warned_denied``, ``silent_paid`` …: what the payer did with it; empty if nothing."""
        status = Claim.Status(self.claim.status)
        if status not in _DENIED | _PAID:
            return ""
        warned = "warned" if self.after.has_errors else "silent"
        return f"{warned}_{'denied' if status in _DENIED else 'paid'}"


def touched(wanted: Rehearsed) -> QuerySet[Claim]:
    """The stored claims that the version can speak of, whosever they are.

    Where it takes over from another, that one ends for good: claims after the version's own last
    day lose what was said of them.
    """
    codes = set(wanted.codes) | set(
        PolicyCode.objects.filter(version__identifier__in=wanted.taking_over_from).values_list(
            "code", flat=True
        )
    )
    facts = wanted.facts
    lines = ServiceLine.objects.filter(
        code__in=codes, claim__payer__code__in=wanted.by_payer
    ).annotate(day=Coalesce("date_of_service", "claim__date_of_service"))
    if facts.effective_from is not None:
        lines = lines.filter(day__gte=facts.effective_from)
    if facts.effective_through is not None and not wanted.taking_over_from:
        lines = lines.filter(day__lte=facts.effective_through)
    return Claim.objects.filter(pk__in=lines.values("claim_id")).order_by("pk")


def claims_of(version: PolicyVersion, today: dt.date, days: int = 90) -> int:
    """How many claims of the last ``days`` a version speaks of; one query, ended ones the same."""
    since = today - dt.timedelta(days=days)
    lines = ServiceLine.objects.annotate(
        day=Coalesce("date_of_service", "claim__date_of_service")
    ).filter(
        code__in=[row.code for row in version.policycode_rows.all()],
        claim__payer__in=[held.payer_id for held in version.policy.held_by.all()],
        day__gte=max(since, version.effective_from or since),
    )
    if version.effective_through is not None:
        lines = lines.filter(day__lte=version.effective_through)
    return lines.values("claim_id").distinct().count()


def considered() -> QuerySet[Claim]:
    """Every stored claim that a replay would look at."""
    return Claim.objects.exclude(Q(payer=None) | Q(lines=None)).distinct().order_by("pk")


def judge(
    claims: QuerySet[Claim], wanted: Rehearsed, *, today: dt.date, say: Say | None = None
) -> Iterator[Judged]:
    """Each claim twice, with its own dates of service and history; ``say`` hears of progress."""
    keys = list(claims.values_list("pk", flat=True))
    beside = {payer: (facts,) for payer, facts in wanted.by_payer.items()}
    for start in range(0, len(keys), AT_ONCE):
        if say is not None:
            say(start, len(keys))
        part = Claim.objects.filter(pk__in=keys[start : start + AT_ONCE]).order_by("pk")
        drafts = drafts_of(part)
        contexts = contexts_of(drafts, today=today, beside=beside)
        changed = None
        for draft, context in zip(drafts, contexts, strict=True):
            changed = changed or with_it(context.reference, wanted)
            other = Context(claim=context.claim, reference=changed, recorded=context.recorded)
            before, after = scrub_under_both(context, other)
            yield Judged(claim=draft.claim, before=before, after=after)


def flip_of(judged: Judged) -> Flip | None:
    """The row of a claim that is judged otherwise; None for one that is not."""
    changes = judged.changes
    if not changes:
        return None
    claim = judged.claim
    return Flip(
        claim=claim,
        kind=_kind(judged, changes),
        payer=claim.payer.code if claim.payer else "",
        codes=sorted({line.code for line in claim.lines.all() if line.code[:1].isalpha()}),
        cents=claim.total_cents or 0,
        changes=[_written(one) for one in changes],
    )


def _kind(judged: Judged, changes: tuple[Difference, ...]) -> str:
    if judged.after.has_errors and not judged.before.has_errors:
        return Flip.Kind.TO_ERROR
    if judged.before.has_errors and not judged.after.has_errors:
        return Flip.Kind.TO_CLEAN
    kinds = {one.kind for one in changes}
    if Kind.SEVERITY in kinds:
        return Flip.Kind.SEVERITY
    return Flip.Kind.NUMBERS if kinds == {Kind.WORDS} else Flip.Kind.FINDINGS


def _written(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "rule": one.rule,
        "line": one.line,
        "before": one.before,
        "after": one.after,
    }

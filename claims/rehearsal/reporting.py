"""Flip reports as they are asked for, made in the background, and wanted before approval."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from billing_site.accounts.models import User
from billing_site.audit.record import Actor
from billing_site.jobs import work
from billing_site.jobs.memory import seldom_collected
from billing_site.jobs.models import Job
from claims.models import Flip, FlipReport
from claims.rehearsal.flips import Say, considered, flip_of, judge, touched
from claims.rehearsal.versions import rehearsed
from claims.services.receipts import sha256
from codes.models import PolicyVersion
from codes.policies.reviewing import content_sha256
from codes.policies.storing import record_of

JOB = "policy.flips"
State = FlipReport.State


@transaction.atomic
def ask_for_report(version: PolicyVersion, *, by: User, as_of: dt.date, actor: Actor) -> FlipReport:
    """A report to be made by a worker; the caller enqueues its task once this is committed."""
    job = work.ask(JOB, str(version.pk), by)
    record_of(actor, "policy.rehearse", version, {})
    return FlipReport.objects.create(
        version=version,
        content_sha256=content_sha256(version.identifier),
        world_sha256=world_sha256(version),
        job=job,
        made_by=by,
        as_of=as_of,
    )


@seldom_collected()
def make_report(report: FlipReport, say: Say | None = None) -> FlipReport:
    """Evaluate the claims that the version can touch, and keep those that are judged otherwise."""
    started = time.monotonic()
    version = report.version
    report.content_sha256 = content_sha256(version.identifier)
    report.world_sha256 = world_sha256(version)
    wanted = rehearsed(version)
    is_torn = report.content_sha256 != content_sha256(version.identifier)
    claims = touched(wanted)
    flips: list[Flip] = []
    answers: Counter[str] = Counter()
    count = 0
    for one in judge(claims, wanted, today=report.as_of, say=say):
        count += 1
        answers[one.answer] += 1
        flip = flip_of(one)
        if flip is not None:
            flip.report = report
            flips.append(flip)
    answers.pop("", None)
    if is_torn or report.world_sha256 != world_sha256(version):
        report.world_sha256 = ""  # it compared with what stood only for a while
    report.considered, report.touched = considered().count(), count
    report.answers = dict(answers)
    report.seconds = Decimal(time.monotonic() - started).quantize(Decimal("0.01"))
    report.sha256 = sha256([report.content_sha256, [_told(one) for one in flips]])
    report.state = State.DONE
    with transaction.atomic():
        report.flips.all().delete()
        Flip.objects.bulk_create(flips, batch_size=500)
        report.save()
    return report


def _told(one: Flip) -> list[Any]:
    return [one.claim_id, one.kind, one.cents, one.changes]


def world_sha256(version: PolicyVersion) -> str:
    """The hash of what is published of the version's payers beside it.

    Published versions are never changed, so their names and days stand for what they say.
    """
    rows = PolicyVersion.objects.filter(
        status=PolicyVersion.Status.PUBLISHED,
        policy__held_by__payer__in=version.policy.payers.values("pk"),
    ).exclude(pk=version.pk)
    columns = ("identifier", "effective_from", "effective_through", "lapses_at")
    return sha256(
        [
            list(map(str, row))
            for row in rows.distinct().values_list(*columns).order_by("identifier")
        ]
    )


def report_of(version: PolicyVersion) -> FlipReport | None:
    """The newest report of a version, whatever it says of its freshness."""
    return FlipReport.objects.filter(version=version).select_related("job").first()


def is_fresh(report: FlipReport | None, version: PolicyVersion) -> bool:
    """Whether a finished report speaks of what the version says now, beside what is published."""
    return (
        report is not None
        and report.state == State.DONE
        and report.content_sha256 == content_sha256(version.identifier)
        and report.world_sha256 == world_sha256(version)
    )


def without_fresh_report(version: PolicyVersion) -> list[str]:
    """The gate before approval: a sentence where no report speaks of the draft as it stands."""
    report = report_of(version)
    if report is None:
        return ["No flip report was made of this draft."]
    if report.state == State.RUNNING:
        return ["The flip report is still being made."]
    if not is_fresh(report, version):
        return ["The draft, or what is published beside it, changed after its flip report."]
    if version.report_sha256 != report.sha256:
        PolicyVersion.objects.filter(pk=version.pk).update(report_sha256=report.sha256)
    return []


def with_stale_report(version: PolicyVersion) -> list[str]:
    """The gate before publishing: the report that was looked at still holds.

    What nobody submitted on the pages (policies loaded by a command) needs none.
    """
    if not version.submitted_sha256 and version.lapses_at is None:
        return []
    return without_fresh_report(version)


def by(flips: Iterable[Flip], name: str) -> list[tuple[str, int, int]]:
    """(value, claims, cents) of the flips by ``payer``, ``kind`` or ``code``, most claims first.

    A kind is told in words.
    """
    counts: Counter[str] = Counter()
    cents: Counter[str] = Counter()
    for one in flips:
        for value in _values(one, name):
            counts[value] += 1
            cents[value] += one.cents
    return [(value, count, cents[value]) for value, count in counts.most_common()]


def _values(flip: Flip, name: str) -> list[str]:
    if name == "code":
        return list(flip.codes)
    return [flip.get_kind_display() if name == "kind" else getattr(flip, name)]


def run(job: Job, say: work.Say) -> None:
    """What a worker does with a report that was asked for."""
    report = FlipReport.objects.select_related("version").get(job=job)

    def told(done: int, total: int) -> None:
        work.stop_if_asked(job)
        say(done, total, f"{done:,} of {total:,} claims")

    try:
        make_report(report, told)
    except BaseException:
        FlipReport.objects.filter(pk=report.pk).update(state=State.STOPPED)
        raise

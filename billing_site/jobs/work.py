"""The life of a job: asked for, taken by one worker, ended with a state that people can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from billing_site.jobs import lease
from billing_site.jobs.lease import Progress
from billing_site.jobs.models import Job

if TYPE_CHECKING:
    from billing_site.accounts.models import User

Say = Callable[[int, int, str], None]
UNEXPECTED = "Something went wrong that nobody foresaw; the log of the worker has the place."


class JobRefused(Exception):  # noqa: N818 - named for what it says of the job
    """The work cannot be done; the message is the sentence that people read."""


class JobStopped(Exception):  # noqa: N818 - as above
    """Somebody asked the work to stop, and it did."""


def ask(kind: str, subject: str, user: User | None) -> Job:
    """The row of new work. The caller enqueues its task once the row is committed."""
    return Job.objects.create(kind=kind, subject=subject, asked_by=user)


def run(job_id: UUID | str, work: Callable[[Job, Say], None]) -> None:
    """Do the work of a job that nobody has taken yet; a second worker leaves it alone.

    The lease is taken before the row says ``running`` and given back after it says how it ended.
    """
    key = UUID(str(job_id))
    with lease.held(key) as mine:
        if not mine or not _take(key):
            return
        job = Job.objects.get(pk=key)

        def say(done: int, total: int, words: str) -> None:
            lease.report(key, Progress(done=done, total=total, words=words))

        try:
            work(job, say)
        except JobStopped:
            finish(key, Job.State.STOPPED, "It was stopped.")
        except JobRefused as refusal:
            finish(key, Job.State.FAILED, str(refusal))
        except Exception:
            finish(key, Job.State.FAILED, UNEXPECTED)
            raise
        else:
            finish(key, Job.State.DONE)
        lease.clear(key)


def _take(key: UUID) -> bool:
    waiting = Job.objects.filter(pk=key, state=Job.State.QUEUED)
    return waiting.update(state=Job.State.RUNNING, started_at=timezone.now()) == 1


def finish(key: UUID, state: Job.State, sentence: str = "") -> None:
    """Say how a running job ended."""
    Job.objects.filter(pk=key, state=Job.State.RUNNING).update(
        state=state, sentence=sentence[:1000], finished_at=timezone.now()
    )


def stop(job: Job) -> bool:
    """Ask a job to stop; one that nobody has taken yet stops at once. False where it has ended."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if waiting.update(state=Job.State.STOPPED, finished_at=timezone.now(), stop_asked=True):
        return True
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)
    return running.update(stop_asked=True) == 1


def stop_if_asked(job: Job) -> None:
    """Raise JobStopped once somebody asked for it; the work calls this between its parts."""
    if Job.objects.filter(pk=job.pk, stop_asked=True).exists():
        raise JobStopped


def lost_among(jobs: Iterable[Job | None]) -> set[UUID]:
    """The jobs whose worker is gone, in one query at most.

    Rows are read again after their lease was found free: the work may have ended in between.
    """
    known = [job for job in jobs if job is not None]
    lost = {job.pk for job in known if job.state == Job.State.LOST}
    free = [job.pk for job in known if job.state == Job.State.RUNNING and not lease.is_held(job.pk)]
    if free:
        still = Job.objects.filter(pk__in=free, state=Job.State.RUNNING)
        lost.update(still.values_list("pk", flat=True))
    return lost


def give_up(job: Job) -> bool:
    """Mark a job as lost, or as never taken; False where a worker has it or it has ended."""
    if job.state == Job.State.RUNNING and lease.is_held(job.pk):
        return False
    unfinished = Job.objects.filter(pk=job.pk, state__in=[Job.State.RUNNING, Job.State.QUEUED])
    given_up = unfinished.update(state=Job.State.LOST, finished_at=timezone.now()) == 1
    lease.clear(job.pk)
    return given_up or job.state == Job.State.LOST

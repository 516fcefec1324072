"""Where an import stands and what may be done with it, from its row and its job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from billing_site.jobs.lease import Progress, progress_of
from billing_site.jobs.models import Job
from billing_site.jobs.work import lost_among
from codes.models import ImportRun

CHECK, APPLY, CANCEL, ROLL_BACK = "check", "apply", "cancel", "roll_back"
_State = ImportRun.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``may`` are the steps that are open; ``progress`` is set while a worker is at it.

    ``tone`` is good, note, risk, block or none. ``lost`` says that the worker of the last job died;
    ``again`` is the step to ask for anew.
    """

    words: str
    tone: str
    may: frozenset[str]
    sentence: str = ""
    is_busy: bool = False
    lost: bool = False
    again: str = ""
    progress: Progress | None = None


_BUSY = {
    _State.CHECKING: ("Dry run", CHECK),
    _State.APPLYING: ("Applying", APPLY),
    _State.ROLLING_BACK: ("Rolling back", ROLL_BACK),
}
_STOPPED = {
    _State.CHECKING: "The worker stopped. Nothing was changed: a dry run never changes anything.",
    _State.APPLYING: "The worker stopped. Nothing was changed: the tables are as they were before.",
    _State.ROLLING_BACK: "The worker stopped. Nothing was changed: the import still stands.",
    _State.APPLIED: "The worker stopped, but the import had been stored before. It is whole.",
    _State.ROLLED_BACK: "The worker stopped, but the rollback had been stored before. It is whole.",
}
_RESTING = {
    _State.ASKING: ("Needs an answer", "risk", {CHECK, CANCEL}),
    _State.READY: ("Ready to apply", "note", {CHECK, APPLY, CANCEL}),
    _State.REFUSED: ("Refused", "block", {CHECK, CANCEL}),
    _State.APPLIED: ("Applied", "good", {ROLL_BACK}),
    _State.ROLLED_BACK: ("Rolled back", "none", set()),
    _State.CANCELLED: ("Cancelled", "none", set()),
}
_WAITING = "Waiting for a worker. If this lasts, no worker runs; ask whoever keeps the server."


def standing(run: ImportRun) -> Standing:
    """The standing of a run with its job, as it is this moment."""
    [(_run, now)] = standings([run])
    return now


def standings(runs: Sequence[ImportRun]) -> list[tuple[ImportRun, Standing]]:
    """Each run with its standing, in one query at most; the jobs are read with the runs."""
    lost = lost_among(run.job for run in runs)
    return [(run, _standing(run, lost=run.job_id in lost)) for run in runs]


def _standing(run: ImportRun, *, lost: bool) -> Standing:
    job = run.job
    if run.state in _BUSY:
        return _working(run, job, lost=lost)
    words, tone, may = _RESTING[_State(run.state)]
    stopped = _STOPPED.get(_State(run.state), "") if lost else ""
    return Standing(
        words=words,
        tone=tone,
        may=frozenset(may),
        sentence=stopped or run.sentence,
        lost=lost,
    )


def _working(run: ImportRun, job: Job | None, *, lost: bool) -> Standing:
    state = _State(run.state)
    words, step = _BUSY[state]
    again = {step} if state == _State.ROLLING_BACK else {step, CANCEL}
    if lost or job is None:
        sentence = _STOPPED[state]
        return Standing(
            words="Stopped",
            tone="risk",
            may=frozenset(again),
            sentence=sentence,
            lost=True,
            again=step,
        )
    if job.state == Job.State.QUEUED:
        return Standing(
            words=words,
            tone="note",
            may=frozenset(again),
            sentence=_WAITING,
            is_busy=True,
            again=step,
        )
    return Standing(
        words=words,
        tone="note",
        may=frozenset(),
        is_busy=True,
        progress=progress_of(job.pk),
    )

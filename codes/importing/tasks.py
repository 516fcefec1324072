"""What a worker does for an import: dry run, apply, roll back."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from billing_site.jobs import work
from billing_site.jobs.models import Job
from billing_site.jobs.work import JobRefused, Say
from codes.importers.problem import UnreadableFile
from codes.importing import storing, undo, uploads
from codes.importing.standing import APPLY, CHECK, ROLL_BACK
from codes.importing.storing import Answers, Reading
from codes.models import ImportRun

_State = ImportRun.State


@task()
def import_job(job_id: str) -> None:
    """Do the job with this id, unless it was taken or given up meanwhile."""
    work.run(job_id, _work)


def _work(job: Job, say: Say) -> None:
    run = ImportRun.objects.select_related("job").get(pk=int(job.subject))
    step = job.kind.removeprefix("import.")
    back_to = _State.APPLIED if step == ROLL_BACK else _State.REFUSED
    try:
        _STEPS[step](run, job, say)
    except UnreadableFile as problem:
        _fall_back(run, job, _State.ASKING if problem.asks else back_to, problem.plain)
        raise JobRefused(problem.plain) from problem
    except JobRefused as refusal:
        _fall_back(run, job, back_to, str(refusal))
        raise
    except Exception:
        _fall_back(run, job, back_to, f"{work.UNEXPECTED} Nothing was changed.")
        raise


def _check(run: ImportRun, _job: Job, say: Say) -> None:
    """Dry run: what would change, kept with the run."""
    reading = _read(run, say)
    stored = storing.try_out(reading, say)
    storing.note(run, reading, stored)
    run.state = _State.READY
    run.save()


def _apply(run: ImportRun, job: Job, say: Say) -> None:
    """Store for good; the upload is not needed any more."""
    stored_name = run.stored_name
    storing.apply(run, _read(run, say), job.asked_by, tried_on=run.facts_token, say=say)
    uploads.drop(stored_name)


def _roll_back(run: ImportRun, job: Job, say: Say) -> None:
    undo.roll_back(run, job.asked_by, say)


_STEPS = {CHECK: _check, APPLY: _apply, ROLL_BACK: _roll_back}


def _read(run: ImportRun, say: Say) -> Reading:
    source = uploads.open_kept(run.stored_name, run.file_name)
    if source.sha256 != run.sha256:
        raise UnreadableFile(f"{run.file_name} is not as it was uploaded; upload it again.")
    said = Answers(
        kind=run.kind,
        day=run.release_day,
        may_list_fewer=run.may_list_fewer,
        options=run.options,
    )
    return storing.read(source, said, today=timezone.localdate(), say=say)


def _fall_back(run: ImportRun, job: Job, state: str, sentence: str) -> None:
    """Leave a state that people can go on from; a run that went on without us is left alone."""
    ImportRun.objects.filter(pk=run.pk, job=job).update(state=state, sentence=sentence[:1000])

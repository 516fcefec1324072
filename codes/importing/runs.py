"""The steps of an import that people take: upload, dry run, apply, cancel, roll back.

Each step changes the state in one transaction and asks for a job; whoever comes second finds the
state changed and is told so. The work itself is in `codes.importing.tasks`.
"""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from billing_site.audit.record import Actor, record
from billing_site.jobs import work
from codes.importers.problem import UnreadableFile
from codes.importing import uploads
from codes.importing.recognise import recognise
from codes.importing.standing import APPLY, CANCEL, CHECK, ROLL_BACK, standing
from codes.importing.storing import Answers
from codes.importing.tasks import import_job
from codes.models import ImportRun

_State = ImportRun.State
_LEADS_TO = {
    CHECK: _State.CHECKING,
    APPLY: _State.APPLYING,
    ROLL_BACK: _State.ROLLING_BACK,
}


class NotNow(Exception):  # noqa: N818 - named for what it says of the step
    """The step is not open any more; the message says where the import stands."""


def receive(actor: Actor, upload: UploadedFile, day: dt.date | None) -> ImportRun:
    """Keep and recognise an upload, and try it out where nothing is left to ask.

    Raises UnreadableFile for a file that no importer takes; nothing of it is kept then.
    """
    uploads.drop_forgotten()
    name = uploads.plain_name(upload.name)
    if not uploads.has_room(upload.size or 0):
        raise UnreadableFile(f"There is no room left on the server to keep {name}.")
    stored_name = uploads.keep(upload)
    try:
        source = uploads.open_kept(stored_name, name)
        kinds = recognise(source)
    except UnreadableFile:
        uploads.drop(stored_name)
        raise
    run = ImportRun.objects.create(
        kinds=kinds,
        kind=kinds[0] if len(kinds) == 1 else "",
        file_name=name,
        sha256=source.sha256,
        size=upload.size or 0,
        stored_name=stored_name,
        release_day=day,
        uploaded_by=actor.user,
    )
    _record(actor, "import.upload", run)
    if run.kind:
        run = take(actor, run.pk, CHECK)
    return run


def take(actor: Actor, run_id: int, step: str, answers: Answers | None = None) -> ImportRun:
    """Take one step. Raises NotNow where somebody, or the worker, was faster."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run_id)
        _refuse_unless_open(run, step)
        if run.job is not None and not run.job.finished_at and not work.give_up(run.job):
            raise NotNow("A worker has just taken it up.")
        if answers is not None:
            run.kind = answers.kind
            run.release_day, run.may_list_fewer = answers.day, answers.may_list_fewer
            run.options = {name: value for name, value in answers.options.items() if value}
        stored_name = run.stored_name
        if step == CANCEL:
            run.state, run.stored_name = _State.CANCELLED, ""
        else:
            run.state = _LEADS_TO[step]
            run.job = work.ask(f"import.{step}", str(run.pk), actor.user)
        run.sentence = ""
        run.save()
        _record(actor, f"import.{step}", run)
    if step == CANCEL:
        uploads.drop(stored_name)
    elif run.job is not None:
        import_job.enqueue(str(run.job.pk))
    return run


def _refuse_unless_open(run: ImportRun, step: str) -> None:
    now = standing(run)
    if step not in now.may:
        raise NotNow(f"{run} is {now.words[:1].lower()}{now.words[1:]}.")


def _record(actor: Actor, action: str, run: ImportRun) -> None:
    record(
        actor,
        action=action,
        object_type="import",
        object_id=str(run.pk),
        changes={"file": run.file_name, "sha256": run.sha256, "kind": run.kind},
    )

"""An import from the upload on: tried out, applied, refused; and what is kept of the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cms_files import fixed, packed, row

from billing_site.audit.models import AuditEvent
from billing_site.jobs import lease
from billing_site.jobs.models import Job
from codes.facts import facts_changed
from codes.importers.problem import UnreadableFile
from codes.importing import runs, uploads
from codes.importing.standing import APPLY, CANCEL, CHECK
from codes.importing.storing import Answers
from codes.models import (
    HcpcsCode,
    ImportRun,
)
from tests.import_worlds import (
    AT_ONCE,
    JULY,
    OCTOBER,
    applied,
    dump,
    journal_rows,
    policy_admin,
    step,
    upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today_in_2030")]


@pytest.fixture(autouse=True)
def worker(settings, tmp_path: Path) -> Path:
    settings.TASKS = AT_ONCE
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_a_dry_run_says_what_applying_does_and_changes_nothing() -> None:
    pia = policy_admin()
    applied(pia, "HCPC2030_JUL.txt", JULY)
    before = dump()

    tried = upload(pia, "HCPC2030_OCT.txt", OCTOBER)
    after_dry_run = dump()
    done = step(pia, tried, APPLY)

    assert (tried.state, tried.kind, tried.release_day) == ("ready", "hcpcs", dt.date(2030, 10, 1))
    assert after_dry_run == before
    assert journal_rows() == 5 + 7  # with two releases each; the second moves Q9 too
    assert done.state == "applied"
    assert (done.counts, done.changes) == (tried.counts, tried.changes)
    assert done.counts[0] == [
        "hcpcs codes",
        {"added": 1, "changed": 1, "ended": 1, "unchanged": 0, "refused": 0},
    ]


def test_differences_name_row_field_before_and_after() -> None:
    pia = policy_admin()
    applied(pia, "HCPC2030_JUL.txt", JULY)

    changes = upload(pia, "HCPC2030_OCT.txt", OCTOBER).changes

    assert changes["counts"]["HCPCS codes"] == {
        "added": 2,
        "changed": 2,
        "removed": 0,
        "confirmed": 0,
    }
    changed = [one for one in changes["rows"] if one["what"] == "changed"]
    assert [(one["table"], one["key"]) for one in changed] == [
        ("HCPCS codes", "J9901 from 01/01/2010"),
        ("HCPCS codes", "J9902 from 01/01/2010"),
    ]
    assert changed[0]["fields"] == [["effective through", "", "09/30/2030"]]
    assert ["ended", "", "09/30/2030"] in changed[1]["fields"]


def test_facts_changed_since_the_dry_run() -> None:
    pia = policy_admin()
    facts_changed()
    one = upload(pia, "HCPC2030_JUL.txt", JULY)
    other = upload(pia, "HCPC2030_JUL (1).txt", JULY)

    step(pia, one, APPLY)
    late = step(pia, other, APPLY)

    assert late.state == "refused"
    assert late.sentence == (
        "The facts changed after this dry run; look at a fresh one first. Nothing was changed."
    )
    fresh = step(pia, late, CHECK)
    assert (fresh.state, fresh.counts[0][1]["unchanged"]) == ("ready", 2)


def test_a_step_taken_twice_is_taken_once() -> None:
    pia = policy_admin()
    run = upload(pia, "HCPC2030_JUL.txt", JULY)
    step(pia, run, APPLY)

    with pytest.raises(runs.NotNow, match=f"Import {run.pk} is applied."):
        step(pia, run, APPLY)

    assert AuditEvent.objects.filter(action="reference.import").count() == 1


def test_a_second_worker_leaves_a_taken_job_alone() -> None:
    pia = policy_admin()
    run = upload(pia, "HCPC2030_JUL.txt", JULY)
    job = Job.objects.create(kind="import.apply", subject=str(run.pk))
    ImportRun.objects.filter(pk=run.pk).update(job=job, state="applying")
    from codes.importing.tasks import import_job

    with lease.held(job.pk):
        import_job.enqueue(str(job.pk))

    assert not HcpcsCode.objects.exists()
    import_job.enqueue(str(job.pk))
    import_job.enqueue(str(job.pk))
    assert HcpcsCode.objects.count() == 2
    assert AuditEvent.objects.filter(action="reference.import").count() == 1


def test_the_upload_is_private_and_goes_when_it_is_done(worker: Path) -> None:
    pia = policy_admin()
    run = upload(pia, "../../HCPC2030_JUL.txt", JULY)
    [kept] = (worker / "imports").iterdir()

    assert kept.stat().st_mode & 0o777 == 0o600
    assert run.file_name == "HCPC2030_JUL.txt"
    step(pia, run, CANCEL)
    assert list((worker / "imports").iterdir()) == []
    step(pia, upload(pia, "HCPC2030_JUL.txt", JULY), APPLY)
    assert list((worker / "imports").iterdir()) == []


def test_files_that_nobody_names_are_swept(worker: Path) -> None:
    uploads.drop_forgotten()
    (worker / "imports" / "left.upload").write_bytes(b"x")
    upload(policy_admin(), "HCPC2030_JUL.txt", JULY)

    assert "left.upload" not in [path.name for path in (worker / "imports").iterdir()]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("HCPC2030.txt", "HCPC2030.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        (f"{'x' * 300}.xlsx", f"{'x' * 115}.xlsx"),
        ("\x00", "file without a name"),
        (None, "file without a name"),
    ],
)
def test_names_of_files(name: str | None, wanted: str) -> None:
    assert uploads.plain_name(name) == wanted


def test_a_file_that_says_no_day_is_asked_for_one() -> None:
    pia = policy_admin()
    run = upload(pia, "places.csv", b"code,description\n11,Office\n")

    assert (run.state, run.kind) == ("asking", "pos")
    assert run.sentence == "places.csv does not say from which day it speaks."
    answers = Answers(kind="pos", day=dt.date(2030, 1, 1))
    from billing_site.audit.record import Actor

    runs.take(Actor(user=pia, request_id=""), run.pk, CHECK, answers)
    assert ImportRun.objects.get().state == "ready"


def test_kinds_are_told_by_content(saved) -> None:
    from codes.importers.source import open_source
    from codes.importing.recognise import recognise

    files = {
        "a.csv": b"modifier,type,description\nQ9,HCPCS,Made up\n",
        "b.xlsx": JULY,
        "c.txt": b"code,description\n11,Office\n",
        "d.zip": packed({"inner.txt": JULY}),
    }
    told = {name: recognise(open_source(saved(name, body))) for name, body in files.items()}
    assert told == {
        "a.csv": ["modifiers"],
        "b.xlsx": ["hcpcs"],
        "c.txt": ["pos"],
        "d.zip": ["hcpcs"],
    }
    with pytest.raises(UnreadableFile, match="is wanted"):
        recognise(open_source(saved("e.csv", b"a,b\n1,2\n")))


def test_a_part_of_a_file_may_be_vouched_for() -> None:
    pia = policy_admin()
    rows = [row(f"J990{n}", f"Injection, examplin {n}, 10 mg") for n in range(5)]
    applied(pia, "HCPC2030_JUL.txt", fixed(rows))

    part = upload(pia, "HCPC2030_OCT.txt", fixed(rows[:1]))

    assert part.state == "asking"
    assert part.sentence.endswith("at least 80 % of them are wanted.")

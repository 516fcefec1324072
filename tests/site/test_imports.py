"""The pages of imports: who may, what is refused, what is shown; the worker runs in the process."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from billing_site.jobs.models import Job
from codes.models import HcpcsCode, ImportRun
from tests.factories import make_claim, make_facts, make_practice, make_user
from tests.import_worlds import AT_ONCE, JULY, OCTOBER, applied, policy_admin, upload

pytestmark = pytest.mark.django_db
WAIT = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def office(client: Client, settings, tmp_path: Path, monkeypatch) -> SimpleNamespace:
    """A policy admin at her browser on 15 June 2030, and a worker that is at once done."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: dt.date(2030, 6, 15))
    settings.TASKS = AT_ONCE
    settings.DATA_DIR = tmp_path
    pia = policy_admin()
    client.force_login(pia)
    return SimpleNamespace(client=client, pia=pia)


def sent(office: SimpleNamespace, name: str, content: bytes, **fields: str) -> HttpResponse:
    return office.client.post("/imports/", {"file": SimpleUploadedFile(name, content), **fields})


def do(office: SimpleNamespace, run: ImportRun, step: str, **fields: str) -> str:
    """Post a step; the text of the page that follows."""
    where = f"/imports/{run.pk}/"
    return office.client.post(where, {"do": step, **fields}, follow=True).content.decode()


def test_from_upload_to_rollback(office: SimpleNamespace) -> None:
    assert "No file was imported yet" in office.client.get("/imports/").content.decode()
    answer = sent(office, "HCPC2030_JUL.txt", JULY)
    run = ImportRun.objects.get()

    assert answer.headers["Location"] == f"/imports/{run.pk}/"
    page = office.client.get(f"/imports/{run.pk}/").content.decode()
    assert "Ready to apply" in page
    assert "Injection, examplin, 10 mg" in page
    assert not HcpcsCode.objects.exists()

    page = do(office, run, "apply")
    assert "This update touches" in page
    assert HcpcsCode.objects.count() == 2

    page = do(office, run, "roll_back")
    assert "Rolled back" in page
    assert not HcpcsCode.objects.exists()
    actions = AuditEvent.objects.filter(object_type="import").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "import.upload",
        "import.check",
        "import.apply",
        "import.roll_back",
    ]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("HCPC2030_JUL.txt", b"\0" * 300_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty.txt is empty."),
        ("codes.xlsx", b"%PDF-1.7 ...", "codes.xlsx is a PDF, whatever its name says"),
        ("cut.zip", b"PK\x03\x04 and no more", "cut.zip is a damaged zip file"),
        ("rubbish.bin", b"\x00\x01\x02", "rubbish.bin is no text file"),
        ("other.csv", b"a,b\r\n1,2\r\n", "CMS&#x27;s HCPCS Level II file is wanted."),
    ],
)
def test_files_that_are_no_reference_files(
    office: SimpleNamespace, name: str, content: bytes, says: str
) -> None:
    answer = sent(office, name, content, release_day="06/01/2030")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert says in page
    assert "<title>Error: Imports" in page
    assert 'value="06/01/2030"' in page
    assert not ImportRun.objects.exists()


def test_a_zip_bomb_is_refused(office: SimpleNamespace) -> None:
    answer = sent(office, "HCPC2030_JUL.zip", bomb())

    assert answer.status_code == 422
    assert "times its size." in answer.content.decode()


def test_no_file_and_no_day(office: SimpleNamespace) -> None:
    answer = office.client.post("/imports/", {"release_day": "soon"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Choose the file as the publisher issues it." in page
    assert 'href="#id_release_day"' in page
    assert 'value="soon"' in page


def test_a_file_over_the_bound_is_not_kept(office: SimpleNamespace, settings, tmp_path) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000_000
    answer = sent(office, "HCPC2030_JUL.txt", b"x" * 3_000_000)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "The file is larger than 1 MB; no reference file is." in page
    assert "Choose the file" not in page
    assert not list(tmp_path.rglob("*.upload"))


def test_an_auditor_reads_and_posts_nothing(office: SimpleNamespace, client: Client) -> None:
    run = upload(office.pia, "HCPC2030_JUL.txt", JULY)
    client.force_login(make_user("aud", Role.AUDITOR))

    assert 'type="file"' not in client.get("/imports/").content.decode()
    assert 'name="do"' not in client.get(f"/imports/{run.pk}/").content.decode()
    assert sent(office, "HCPC2030_JUL.txt", JULY).status_code == 403
    assert client.post(f"/imports/{run.pk}/", {"do": "apply"}).status_code == 403
    assert ImportRun.objects.get().state == "ready"


def test_double_submit_and_two_admins(office: SimpleNamespace) -> None:
    run = upload(office.pia, "HCPC2030_JUL.txt", JULY)
    do(office, run, "apply")
    office.client.force_login(policy_admin("paul"))

    page = do(office, run, "apply")

    assert f"Import {run.pk} is applied." in page
    assert AuditEvent.objects.filter(action="reference.import").count() == 1


@pytest.mark.parametrize("step", ["", "again", "burn", "\x00"])
def test_a_step_that_does_not_exist(office: SimpleNamespace, step: str) -> None:
    run = upload(office.pia, "HCPC2030_JUL.txt", JULY)

    assert "is ready to apply." in do(office, run, step)


@pytest.mark.parametrize("number", ["0", "999", "9" * 30])
def test_an_import_that_does_not_exist(office: SimpleNamespace, number: str) -> None:
    for where in (f"/imports/{number}/", f"/imports/{number}/progress/"):
        assert office.client.get(where).status_code == 404
    assert office.client.post(f"/imports/{number}/", {"do": "apply"}).status_code == 404


def test_a_day_is_asked_for_and_given(office: SimpleNamespace) -> None:
    sent(office, "places.csv", b"code,description\n11,Office\n")
    run = ImportRun.objects.get()

    wrong = office.client.post(f"/imports/{run.pk}/", {"do": "check", "release_day": "x"})
    assert wrong.status_code == 422
    assert "The dry run was not started" in wrong.content.decode()
    page = do(office, run, "check", release_day="01/01/2030")
    assert "Ready to apply" in page
    assert "01/01/2030" in page


def test_progress_while_a_worker_is_at_it(office: SimpleNamespace, settings) -> None:
    settings.TASKS = WAIT
    run = upload(office.pia, "HCPC2030_JUL.txt", JULY)
    where = f"/imports/{run.pk}/progress/"

    waiting = office.client.get(where).content.decode()
    assert "Waiting for a worker." in waiting
    assert 'hx-trigger="load delay:1s"' in waiting
    Job.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=1))
    assert 'hx-trigger="load delay:5s"' in office.client.get(where).content.decode()
    settings.TASKS = AT_ONCE
    assert "Ready to apply" in do(office, run, "again")
    assert office.client.get(where).headers["HX-Refresh"] == "true"


def test_a_waiting_import_can_be_cancelled(office: SimpleNamespace, settings) -> None:
    settings.TASKS = WAIT
    run = upload(office.pia, "HCPC2030_JUL.txt", JULY)

    assert "Cancelled" in do(office, run, "cancel")
    assert Job.objects.get().state == "lost"


def test_what_an_update_touches(office: SimpleNamespace) -> None:
    make_facts()
    practice = make_practice()
    make_claim(practice, "C-00001")
    make_claim(practice, "C-00002", status="paid")
    early = make_claim(practice, "C-00003")
    early.date_of_service = dt.date(2020, 1, 1)
    early.save()
    words = b"Injection, alpha 1 proteinase inhibitor (human), 10 mg"
    content = JULY.replace(b"J9901", b"J0256").replace(
        b"Injection, examplin, 10 mg".ljust(len(words)), words
    )
    run = applied(office.pia, "HCPC2026_JAN.txt", content)
    page = office.client.get(f"/imports/{run.pk}/").content.decode()

    assert "Prolastin-C Liquid 1 g" in page
    assert "<dt>Open claims</dt>\n    <dd><b>1</b>" in page


def test_queries_do_not_grow_with_the_history(
    office: SimpleNamespace, django_assert_num_queries
) -> None:
    run = applied(office.pia, "HCPC2030_JUL.txt", JULY)
    office.client.get("/imports/")  # the first request of a session writes its clock
    with django_assert_num_queries(5):
        office.client.get("/imports/")
    ImportRun.objects.bulk_create(
        ImportRun(file_name=f"{n}.txt", sha256=str(n), state="cancelled") for n in range(24)
    )
    with django_assert_num_queries(5):
        office.client.get("/imports/")
    with django_assert_num_queries(13):
        office.client.get(f"/imports/{run.pk}/")


def test_the_reason_why_not_is_shown(office: SimpleNamespace) -> None:
    july = applied(office.pia, "HCPC2030_JUL.txt", JULY)
    october = applied(office.pia, "HCPC2030_OCT.txt", OCTOBER)

    page = office.client.get(f"/imports/{july.pk}/").content.decode()

    assert f"Import {october.pk} (HCPC2030_OCT.txt) was applied later" in page
    assert 'value="roll_back"' not in page
    twice = upload(office.pia, "HCPC2030_JUL.txt", JULY)
    assert "This very file is in force already" in do(office, twice, "")

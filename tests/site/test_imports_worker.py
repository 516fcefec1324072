"""A real worker, in a process of its own: it works, and it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from codes.models import ImportRun
from tests.conftest import ROOT
from tests.import_worlds import AT_ONCE, JULY, OCTOBER, applied, dump, policy_admin, upload
from tests.site.test_axe_browser import assert_sound

DYING = Path(__file__).with_name("dying_worker.py")
Work = Callable[..., subprocess.Popen[bytes]]


def database_url() -> str:
    """The address of the test database, for another process."""
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:////{str(made['NAME']).lstrip('/')}"
    user = f"{made['USER']}:{made['PASSWORD']}" if made["PASSWORD"] else made["USER"]
    return f"postgres://{user}@{made['HOST']}:{made['PORT']}/{made['NAME']}"


@pytest.fixture
def work(tmp_path: Path, settings) -> Work:
    """Starts a worker that works off the queue, or dies at a named place."""
    settings.DATA_DIR = tmp_path

    def start(place: str = "at work") -> subprocess.Popen[bytes]:
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, str(DYING), place],
            cwd=ROOT,
            env=known
            | {
                "FIRSTPASS_ENV": "test",
                "FIRSTPASS_DATA": str(tmp_path),
                "SECRET_KEY": project.SECRET_KEY,
                "DATABASE_URL": database_url(),
            },
        )

    return start


@pytest.fixture
def office(transactional_db: None, client: Client, work: Work, settings) -> SimpleNamespace:
    """A file in force, a second one tried out, and the dump of the tables between them."""
    client.force_login(policy_admin())
    user = policy_admin("paul")
    settings.TASKS, queue = AT_ONCE, settings.TASKS
    applied(user, "HCPC2026_JAN.txt", JULY)
    run = upload(user, "HCPC2026_OCT.txt", OCTOBER)
    settings.TASKS = queue
    return SimpleNamespace(client=client, run=run, before=dump())


def page_of(office: SimpleNamespace, **posted: str) -> str:
    where = f"/imports/{office.run.pk}/"
    answer = office.client.post(where, posted, follow=True) if posted else office.client.get(where)
    return answer.content.decode()


def test_killed_before_the_commit(office: SimpleNamespace, work: Work) -> None:
    page_of(office, do="apply")
    assert work("before").wait(60) == -9

    page = page_of(office)

    assert "The worker stopped. Nothing was changed" in page
    assert dump() == office.before
    assert "Stopped" in office.client.get("/imports/").content.decode()
    assert page_of(office, do="again").count("Waiting for a worker.") == 1
    assert work().wait(60) == 0
    assert "This update touches" in page_of(office)
    assert dump() != office.before
    page_of(office, do="roll_back")
    assert work().wait(60) == 0
    assert dump() == office.before


def test_killed_after_the_commit(office: SimpleNamespace, work: Work) -> None:
    page_of(office, do="apply")
    assert work("after").wait(60) == -9

    page = page_of(office)

    assert "The worker stopped, but the import had been stored before. It is whole." in page
    assert ImportRun.objects.get(pk=office.run.pk).state == "applied"
    assert "Apply again" not in page
    page_of(office, do="roll_back")
    assert work().wait(60) == 0
    assert dump() == office.before


@pytest.mark.browser
def test_in_the_browser(
    page: Page, live_server, office: SimpleNamespace, work: Work, said: list[str], tmp_path: Path
) -> None:
    """Upload, differences, apply, progress that survives a reload, result, rollback; and axe."""
    cookie = office.client.cookies[project.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    later = tmp_path / "HCPC2026_NOV.txt"
    later.write_bytes(OCTOBER)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Imports").click()
    expect(page.get_by_role("heading", name="Load a file")).to_be_visible()
    assert_looks(page, said)
    page.get_by_label("File", exact=True).set_input_files(later)
    page.get_by_role("button", name="Upload and try out").click()
    expect(page.get_by_text("Waiting for a worker.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Waiting for a worker.")).to_be_visible()
    assert_looks(page, said)
    assert work().wait(60) == 0
    expect(page.get_by_text("Ready to apply")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("Injection, examplin, 20 mg")).to_be_visible()
    assert_looks(page, said)
    page.get_by_role("button", name="Apply", exact=True).click()
    assert work().wait(60) == 0
    expect(page.get_by_role("heading", name="This update touches")).to_be_visible(timeout=10_000)
    assert_looks(page, said)
    page.get_by_role("button", name="Roll back").click()
    assert work().wait(60) == 0
    expect(page.get_by_text("Rolled back").first).to_be_visible(timeout=10_000)
    assert dump() == office.before


def assert_looks(page: Page, said: list[str]) -> None:
    """axe-core finds nothing, light and dark, wide and narrow; nothing scrolls sideways."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert_sound(page, said)
    page.set_viewport_size({"width": 1280, "height": 900})

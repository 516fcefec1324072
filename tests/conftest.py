"""What all tests share: the reference folder beside the project, and the system's Chromium."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from codes.policies import protection

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"

# the same algorithm at the least cost: thousands of users are made, and none is worth guarding
Argon2PasswordHasher.time_cost = 1
Argon2PasswordHasher.memory_cost = 8
Argon2PasswordHasher.parallelism = 1


def absent(what: str) -> None:
    """Skip with a visible line; on CI, where it must be there, fail."""
    if IN_CI:
        pytest.fail(f"{what} is absent, and CI needs it.")
    pytest.skip(f"{what} is absent.")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference folder beside the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        absent("The reference folder ../shared")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Remove what a killed run left: SQLite reads an old log over a new file as a disk error."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        for suffix in ("", "-wal", "-shm"):
            Path(database["TEST"]["NAME"] + suffix).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Without the triggers that keep policies: they would refuse the flush after a live server.

    Their own tests install them.
    """
    with django_db_blocker.unblock():
        protection.remove()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Headless system Chromium, which never asks the outside world for anything."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        absent("Chromium")
    return {
        "executable_path": chromium,
        "headless": True,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address of its own: the live server's is asked for where it is needed."""

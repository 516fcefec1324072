"""Settings fail loudly: a bad value stops the start with a sentence that names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG = "k" * 40 + "0123456789abcdefghij"
PRODUCTION = {
    "FIRSTPASS_ENV": "production",
    "SECRET_KEY": LONG,
    "ALLOWED_HOSTS": "firstpass.example",
}


def start(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with nothing but these settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | {"FIRSTPASS_DATA": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"FIRSTPASS_ENV": "staging"}, "FIRSTPASS_ENV is 'staging'; wanted: development"),
        (PRODUCTION | {"SECRET_KEY": "short"}, "SECRET_KEY needs at least 50 characters"),
        (PRODUCTION | {"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"DATABASE_URL": "mysql://u@h/d"}, "DATABASE_URL names neither SQLite nor PostgreSQL"),
        ({"AUTHORITY_MODE": "mine"}, "AUTHORITY_MODE is 'mine'; wanted: official or editorial"),
        ({"DEBUG": "on", "ALLOWED_HOSTS": "a.example"}, "DEBUG is on while 'a.example' is served"),
    ],
)
def test_bad_value_stops_the_start(tmp_path: Path, environment: dict[str, str], says: str) -> None:
    done = start(tmp_path, "check", **environment)

    assert done.returncode != 0
    assert says in done.stderr


def test_production_settings_are_clean(tmp_path: Path) -> None:
    done = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")


def test_cookies_are_secure_outside_development(tmp_path: Path) -> None:
    asked = (
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.DEBUG)"
    )

    done = start(tmp_path, "shell", "-v", "0", "-c", asked, **PRODUCTION)

    assert done.stdout.split() == ["True", "True", "__Host-sessionid", "False"]


def test_demo_is_refused_in_production(tmp_path: Path) -> None:
    done = start(tmp_path, "demo", **PRODUCTION)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr

"""Whether a job is being worked on, and how far it has come: two files beside the database.

The worker holds a lock on a file as long as it works. The operating system lets go of it when the
process ends, however it ends, so a dead worker is known at once and without a clock. Progress lies
in a file too: an import is one transaction, and on SQLite nobody else can write while it runs.
Workers share the data folder with the web processes; uploads need that anyway.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Step ``done`` of ``total`` and what is being done there, in words."""

    done: int
    total: int
    words: str


def _path(job: UUID, ending: str) -> Path:
    folder = Path(settings.DATA_DIR) / "jobs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{job}.{ending}"


@contextmanager
def held(job: UUID) -> Iterator[bool]:
    """Hold the lease of a job while the block runs; False where another process has it."""
    path = _path(job, "lock")
    path.touch(mode=0o600)
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def is_held(job: UUID) -> bool:
    """Whether a process that lives works on the job."""
    try:
        with _path(job, "lock").open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def report(job: UUID, progress: Progress) -> None:
    """Write how far the job has come; a reader sees the old words or the new, nothing between."""
    path = _path(job, "json")
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps([progress.done, progress.total, progress.words]))
    fresh.replace(path)


def progress_of(job: UUID) -> Progress | None:
    """How far the job has come; None before it has said anything."""
    try:
        done, total, words = json.loads(_path(job, "json").read_text())
    except (FileNotFoundError, ValueError):
        return None
    return Progress(done=done, total=total, words=words)


def clear(job: UUID) -> None:
    """Take away the files of a job that has ended."""
    for ending in ("json", "lock"):
        _path(job, ending).unlink(missing_ok=True)

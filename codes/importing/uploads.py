"""Uploaded files, kept in a private folder until they are applied or given up; never served."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from codes.importers.problem import UnreadableFile
from codes.importers.source import Source, open_source
from codes.models import ImportRun

LONGEST_NAME = 120


def keep(upload: UploadedFile, ending: str = "upload") -> str:
    """Write the upload under a name of our own, readable by us alone; the answer is that name."""
    stored = f"{uuid.uuid4()}.{ending}"
    path = _path(stored)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for piece in upload.chunks():
            file.write(piece)
    return stored


def open_kept(stored_name: str, file_name: str) -> Source:
    """The kept file, under its owner's name. Raises UnreadableFile where it is gone or wrong."""
    if not stored_name:
        raise UnreadableFile(f"{file_name} is no longer kept; upload it again.")
    return open_source(_path(stored_name), file_name)


def drop(stored_name: str) -> None:
    """Remove a kept file; that it is gone already is no fault."""
    if stored_name:
        _path(stored_name).unlink(missing_ok=True)


def drop_forgotten() -> None:
    """Remove files that no import names any more: what a worker that died left behind."""
    named = set(ImportRun.objects.exclude(stored_name="").values_list("stored_name", flat=True))
    for path in _folder().glob("*.upload"):
        if path.name not in named:
            path.unlink(missing_ok=True)


def drop_older(ending: str, before: dt.datetime) -> None:
    """Remove files with that ending that were kept before a moment, by whomever."""
    for path in _folder().glob(f"*.{ending}"):
        with contextlib.suppress(FileNotFoundError):  # another may have removed it just now
            if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < before:
                path.unlink()


def read_kept(stored_name: str) -> bytes:
    """The kept file, byte for byte as it came."""
    return _path(stored_name).read_bytes()


def has_room(size: int) -> bool:
    """Whether the disk holds the file and as much again."""
    return shutil.disk_usage(_folder()).free > 2 * size


def plain_name(name: str | None) -> str:
    """The name a person gave the file, without what cannot be printed, and not too long.

    Marks that turn the direction of writing are no printable characters.
    """
    kept = "".join(letter for letter in name or "" if letter.isprintable()).strip()
    if len(kept) > LONGEST_NAME:
        ending = Path(kept).suffix[:10]
        kept = kept[: LONGEST_NAME - len(ending)] + ending
    return kept or "file without a name"


def _path(stored_name: str) -> Path:
    return _folder() / stored_name


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder

"""A place for made-up files, and a day on which they are imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Writes a file and answers where it is."""

    def save(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


@pytest.fixture
def today_in_2030(monkeypatch: pytest.MonkeyPatch) -> dt.date:
    """Commands read 15 June 2030 from the clock."""
    day = dt.date(2030, 6, 15)
    monkeypatch.setattr(timezone, "localdate", lambda: day)
    return day

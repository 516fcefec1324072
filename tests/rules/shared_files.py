"""The shared domain files, read as they are."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
DOMAIN = SHARED / "domain"


def needs_shared() -> None:
    """Skip where the shared folder is absent; under CI its absence is a failure."""
    if DOMAIN.is_dir():
        return
    if os.environ.get("CI"):
        pytest.fail("The shared folder beside the project is absent.", pytrace=False)
    pytest.skip("The shared folder beside the project is absent.")


def rows(name: str) -> list[dict[str, str]]:
    with (DOMAIN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(name: str) -> dict:
    return json.loads((DOMAIN / name).read_text(encoding="utf-8"), parse_float=Decimal)


def day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None

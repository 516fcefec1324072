"""Reading the files in `fixtures/`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

Entry = dict[str, Any]


def path_of(name: str) -> Path:
    """The file of that name."""
    return Path(settings.BASE_DIR) / "fixtures" / f"{name}.json"


def read(name: str) -> Entry:
    """The whole content of a fixture."""
    content: Entry = json.loads(path_of(name).read_text(encoding="utf-8"))
    return content


def sha256_of(name: str) -> str:
    """The hash by which a release names its file."""
    return hashlib.sha256(path_of(name).read_bytes()).hexdigest()


def day(text: str | None) -> dt.date | None:
    """A day written as 2026-11-21, or None."""
    return dt.date.fromisoformat(text) if text else None


def amount(text: str) -> tuple[Decimal, str]:
    """An amount with its measure, written as "10 mg"."""
    number, measure = text.split(" ")
    return Decimal(number), measure


def optional_amount(text: str | None) -> tuple[Decimal | None, str]:
    """An amount that may be absent."""
    return amount(text) if text else (None, "")


def cents(text: str) -> int:
    """An amount of money, written as "5.25", in cents."""
    return int(Decimal(text) * 100)

"""Worked examples: the cases that hold a rule to its word, as people read them."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.scrubber.findings import spoken

KINDS = {"fail": "found", "pass": "nothing found", "not_checked": "not checked"}
_CAPITALS = {
    "340b",
    "abn",
    "ay",
    "esa",
    "jg",
    "jw",
    "jz",
    "kg",
    "mue",
    "ndc",
    "noc",
    "npi",
    "ptp",
    "tb",
}
_LEFT_OUT = {"charge", "dx_pointers", "dos_to"}
_NAMES = {
    "dos_from": "date of service",
    "pos": "place of service",
    "ndc": "NDC",
    "dose": "dose",
    "uom": "",
    "qty": "quantity",
    "prior_auth": "authorization",
    "cob": "other payer",
    "dob": "born",
    "weight_kg": "weight in kg",
    "dos": "on",
    "jw_units": "discarded units",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A case: what it is about, what is particular to its claim, and what the rule says of it."""

    kind: str
    situation: str
    particulars: tuple[str, ...]
    outcome: str
    fix: str = ""


@cache
def examples_of(rule_id: str) -> tuple[Example, ...]:
    """What fires first, then near misses, then what cannot be checked; none without the files."""
    book = _books().get(rule_id, {})
    given = book.get("given", {})
    return tuple(
        _example(kind, name, case, given)
        for kind in KINDS
        for name, case in book.get(kind, {}).items()
    )


@cache
def _books() -> dict[str, dict[str, Any]]:
    """The case files of the test suite; absent from an installation without it."""
    folder = Path(settings.BASE_DIR) / "tests" / "rules" / "cases"
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem != "given":
            found |= tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return found


def _example(kind: str, name: str, case: dict[str, Any], given: dict[str, Any]) -> Example:
    claim = {**given.get("claim", {}), **case.get("claim", {})}
    line = {**given.get("line", {}), **case.get("line", {})}
    particulars = [*_phrases(claim), *_phrases(line)]
    others = case.get("lines", given.get("lines", []))
    for number, other in enumerate(others, start=2):
        words = _phrases({**other})
        particulars.append(f"line {number}: {', '.join(words) if words else 'the same again'}")
    particulars += [f"no {_named(one)}" for one in case.get("without", [])]
    outcome = case.get("says", "")
    if kind == "not_checked":
        outcome = f"Not known: {case['missing'].replace('_', ' ')}."
    return Example(
        kind=kind,
        situation=_sentence(name),
        particulars=tuple(particulars),
        outcome=outcome,
        fix=case.get("label", ""),
    )


def _phrases(values: dict[str, Any]) -> list[str]:
    return [
        f"{_named(key)} {_spoken(value)}".strip()
        for key, value in values.items()
        if key not in _LEFT_OUT
    ]


def _named(key: str) -> str:
    return _NAMES.get(key, key.replace("_", " "))


def _spoken(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{_named(key)} {_spoken(one)}".strip() for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_spoken(one) for one in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal | dt.date):
        return spoken(value)
    return str(value)


def _sentence(name: str) -> str:
    words = [one.upper() if one in _CAPITALS else one for one in name.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]

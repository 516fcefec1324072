"""Ten thousand inputs through the batch: each has a report or says where it cannot be read."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from claims.interchange.claim_file import claims_in
from claims.services.batch import reports
from tests.wild_claims import ODD, broken, crossed

pytestmark = [pytest.mark.shared, pytest.mark.django_db]
TODAY = dt.date(2026, 11, 21)
BROKEN, CROSSED, ARBITRARY, CLAIMLIKE = 7_000, 1_000, 100, 100  # the last two by tens
TEXT = st.text(max_size=6) | st.sampled_from([one for one in ODD if isinstance(one, str)])
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-for-tests")
    call_command("demo", stdout=io.StringIO())


@pytest.fixture
def cases(shared: Path) -> list[dict[str, Any]]:
    return json.loads((shared / "domain" / "golden_cases.json").read_text())["cases"]


@pytest.fixture
def report_schema(shared: Path) -> Draft202012Validator:
    schema = json.loads((shared / "domain" / "report.schema.json").read_text())
    # told apart by their keys: a validator of both would try each on every report
    return Draft202012Validator(schema["oneOf"][0])


def checked(values: Iterable[object]) -> list[dict[str, Any]]:
    return [json.loads(one.text) for one in reports(values, as_of=TODAY, processes=1)]


def held(found: list[dict[str, Any]], validator: Draft202012Validator, *, every: int) -> int:
    """How many are reports; each is one, or says at which path it is none."""
    read = 0
    for number, one in enumerate(found):
        if "input_error" in one:
            assert set(one) == {"id", "input_error"}
            assert isinstance(one["id"], str)
            assert {key: type(text) for key, text in one["input_error"].items()} == {
                "path": str,
                "message": str,
            }
            continue
        read += 1
        if number % every == 0:
            assert [problem.message for problem in validator.iter_errors(one)] == []
    return read


def test_broken_and_crossed_claims(
    facts: None, cases: list[dict[str, Any]], report_schema: Draft202012Validator
) -> None:
    chance = random.Random(7)  # noqa: S311 - made-up claims, not secrets
    values = [as_text({"id": str(at), "claim": crossed(cases, chance)}) for at in range(CROSSED)]
    values += [broken(cases, chance) for _ in range(BROKEN)]

    found = checked(claims_in(values))

    assert len(found) == sum(bool(one.strip()) for one in values)
    assert held(found, report_schema, every=10) > CROSSED


def claim_like(cases: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with the keys of claims and lines, whatever stands beside them."""
    heads = sorted({key for case in cases for key in case["claim"]} - {"lines"})
    keys = sorted({key for case in cases for line in case["claim"]["lines"] for key in line})
    known = {
        key: [line[key] for case in cases for line in case["claim"]["lines"] if key in line]
        for key in keys
    }
    line = st.fixed_dictionaries(
        {"n": st.integers(-1, 3)},
        optional={key: st.sampled_from(known[key]) | JSON for key in keys if key != "n"},
    )
    return st.fixed_dictionaries(
        {"lines": st.lists(line, max_size=3)},
        optional={
            key: st.sampled_from([case["claim"].get(key) for case in cases]) | JSON for key in heads
        },
    )


def test_arbitrary_json(
    facts: None, cases: list[dict[str, Any]], report_schema: Draft202012Validator
) -> None:
    told = []

    @settings(max_examples=ARBITRARY, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values=st.lists(JSON, min_size=10, max_size=10))
    def any_json(values: list[Any]) -> None:
        told.append(held(checked([as_text(one) for one in values]), report_schema, every=1))

    @settings(max_examples=CLAIMLIKE, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values=st.lists(claim_like(cases), min_size=10, max_size=10))
    def any_claim(values: list[Any]) -> None:
        told.append(held(checked([as_text(one) for one in values]), report_schema, every=5))

    any_json()
    any_claim()
    assert len(told) >= ARBITRARY + CLAIMLIKE


def as_text(value: object) -> bytes:
    return json.dumps(value).encode()

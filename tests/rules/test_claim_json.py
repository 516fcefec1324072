"""Reading claim JSON against the shared schema, there and back, and against hostile text."""

from __future__ import annotations

import copy
import datetime as dt
import json
from decimal import Decimal

import jsonschema
import pytest
import shared_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.scrubber.claim_json import ClaimInputError, parse_text, read_claim, write_claim

TODAY = dt.date(2026, 11, 21)
CASES = shared_files.load("golden_cases.json")["cases"] if shared_files.DOMAIN.is_dir() else []
SCHEMA = shared_files.load("claim.schema.json") if shared_files.DOMAIN.is_dir() else {}
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
PLAIN = {"as_of": "2026-11-20", "lines": [{"n": 2, "units": "4.50"}, {"n": 1, "charge": 10}]}


def read(value: object, **more: object) -> object:
    return read_claim(value, as_of=TODAY, position=7, **more)


def refused(value: object, **more: object) -> str:
    with pytest.raises(ClaimInputError) as caught:
        read(value, **more)
    return caught.value.path


def test_lines_come_in_order_of_their_number_and_keep_their_place() -> None:
    claim = read(PLAIN)
    assert [(line.number, line.position) for line in claim.lines] == [(1, 1), (2, 0)]
    assert (claim.id, claim.as_of) == ("7", dt.date(2026, 11, 20))
    assert write_claim(claim)["lines"][0] == {"n": 2, "units": "4.50"}


def test_a_claim_may_come_with_its_id() -> None:
    assert read({"id": "A-1", "claim": PLAIN, "title": 5}).id == "A-1"
    assert read({"claim": {"lines": []}}).as_of == TODAY


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"payr": "X"}, "payr"),
        ({"lines": [{"n": 1}, {"n": 1}]}, "lines[1].n"),
        ({"lines": [{"code": "J0256"}]}, "lines[0].n"),
        ({"lines": [{"n": 0}]}, "lines[0].n"),
        ({"lines": [{"n": True}]}, "lines[0].n"),
        ({"lines": [{"n": 1, "dose": {"amount": True, "uom": "mg"}}]}, "lines[0].dose.amount"),
        ({"lines": [{"n": 1, "dose": {"amount": "1e3", "uom": "mg"}}]}, "lines[0].dose.amount"),
        ({"lines": [{"n": 1, "dose": {"amount": "\u0661", "uom": "mg"}}]}, "lines[0].dose.amount"),
        ({"lines": [{"n": 1, "dose": {"amount": 1}}]}, "lines[0].dose.uom"),
        ({"lines": [{"n": 1, "charge": "1.005"}]}, "lines[0].charge"),
        ({"lines": [{"n": 1, "units": float("nan")}]}, "lines[0].units"),
        ({"lines": [{"n": 1, "units": 10**30}]}, "lines[0].units"),
        ({"lines": [{"n": 1, "dx_pointers": [1.5]}]}, "lines[0].dx_pointers[0]"),
        ({"lines": [{"n": 1, "dos_from": "2026-02-30"}]}, "lines[0].dos_from"),
        ({"lines": [{"n": 1, "dos_from": "1899-12-31"}]}, "lines[0].dos_from"),
        ({"lines": [{"n": 1, "dos_from": "20260101"}]}, "lines[0].dos_from"),
        ({"total": "1.001"}, "total"),
        ({"patient": {"sex": "Q"}}, "patient.sex"),
        ({"attestations": {"nonsmoker": "yes"}}, "attestations.nonsmoker"),
        ({"attestations": {"step": [{"agent": "x"}]}}, "attestations.step[0].outcome"),
        ({"authority_mode": "guess"}, "authority_mode"),
        ({"diagnoses": None}, "diagnoses"),
        ({"payer": "\ud800"}, "payer"),
    ],
)
def test_what_is_not_schema_one_is_named_by_its_path(change: dict, path: str) -> None:
    assert refused({"lines": [], **change}) == path


def test_unknown_payers_are_refused_only_where_payers_are_known() -> None:
    assert refused({"lines": [], "payer": "X"}, known_payers={"Y"}) == "payer"
    assert read({"lines": [], "payer": "Y"}, known_payers={"Y"}).payer == "Y"
    assert read({"lines": []}, known_payers={"Y"}).payer is None


@pytest.mark.parametrize(
    "text",
    [
        '{"lines": [], "lines": []}',
        '{"lines": NaN}',
        '{"lines": Infinity}',
        '{"total": 1e99999999999999999999}',
        '"\\ud800"',
        "[" * 100_000,
        "{",
        "",
        b"\xff\xfe",
        "1" * 5000,
    ],
)
def test_text_that_is_no_honest_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(ClaimInputError):
        parse_text(text)


def test_numbers_keep_the_digits_that_were_written() -> None:
    assert parse_text('{"a": 0.1, "b": 1}') == {"a": Decimal("0.1"), "b": 1}


@pytest.mark.shared
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_golden_claims_go_there_and_back(case: dict) -> None:
    claim = read(case)
    again = json.loads(json.dumps(write_claim(claim)), parse_float=Decimal)
    VALIDATOR.validate(json.loads(json.dumps(again, default=str)))
    assert read({"id": case["id"], "claim": again}) == claim


LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from(["", "x", "1.5", "-2", "1e3", "2026-01-31", "2026-13-01", "IV", "F", "7"]),
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.just(["a", 1]),
)


def spots(value: object, way: tuple = ()) -> list[tuple]:
    """Every place of a JSON value that can be changed."""
    found = [way] if way else []
    if isinstance(value, dict):
        for key, one in value.items():
            found += spots(one, (*way, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            found += spots(one, (*way, at))
    return found


def keys_of(schema: dict) -> list[str]:
    return sorted(schema.get("properties", {}))


@pytest.mark.shared
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_reader_and_schema_agree(data: st.DataObject) -> None:
    shared_files.needs_shared()
    claim = json.loads(json.dumps(data.draw(st.sampled_from(CASES))["claim"], default=float))
    claim = copy.deepcopy(claim)
    way = data.draw(st.sampled_from(spots(claim)))
    place = claim
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = data.draw(LEAF)
    line_keys = keys_of(SCHEMA["properties"]["lines"]["items"])
    if isinstance(place, dict) and data.draw(st.booleans()):
        place[data.draw(st.sampled_from([*keys_of(SCHEMA), *line_keys, "zzz"]))] = data.draw(LEAF)
    refusal = refusal_of(claim)
    if VALIDATOR.is_valid(claim):
        # What the schema cannot say: a real day, a number used once, two decimals of money.
        assert refusal is None or any(
            word in refusal.message for word in ("calendar", "another line", "decimals")
        )
    else:
        assert refusal is not None


def refusal_of(value: object) -> ClaimInputError | None:
    try:
        read(value)
    except ClaimInputError as refusal:
        return refusal
    return None


@given(value=st.recursive(LEAF, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_value_is_read_or_refused(value: object) -> None:
    refusal = refusal_of(value)
    assert refusal is None or refusal.message

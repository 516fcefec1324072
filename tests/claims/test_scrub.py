"""`manage.py scrub`: formats told apart, order, exit status, and the golden claims."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from claims.scrubber.catalogue import all_rules

pytestmark = pytest.mark.django_db
LISTED = {"errors": "error", "warnings": "warning", "infos": "info"}


def scrub(path: Path | str, **options: Any) -> tuple[int, list[dict[str, Any]], str]:
    """(exit status, reports, standard error) of one run."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("scrub", str(path), stdout=out, stderr=err, **options)
    reports = [json.loads(line) for line in out.getvalue().splitlines()]
    return int(end.value.code or 0), reports, err.getvalue()


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-for-tests")
    call_command("demo", stdout=io.StringIO())


@pytest.fixture
def golden(shared: Path) -> list[dict[str, Any]]:
    return json.loads((shared / "domain" / "golden_cases.json").read_text())["cases"]


def claim(**changes: Any) -> dict[str, Any]:
    """A clean claim of five whole vials."""
    line = {
        "n": 1, "code": "J0256", "units": 500, "modifiers": ["JZ"], "dos_from": "2026-11-10",
        "dos_to": "2026-11-10", "pos": "11", "charge": "5141.00", "dx_pointers": [1],
        "dose": {"amount": 5000, "uom": "mg"}, "route": "IV", "brand": "Prolastin-C",
        "containers": [{"size": 1000, "uom": "mg", "count": 5}],
    }  # fmt: skip
    head = {
        "payer": "MEDICARE_B", "diagnoses": ["E88.01"], "billing_npi": "1234567893",
        "patient": {"dob": "1961-04-12", "sex": "M", "member_id": "T1"}, "as_of": "2026-11-21",
    }  # fmt: skip
    return head | {"lines": [line | changes]}


def test_golden_claims_are_exact(facts: None, shared: Path, golden: list[dict[str, Any]]) -> None:
    ours = {rule.id for rule in all_rules()}
    _status, reports, _err = scrub(shared / "domain" / "golden_cases.json")

    wrong = []
    for case, report in zip(golden, reports, strict=True):
        found = {(f["rule"], f["line"], f["severity"]) for f in report["findings"]}
        expected = case["expected"]
        listed = {
            (f["rule"], f.get("line"), severity)
            for key, severity in LISTED.items()
            for f in expected[key]
            if f["rule"] in ours
        }
        errors = {one for one in found if one[2] == "error" and one[0] in ours}
        if errors != {one for one in listed if one[2] == "error"} or listed - found:
            wrong.append((case["id"], sorted(errors ^ listed, key=str)))
        if {one[0] for one in found} & set(expected["must_not_fire"]):
            wrong.append((case["id"], "fired what it must not"))
    assert wrong == []
    assert [report["id"] for report in reports] == [case["id"] for case in golden]


def test_reports_fit_their_schema(facts: None, shared: Path) -> None:
    schema = json.loads((shared / "domain" / "report.schema.json").read_text())
    _status, reports, _err = scrub(shared / "domain" / "golden_cases.json")

    validator = Draft202012Validator(schema)
    assert [e.message for report in reports for e in validator.iter_errors(report)] == []


@pytest.mark.forks
@pytest.mark.django_db(transaction=True)
def test_two_processes_print_the_same_bytes(
    facts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.services.batch.CHUNK", 3)
    file = tmp_path / "claims.jsonl"
    file.write_text("\n".join(json.dumps(claim(units=500 + i)) for i in range(20)))

    one, two = scrub(file), scrub(file, processes=2)

    assert one == two
    assert [report["id"] for report in one[1]] == [str(i) for i in range(1, 21)]


@pytest.mark.parametrize(
    ("text", "status", "count"),
    [
        (json.dumps(claim()), 0, 1),
        (json.dumps(claim(), indent=2), 0, 1),
        (json.dumps([claim(), claim(units=5000)]), 1, 2),
        (json.dumps({"cases": [{"id": "a", "claim": claim()}]}), 0, 1),
        (json.dumps(claim()) + "\n\n" + json.dumps(claim()) + "\n", 0, 2),
        (json.dumps(claim()) + "\n{broken\n" + json.dumps(claim()), 1, 3),
        ("{broken\n" + json.dumps(claim()), 1, 2),
        ("[]", 0, 0),
    ],
    ids=[
        "one",
        "one_on_many_lines",
        "list",
        "cases",
        "lines",
        "broken_line",
        "broken_first",
        "none",
    ],
)
def test_shapes_are_told_apart(
    facts: None, tmp_path: Path, text: str, status: int, count: int
) -> None:
    file = tmp_path / "claims"
    file.write_text(text)

    found = scrub(file)

    assert (found[0], len(found[1])) == (status, count)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"ISA*00*", "837P files are not read yet"),
        (b"%PDF-1.7", "does not start like claim JSON"),
        (b'{"lines": [\n1,\n', "no JSON that can be read"),
    ],
)
def test_unreadable_file_is_status_two(
    facts: None, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "claims"
    file.write_bytes(content)

    status, reports, err = scrub(file)

    assert (status, reports) == (2, [])
    assert says in err


def test_missing_file_and_missing_facts_are_status_two(tmp_path: Path) -> None:
    status, _reports, err = scrub(tmp_path / "none.json")
    assert (status, "No codes are loaded" in err) == (2, True)


def test_broken_claim_is_named_and_the_next_is_checked(facts: None, tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    file.write_text(json.dumps([{"lines": [{"n": 1, "units": True}]}, claim()]))

    status, reports, _err = scrub(file)

    assert status == 1
    assert reports[0]["input_error"]["path"] == "lines[0].units"
    assert [one for one in reports[1]["findings"] if one["severity"] == "error"] == []


def test_unknown_payer_is_an_input_error(facts: None, tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    file.write_text(json.dumps(claim() | {"payer": "NOBODY"}))

    assert scrub(file)[1][0]["input_error"]["path"] == "payer"


def test_as_of_is_echoed(facts: None, tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    body = claim()
    del body["as_of"]
    file.write_text(json.dumps(body))

    import datetime as dt

    assert scrub(file, as_of=dt.date(2026, 11, 12))[1][0]["as_of"] == "2026-11-12"

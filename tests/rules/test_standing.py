"""What findings say of the facts they rest on, and that an unverified one raises no error."""

from __future__ import annotations

import datetime as dt

import pytest
from test_cases import RULES, run

from claims.scrubber import standing

DAY = dt.date(2026, 8, 3)


def found(rule: str, case: dict) -> tuple[str, str]:
    """The severity of the only finding, and what it says of its facts."""
    line = {"dos_from": DAY, "dos_to": DAY, **case.pop("line", {})}
    report, _context = run(rule, {}, {"line": line, **case})
    [one] = report.findings
    return one.severity, one.finding.caveat


def release(kind: str, day: dt.date, **more: object) -> list[dict]:
    return [{"kind": kind, "title": "A file", "effective_from": day, **more}]


UNKNOWN_CODE = {"line": {"code": "J0001", "dos_from": DAY}}


@pytest.mark.parametrize(
    ("vintage", "caveat"),
    [
        (dt.date(2026, 7, 1), ""),
        (
            dt.date(2026, 6, 30),
            "The HCPCS table is of 2026 Q2, older than the date of service (2026 Q3).",
        ),
        (dt.date(2026, 10, 1), ""),
    ],
)
def test_a_table_is_old_when_its_quarter_is_before_that_of_the_service(
    vintage: dt.date, caveat: str
) -> None:
    case = {**UNKNOWN_CODE, "releases": release("hcpcs", vintage)}
    assert found("COD-001", case) == ("error", caveat)


def test_diagnoses_are_issued_twice_a_year() -> None:
    header = {"M545": {"is_billable": False, "leaves": ["M5450", "M5451"]}}
    case = {"claim": {"diagnoses": ["M54.5"]}, "diagnoses": header}
    april = release("icd10cm", dt.date(2026, 4, 1))
    assert found("DX-003", {**case, "releases": april}) == ("error", "")
    october = {"dos_from": dt.date(2026, 10, 1)}
    assert found("DX-003", {**case, "line": october, "releases": april}) == (
        "error",
        "The ICD-10-CM table is of 2026 Q2, older than the date of service (2026 Q4).",
    )


def test_an_illustration_is_named_whatever_its_age() -> None:
    case = {
        **UNKNOWN_CODE,
        "releases": release("hcpcs", dt.date(2019, 1, 1), vintage=None, is_illustrative=True),
    }
    assert found("COD-001", case) == ("error", "The HCPCS table is an illustration.")


def test_january_is_compared_with_january() -> None:
    day = dt.date(2027, 1, 1)
    case = {
        "line": {"code": "J0001", "dos_from": day},
        "releases": release("hcpcs", dt.date(2026, 10, 1)),
    }
    caveat = "The HCPCS table is of 2026 Q4, older than the date of service (2027 Q1)."
    assert found("COD-001", case) == ("error", caveat)


POWDER = {
    "brand": "Powder",
    "presentation": "100 mg",
    "hcpcs": "J9035",
    "container": "single",
    "strength": 100,
    "measure": "mg",
    "ndc": "50242006001",
    "ndc_measure": "UN",
}
IN_MILLILITRES = {
    "code": "J9035",
    "units": 10,
    "ndc": {"number": "50242006001", "qty": 1, "uom": "ML"},
}


@pytest.mark.parametrize(
    ("verified", "said"),
    [
        (True, ("error", "")),
        (False, ("warning", "What is known of the NDC of Powder 100 mg is not verified.")),
    ],
)
def test_an_unverified_product_warns_of_its_ndc(verified: bool, said: tuple[str, str]) -> None:
    case = {"line": dict(IN_MILLILITRES), "products": [{**POWDER, "verified": verified}]}
    assert found("NDC-004", case) == said


def test_a_unit_that_does_not_exist_is_an_error_whatever_the_product() -> None:
    line = {**IN_MILLILITRES, "ndc": {"number": "50242006001", "qty": 1, "uom": "CC"}}
    case = {"line": line, "products": [{**POWDER, "verified": False}]}
    assert found("NDC-004", case) == ("error", "")


def test_the_crosswalk_verifies_what_the_product_table_says_of_a_code() -> None:
    line = {**IN_MILLILITRES, "code": "J0256"}
    product = {**POWDER, "verified": False}
    severity, _caveat = found("NDC-005", {"line": dict(line), "products": [product]})
    assert severity == "warning"
    crosswalk = [{"ndc": "50242006001", "code": "J9035"}]
    case = {"line": dict(line), "products": [product], "crosswalk": crosswalk}
    assert found("NDC-005", case) == ("error", "")


def test_the_rules_named_here_exist() -> None:
    assert set(standing._TABLES) <= set(RULES)
    assert all(message in RULES[rule].messages for rule, message in standing._OF_NDC)

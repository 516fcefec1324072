"""What a drug and its JW line come to under all rules together, and what the page then offers."""

from __future__ import annotations

import pytest
import shared_files
from test_engine import case, check, context_of

from claims.scrubber.report import Report
from claims.scrubber.suggestions import LineSuggestion, suggest


@pytest.fixture(scope="module", autouse=True)
def _shared() -> None:
    shared_files.needs_shared()


def claim_of(*lines: dict, name: str = "GC022") -> dict:
    """The claim of a golden case with other lines laid over its first one."""
    one = case(name)
    first = one["claim"]["lines"][0]
    one["claim"]["lines"] = [{**first, "n": n, **line} for n, line in enumerate(lines, start=1)]
    return one


def mg(amount: int) -> dict:
    return {"amount": amount, "uom": "mg"}


def vials(*sizes: int) -> list[dict]:
    return [{"size": size, "uom": "mg", "count": 1} for size in sizes]


def offered(*lines: dict) -> LineSuggestion:
    [found] = suggest(context_of(claim_of(*lines)))
    return found


def waste(report: Report) -> set[tuple[str, int | None]]:
    found = {(one.rule.id, one.line) for one in report.findings}
    return {one for one in found if one[0][:3] in {"WST", "UNI"} and one[0] != "WST-010"}


def test_two_ndcs_of_one_brand_may_differ() -> None:
    large, small = ({"number": number} for number in ("50242-0061-01", "50242-0060-01"))
    two = claim_of(
        {"units": 40, "dose": mg(400), "containers": vials(400), "modifiers": ["JZ"], "ndc": large},
        {"units": 5, "dose": mg(50), "containers": vials(100), "modifiers": [], "ndc": small},
        {"units": 5, "modifiers": ["JW"], "discarded": mg(50), "ndc": small},
    )
    for name in ("dose", "containers"):
        del two["claim"]["lines"][2][name]
    assert waste(check(two)) == set()


def test_overfill_beyond_the_syringe_is_no_waste() -> None:
    syringe = {"code": "J0897", "brand": "Prolia", "units": 60, "dose": mg(60), "ndc": None}
    syringe |= {"containers": vials(60), "discarded": mg(2), "modifiers": ["JZ"]}
    assert waste(check(claim_of(syringe))) == set()


def test_jz_that_the_record_contradicts_is_said_once() -> None:
    line = {"modifiers": ["JZ"], "discarded": mg(50)}
    assert waste(check(claim_of(line))) == {("WST-009", 1)}
    assert waste(check(claim_of(line | {"discarded": mg(0)}))) == {("WST-004", 1)}


def test_units_that_cannot_be_units_hide_the_sum_of_their_group() -> None:
    given = {"units": "45.5", "modifiers": []}
    discarded = {"units": 5, "modifiers": ["JW"], "discarded": mg(50)}
    found = waste(check(claim_of(given, discarded)))
    assert ("UNI-006", 1) in found
    assert not {one for one in found if one[0] in {"WST-004", "UNI-001"}}


def test_units_can_be_both_no_whole_number_and_the_dose() -> None:
    line = {"units": "4.5", "dose": {"amount": "4.5", "uom": "mg"}, "modifiers": ["JZ"]}
    assert waste(check(claim_of(line))) >= {("UNI-006", 1), ("UNI-002", 1)}


def test_another_code_for_the_drug_explains_both_lines() -> None:
    given = {"code": "J0256", "brand": "Glassia", "dose": mg(450), "ndc": None, "modifiers": []}
    discarded = given | {"units": 9, "modifiers": ["JW"], "discarded": mg(90)}
    report = check(claim_of(given, discarded))
    assert [one.line for one in report.findings if one.rule.id == "COD-005"] == [1]
    assert waste(report) == set()


def test_label_potency_has_no_best_containers() -> None:
    given = {"code": "J0257", "brand": "Glassia", "dose": mg(450), "ndc": None}
    report = check(claim_of(given | {"containers": vials(1013)}))
    assert report.computed[0].best_containers is None
    assert not {one for one in report.not_checked if one.rule == "WST-007"}


def test_no_jz_is_offered_for_a_dose_above_the_containers() -> None:
    found = offered({"dose": mg(600), "units": 60})
    assert (found.units, found.modifier, found.discarded) == (60, None, None)
    assert (found.jw_units, found.waste_fix) == (None, None)


def test_nothing_is_offered_where_only_some_containers_are_recorded() -> None:
    lines = ({"dose": mg(400), "units": 40}, {"dose": mg(50), "units": 5, "containers": []})
    found = offered(*lines)
    assert (found.units, found.modifier, found.jw_units) == (45, None, None)


@pytest.mark.parametrize(
    ("line", "is_offered"),
    [
        ({"units": 45}, True),
        ({"units": 44}, False),
        ({"units": 44, "charge": None}, True),
        ({"units": None}, True),
    ],
)
def test_the_jw_line_waits_for_the_units(line: dict, *, is_offered: bool) -> None:
    found = offered(line)
    assert found.why.endswith("asks for a JW line.")
    assert (found.waste_fix is not None) == is_offered


def test_a_jw_line_without_a_share_has_no_charge() -> None:
    found = offered({"units": None})
    assert found.waste_fix is not None
    [added] = [one.value for one in found.waste_fix.changes if one.op == "insert"]
    assert isinstance(added, dict)
    assert (added["units"], "charge" in added, "qty" in added.get("ndc", {})) == (5, False, False)

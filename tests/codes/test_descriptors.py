"""Billing units read from descriptors."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codes.descriptors import ParsedUnit, is_unclassified, read_unit

SPELLINGS = [
    ("Injection, examplin, 10 mg", "10", "mg"),
    ("Injection, examplin,10 mg", "10", "mg"),
    ("Injection, examplin, per 50mg", "50", "mg"),
    ("Injection, examplin, up to 250 milligrams", "250", "mg"),
    ("Examplin, inhalation solution, unit dose form, per milligram", "1", "mg"),
    ("Injection, examplin, .5 mg", "0.5", "mg"),
    ("Injection, examplin, 0.1 mcg", "0.1", "mcg"),
    ("Injection, examplin, up to 1,000 micrograms", "1000", "mcg"),
    ("Injection, examplin, 1 \u00b5g", "1", "mcg"),
    ("Injection, examplin, per gm", "1", "g"),
    ("Injection, examplin, 3.1 grams", "3.1", "g"),
    ("Injection, examplin, 1 cc", "1", "mL"),
    ("Infusion, dextrin 40, 500 ml", "500", "mL"),
    ("Injection, examplin, 100,000 units", "100000", "unit"),
    ("Injection, examplin, 10 million units", "10000000", "unit"),
    ("Injection, examplin, per 1,000 usp units", "1000", "unit"),
    ("Injection, factor x, (made), per i.u.", "1", "IU"),
    ("Injection, complex (human), per factor viii i.u.", "1", "IU"),
    ("Injection, examplin, 500 international units", "500", "IU"),
    ("Injection, salt, per 2 meq", "2", "mEq"),
    ("Tracer t-99, diagnostic, 0.1 millicurie", "0.1", "mCi"),
    ("Tracer t-99, diagnostic, per 5 microcuries", "5", "uCi"),
    ("Tracer t-99, diagnostic, per study dose, up to 10 millicuries", "1", "dose"),
    ("Injection, examplin, per therapeutic dose", "1", "dose"),
    ("Injection, examplin, per single use vial", "1", "vial"),
    ("Infusion, saline (500 ml = 1 unit)", "500", "mL"),
    ("Contrast material, 150-199 mg/ml iodine concentration, per ml", "1", "mL"),
    ("Examplin 10 mg/ml eye drops, 1 ml", "1", "mL"),
    ("Injection, examplin, 25 mg (made brand)", "25", "mg"),
    ("Injection, examplin, 10 mg (code may be used for those at home)", "10", "mg"),
]

UNSURE = [
    "Injection, onein 10 mg and twoin 3 mg",
    "Injection, onein/twoin, 1 gram/0.125 grams (1.125 grams)",
    "Injection, onein and twoin, 2mg/3mg",
    "Injection, examplin, over 10 cc",
    "Examplin, oral, less than or equal to 3 mg",
    "Examplin, oral, greater than 10 mg",
    "Injection, examplin, 50 micrograms (250 i.u.)",
    "Injection, examplin, 0.9 mg, provided in 1.1 mg vial",
    "Injection, examplin, 5000 iu vial",
    "Injection, examplin, 180 mcg per ml",
    "Injection, examplin, 10 mg/ml",
    "Injection, examplin, 1 cc, 200 mg",
    "Examplin cream, single unit dosage form (354 mg)",
    "Examplin tablet, oral, 150 mg, per bottle of 60 tablets",
    "Injection, cells, per treatment, up to 5x10^15 vector genomes",
    "Injection, examplin, 1 million plaque forming units",
    "Injection, examplin, 10,000 kiu",
    "Injection, examplin, 0 mg",
    "Injection, examplin, 999999999 units",
]

NO_DRUG = [
    "Cast supplies, long arm, pediatric (0-10 years)",
    "Made graft, per square centimeter",
    "",
]

UNCLASSIFIED = [
    "Unclassified drugs",
    "Unclassified biologics",
    "Not otherwise classified, antineoplastic drugs",
    "Compounded drug, not otherwise classified",
    "Prescription drug, oral, chemotherapeutic, nos",
]

# The shared table counts these otherwise. "(500 ml = 1 unit)" is read as 500 mL. In contrast codes
# it took the iodine concentration for the unit, which is one millilitre.
OURS_IS_RIGHT = {
    *("J7040", "J7042", "J7060"),
    *("Q9958", "Q9959", "Q9960", "Q9961", "Q9962", "Q9963", "Q9965", "Q9966", "Q9967"),
}
MUST_BE_RIGHT = {
    "J0256": ("10", "mg"),
    "J2253": ("1", "mg"),
    "J2501": ("1", "mcg"),
    "J0636": ("0.1", "mcg"),
    "J3420": ("1000", "mcg"),
    "J1745": ("10", "mg"),
    "J9035": ("10", "mg"),
    "J0897": ("1", "mg"),
    "J1569": ("500", "mg"),
    "J2778": ("0.1", "mg"),
    "J0885": ("1000", "unit"),
    "J0881": ("1", "mcg"),
    "J0561": ("100000", "unit"),
    "J7189": ("1", "mcg"),
    "J3301": ("10", "mg"),
    "J1756": ("1", "mg"),
    "Q5103": ("10", "mg"),
}


@pytest.mark.parametrize(("words", "amount", "measure"), SPELLINGS)
def test_one_reading_is_taken(words: str, amount: str, measure: str) -> None:
    assert read_unit(words) == ParsedUnit(
        amount=Decimal(amount), measure=measure, standing="parsed"
    )


@pytest.mark.parametrize("words", UNSURE)
def test_two_readings_are_left_to_a_person(words: str) -> None:
    assert read_unit(words) == ParsedUnit(standing="needs_review")


@pytest.mark.parametrize("words", [*NO_DRUG, *UNCLASSIFIED])
def test_no_amount_is_none(words: str) -> None:
    assert read_unit(words) == ParsedUnit(standing="none")


def test_not_otherwise_specified_beside_an_amount_is_an_ordinary_code() -> None:
    assert [is_unclassified(words) for words in UNCLASSIFIED] == [True] * len(UNCLASSIFIED)
    assert not is_unclassified("Injection, examplin (human), not otherwise specified, 10 mg")
    assert not is_unclassified("Wound dressing, not otherwise specified")


@settings(deadline=None)  # two cores that others use too
@given(st.text())
def test_any_text_has_a_standing(words: str) -> None:
    assert read_unit(words).standing in {"parsed", "needs_review", "none"}


@settings(deadline=None)  # two cores that others use too
@given(
    st.lists(
        st.sampled_from(
            [
                "per",
                "up to",
                "1,000",
                "10",
                ".5",
                "0",
                "9" * 30,
                "mg",
                "/",
                "ml",
                "(",
                ")",
                "units",
                "million",
                "dose",
                "=",
                "1 unit",
                "vial",
                "i.u.",
                "-",
                "over",
                ",",
                "injection",
            ]
        )
    ).map(" ".join)
)
def test_any_words_of_a_descriptor_have_a_standing(words: str) -> None:
    unit = read_unit(words)

    assert (unit.standing == "parsed") == (unit.amount is not None) == (unit.measure != "")


@pytest.mark.shared
def test_all_drug_descriptors_of_2025(shared: Path) -> None:
    """Compared with another reading of the same 1,773 descriptors: no disagreement is unnamed."""
    with (shared / "domain/hcpcs_drug_codes.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    units = {row["code"]: read_unit(row["long_descriptor_nov2025"]) for row in rows}
    other = {row["code"]: _other(row) for row in rows}

    disagree = {
        code
        for code, unit in units.items()
        if unit.standing == "parsed" and other[code] and other[code] != (unit.amount, unit.measure)
    }
    drugs = [unit for code, unit in units.items() if code.startswith("J")]
    parsed = sum(unit.standing == "parsed" for unit in drugs)

    assert disagree == OURS_IS_RIGHT
    assert (len(drugs), parsed) == (1188, 1110)
    assert {code: (units[code].amount, units[code].measure) for code in MUST_BE_RIGHT} == {
        code: (Decimal(amount), unit) for code, (amount, unit) in MUST_BE_RIGHT.items()
    }


def _other(row: dict[str, str]) -> tuple[Decimal, str] | None:
    if not row["unit_qty_parsed"]:
        return None
    amount, measure = Decimal(row["unit_qty_parsed"]), row["unit_uom_parsed"]
    return (amount * 1_000_000, "unit") if measure == "million units" else (amount, measure)

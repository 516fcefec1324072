"""The facts of the demonstration cover what the golden cases name."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from claims.demo import facts
from codes.models import Diagnosis, DrugProduct, HcpcsCode, Modifier, Payer, PlaceOfService


def _golden(shared: Path) -> list[dict[str, Any]]:
    cases = json.loads((shared / "domain" / "golden_cases.json").read_text())["cases"]
    return [case["claim"] for case in cases]


def _of_lines(shared: Path, name: str) -> set[str]:
    lines = [line for claim in _golden(shared) for line in claim["lines"]]
    return {line[name] for line in lines if line.get(name)}


def _column(shared: Path, name: str, column: str) -> set[str]:
    with (shared / "domain" / name).open(encoding="utf-8") as table:
        return {row[column] for row in csv.DictReader(table)}


@pytest.mark.django_db
class TestFacts:
    """What the golden cases name is in the facts."""

    @pytest.fixture(autouse=True)
    def _loaded(self) -> None:
        facts.load()

    @pytest.mark.shared
    def test_every_code(self, shared: Path) -> None:
        known = set(HcpcsCode.objects.values_list("code", flat=True))

        assert _of_lines(shared, "code") - known == {"J0000"}

    @pytest.mark.shared
    def test_every_code_of_the_policies_and_tables(self, shared: Path) -> None:
        known = set(HcpcsCode.objects.values_list("code", flat=True))
        policies = json.loads((shared / "domain" / "payers_policies.json").read_text())["policies"]
        named = {entry["code"] for policy in policies for entry in policy["codes"]}
        named |= _column(shared, "drug_products.csv", "hcpcs")
        named |= _column(shared, "administration_codes.csv", "code")
        named |= _column(shared, "self_administered.csv", "code")

        assert named - known == set()

    @pytest.mark.shared
    def test_every_brand(self, shared: Path) -> None:
        known = set(DrugProduct.objects.values_list("brand", flat=True))

        assert _of_lines(shared, "brand") - known == set()

    @pytest.mark.shared
    def test_every_diagnosis(self, shared: Path) -> None:
        named = {dx for claim in _golden(shared) for dx in claim["diagnoses"]}
        known = {row.dotted for row in Diagnosis.objects.all()}

        assert named - known == {"E88..1"}

    @pytest.mark.shared
    def test_every_modifier(self, shared: Path) -> None:
        lines = [line for claim in _golden(shared) for line in claim["lines"]]
        named = {modifier for line in lines for modifier in line["modifiers"]}
        known = set(Modifier.objects.values_list("code", flat=True))

        assert named - known == set()

    @pytest.mark.shared
    def test_every_place_and_payer(self, shared: Path) -> None:
        places = set(PlaceOfService.objects.values_list("code", flat=True))
        payers = set(Payer.objects.values_list("code", flat=True))

        assert _of_lines(shared, "pos") - places == set()
        assert {claim["payer"] for claim in _golden(shared)} - payers == set()

"""The demo practice: right claims, and ten that wait in the queue, each with its facts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from tempfile import TemporaryDirectory

from django.test import TestCase, override_settings

from billing_site.accounts.models import Practice, User
from claims.demo import queue
from claims.demo.load import load
from claims.models import (
    Claim,
    Coverage,
    Facility,
    Patient,
    PriorAuthorization,
    Provider,
    ServiceLine,
)
from codes.models import HcpcsCode

NOW = dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)


class DemoCase(TestCase):
    """The demonstration as of 2026-11-21, a Saturday, loaded once per class."""

    @classmethod
    def setUpTestData(cls) -> None:
        with TemporaryDirectory() as folder, override_settings(DATA_DIR=folder):
            load(now=NOW, password="", reset=False)


def _waiting() -> dict[str, Claim]:
    """The ten claims of the queue by their name; the newest drafts of all."""
    newest = Claim.objects.order_by("-updated_at")[: len(queue.NAMES)]
    return dict(zip(queue.NAMES, newest, strict=True))


def _drug_lines(claim: Claim) -> list[ServiceLine]:
    return [line for line in claim.lines.all() if line.product]


class TestPractice(DemoCase):
    """What is there."""

    def test_about_four_hundred_claims_in_every_status(self) -> None:
        counts = Counter(Claim.objects.values_list("status", flat=True))

        assert set(counts) == set(Claim.Status.values)
        assert 380 <= counts.total() <= 420
        assert min(counts.values()) >= 5

    def test_people_and_places(self) -> None:
        assert Patient.objects.count() == 25
        assert Practice.objects.count() == 2
        assert Facility.objects.count() == 3
        first = Provider.objects.filter(practice__name="Lakeshore Infusion Associates")
        assert first.filter(renders=True).count() == 4
        assert first.filter(orders=True).count() == 3

    def test_every_npi_passes_its_check_digit(self) -> None:
        numbers = [*Provider.objects.values_list("npi", flat=True)]
        numbers += [*Facility.objects.values_list("npi", flat=True)]
        numbers += [*Practice.objects.values_list("npi", flat=True)]

        assert [number for number in numbers if not _passes(number)] == []
        assert {"1234567893", "1558598797"} <= set(numbers)

    def test_days_lie_in_twenty_six_weeks(self) -> None:
        days = set(Claim.objects.values_list("date_of_service", flat=True))

        assert max(days) == TODAY - dt.timedelta(days=1)
        assert min(days) > TODAY - dt.timedelta(weeks=26)
        assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}

    def test_coverage_held_on_every_day_of_service_but_one(self) -> None:
        held = Coverage.objects.select_related("payer")
        uncovered = [
            claim
            for claim in Claim.objects.select_related("patient")
            if not any(_covers(row, claim) for row in held if row.patient_id == claim.patient_id)
        ]

        assert uncovered == [_waiting()["coverage_moved"]]

    def test_no_authorization_is_overdrawn(self) -> None:
        assert [
            row.number
            for row in PriorAuthorization.objects.all()
            if row.used_units > row.approved_units
        ] == []

    def test_outcomes_stand_on_adjudicated_claims_only(self) -> None:
        settled = {"paid", "part_paid", "denied", "unprocessable"}
        lines = ServiceLine.objects.exclude(outcome="")

        assert set(lines.values_list("claim__status", flat=True)) == settled
        reasoned = lines.filter(outcome__in=["denied", "reduced"])
        assert not reasoned.filter(outcome_carc="").exists()
        assert not lines.filter(outcome="paid").exclude(outcome_carc="").exists()
        assert not lines.filter(paid_cents=None).exists()

    def test_the_biller_sees_one_practice(self) -> None:
        biller = User.objects.get(username="biller")
        seen = set(Claim.objects.visible_to(biller).values_list("practice__name", flat=True))

        assert seen == {"Lakeshore Infusion Associates"}


def _passes(npi: str) -> bool:
    digits = [int(digit) for digit in "80840" + npi]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(npi) == 10 and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def _covers(row: Coverage, claim: Claim) -> bool:
    day = claim.date_of_service
    assert day is not None
    ends = row.effective_through or dt.date.max
    return row.payer_id == claim.payer_id and row.effective_from <= day <= ends


class TestArithmetic(DemoCase):
    """Units, waste, modifiers and money of every claim that is not wrong on purpose."""

    def test_units_cover_the_dose_and_waste_fills_the_vials(self) -> None:
        wrong = {_waiting()[name].number for name in ("milligrams_as_units", "double_units")}
        units = dict(HcpcsCode.objects.values_list("code", "unit_amount"))
        found = {claim.number for claim in _claims() if not _is_exact(_drug_lines(claim), units)}

        assert found == wrong

    def test_waste_modifiers_follow_the_payer(self) -> None:
        required = {"MEDICARE_B", "HARBOR_MA", "SUMMIT"}
        wrong = [
            claim.number
            for claim in _claims()
            if not _is_marked(_drug_lines(claim), claim.payer.code in required)
        ]

        assert wrong == []

    def test_totals_are_the_sums_of_the_charges(self) -> None:
        assert [
            claim.number
            for claim in _claims()
            if claim.total_cents != sum(line.charge_cents for line in claim.lines.all())
        ] == []

    def test_nothing_is_paid_beyond_its_charge(self) -> None:
        paid = ServiceLine.objects.exclude(paid_cents=None)

        assert [line.pk for line in paid if line.paid_cents > line.charge_cents] == []


def _claims() -> list[Claim]:
    return list(Claim.objects.select_related("payer").prefetch_related("lines__containers"))


def _is_exact(lines: list[ServiceLine], unit_of: dict[str, Decimal]) -> bool:
    """By product: administered is the dose rounded up, and with JW it is what the vials hold."""
    for _product, grouped in groupby(lines, key=lambda line: line.product):
        group = list(grouped)
        unit = unit_of[group[0].code]
        dose = sum(line.dose_amount or Decimal(0) for line in group)
        given = sum(line.units for line in group if "JW" not in line.modifiers)
        wasted = sum(line.units for line in group if "JW" in line.modifiers)
        vials = [vial for line in group for vial in line.containers.all()]
        content = sum(vial.count * vial.size for vial in vials)
        if given != _ceil(dose / unit):
            return False
        if (wasted or "JZ" in group[0].modifiers) and given + wasted != _ceil(content / unit):
            return False
    return True


def _ceil(number: Decimal) -> Decimal:
    return number.to_integral_value(ROUND_CEILING)


def _is_marked(lines: list[ServiceLine], required: bool) -> bool:
    """JW beside its line without JZ; JZ alone where the payer asks; neither on multi-dose vials."""
    marks = [mark for line in lines for mark in line.modifiers if mark in {"JW", "JZ"}]
    if lines[0].product.startswith("cyanocobalamin"):
        return marks == []
    if "JW" in marks:
        return marks == ["JW"]
    return marks == (["JZ"] if required else [])

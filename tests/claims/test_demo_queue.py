"""The ten claims that wait in the demo queue, each with its facts."""

from __future__ import annotations

import datetime as dt
from tempfile import TemporaryDirectory

from django.test import TestCase, override_settings

from claims.demo import queue
from claims.demo.load import load
from claims.models import Claim, Coverage, ServiceLine

NOW = dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.UTC)


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


class TestQueue(DemoCase):
    """The ten that wait, each with its facts."""

    def test_ten_drafts_are_the_newest(self) -> None:
        waiting = _waiting().values()

        assert [claim.status for claim in waiting] == ["draft"] * 10
        assert len({claim.patient_id for claim in waiting}) == 10

    def test_their_last_check_is_kept(self) -> None:
        waiting = _waiting()

        # the dose as units, and the limit a day that it passes, too
        assert waiting["milligrams_as_units"].blocks == 2
        assert waiting["milligrams_as_units"].worst_finding == "More than the clinical limit a day"
        assert waiting["double_units"].blocks >= 1
        assert waiting["specialty_pharmacy"].blocks >= 1
        assert waiting["printed_vials"].blocks == 0
        assert {
            name: waiting[name].worst_finding
            for name in (
                "coverage_moved",
                "hemoglobin_missing",
                "too_soon",
                "authorization_for_reference_product",
            )
        } == {
            "coverage_moved": "Coverage was not in force on the date of service",
            "hemoglobin_missing": "Hemoglobin is missing on an ESA claim",
            "too_soon": "Dosed too soon",
            "authorization_for_reference_product": "Authorization is for something else",
        }

    def test_nothing_else_that_waits_is_blocked(self) -> None:
        """Policies are in force for all of them: what they ask for is on the record."""
        others = Claim.objects.filter(status__in=Claim.EDITABLE)
        others = others.exclude(pk__in=[claim.pk for claim in _waiting().values()])

        assert [(claim.number, claim.worst_finding) for claim in others.filter(blocks__gt=0)] == []

    def test_milligrams_as_units(self) -> None:
        claim = _waiting()["milligrams_as_units"]
        [line] = _drug_lines(claim)

        assert (line.code, line.product, line.modifiers) == ("J0256", "Zemaira 4 g", ["JZ"])
        assert (line.dose_amount, line.dose_measure, line.units) == (4000, "mg", 4000)

    def test_printed_vials(self) -> None:
        claim = _waiting()["printed_vials"]
        given, wasted = _drug_lines(claim)

        assert given.product == wasted.product == "Aralast NP"
        vials = given.containers.values_list("count", "size", "measure")
        assert list(vials) == [(2, 1028, "mg"), (1, 517, "mg")]
        assert (given.dose_amount, given.units, given.modifiers) == (2400, 240, [])
        assert (wasted.discarded_amount, wasted.units, wasted.modifiers) == (173, 18, ["JW"])

    def test_specialty_pharmacy(self) -> None:
        lines = _drug_lines(_waiting()["specialty_pharmacy"])

        assert {line.drug_source for line in lines} == {"specialty_pharmacy"}
        assert {line.product for line in lines} == {"Prolastin-C Liquid 1 g"}
        assert all(line.charge_cents > 0 for line in lines)

    def test_authorization_for_reference_product(self) -> None:
        claim = _waiting()["authorization_for_reference_product"]
        [line] = _drug_lines(claim)

        assert (line.code, line.product) == ("Q5103", "Inflectra 100 mg")
        assert claim.authorization is not None
        assert claim.authorization.code == "J1745"

    def test_two_ndcs(self) -> None:
        claim = _waiting()["two_ndcs"]
        lines = _drug_lines(claim)

        assert claim.payer.code == "STATE_MCD"
        assert [(line.code, line.units, line.ndc, line.ndc_quantity) for line in lines] == [
            ("J9035", 40, "50242006101", 16),
            ("J9035", 10, "50242006001", 4),
        ]

    def test_too_soon(self) -> None:
        claim = _waiting()["too_soon"]
        before = Claim.objects.filter(patient=claim.patient).order_by("-date_of_service")[1]

        assert (claim.date_of_service - before.date_of_service).days == 17
        assert before.status in {"submitted", "accepted", "paid"}
        assert [_drug_lines(each)[0].units for each in (claim, before)] == [200, 200]

    def test_infusion_of_220_minutes(self) -> None:
        claim = _waiting()["infusion_of_220_minutes"]

        assert [(line.code, line.units, line.minutes) for line in claim.lines.all()] == [
            ("J1569", 70, None),
            ("96365", 1, 220),
            ("96366", 3, None),
        ]

    def test_hemoglobin_missing(self) -> None:
        claim = _waiting()["hemoglobin_missing"]
        [line] = _drug_lines(claim)

        assert (line.code, line.modifiers, claim.payer.code) == (
            "J0885", ["EC", "JZ"], "MEDICARE_B",
        )  # fmt: skip
        assert claim.patient.on_dialysis is False

    def test_double_units(self) -> None:
        [line] = _drug_lines(_waiting()["double_units"])

        assert (line.code, line.dose_amount, line.units) == ("J0897", 60, 120)

    def test_coverage_moved(self) -> None:
        claim = _waiting()["coverage_moved"]
        new, old = Coverage.objects.filter(patient=claim.patient)

        assert old.payer == claim.payer
        assert old.effective_through < claim.date_of_service
        assert (new.payer.code, new.effective_through) == ("HARBOR_MA", None)
        assert new.effective_from <= claim.date_of_service

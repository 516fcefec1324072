"""What policies ask of the record, and the circumstances of a claim, on their way to the rules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from claims.gather.stored import drafts_of
from claims.models import Claim, Exemption, LabResult, Patient, StepTrial
from claims.services import check_draft
from codes.facts import facts_changed
from codes.models import Payer, PayerTerms, ReferenceRelease
from tests.codes.policy_worlds import make_people, published
from tests.factories import DAY, make_claim, make_codes, make_patient, make_practice

pytestmark = pytest.mark.django_db
AAT = {
    "labs": [{"lab": "AAT_SERUM", "any_of": [{"unit": "umol/L", "op": "<", "value": 11}]}],
    "step": [{"any_of": ["Q5103"]}],
    "products": [{"brand": "Prolastin-C", "tier": "preferred"},
                 {"brand": "Glassia", "tier": "non_preferred"}],
    "exemption": {"allowed": True},
    "site_of_care": {"allowed": ["12"], "restricted": ["11"], "exceptions": ["unstable"]},
    "effective_to": None,
}  # fmt: skip


@pytest.fixture
def world() -> SimpleNamespace:
    """A claim for J0256 of a payer whose policy asks for everything that is on record."""
    release = ReferenceRelease.objects.create(
        kind="hcpcs", publisher="T", title="T", effective_from=dt.date(2020, 1, 1)
    )
    make_codes(release)
    payer = Payer.objects.create(code="NORTHLAKE", name="Northlake", line_of_business="commercial")
    PayerTerms.objects.create(
        payer=payer, waste_modifiers="not_used", ndc="optional", facility_drug="allow"
    )
    published(make_people(), **AAT)
    facts_changed()
    patient = make_patient(make_practice())
    claim = make_claim(make_practice(), patient=patient)
    claim.lines.update(product="Glassia")
    Claim.objects.update(payer=payer)
    return SimpleNamespace(claim=claim, patient=patient, payer=payer)


def fired(**changes: Any) -> set[str]:
    """Rules that found something on the one claim, after some of its columns changed."""
    Claim.objects.update(**changes)
    [draft] = drafts_of(Claim.objects.all())
    report = check_draft(draft, today=DAY).report
    return {found["rule"] for found in report["findings"]}


def test_an_empty_record_is_found_wanting(world: SimpleNamespace) -> None:
    assert {"POL-012", "POL-005", "POL-013", "POS-003"} <= fired()


def test_a_result_on_record_meets_the_policy(world: SimpleNamespace) -> None:
    LabResult.objects.create(
        patient=world.patient, lab="AAT_SERUM", value=Decimal("7.5"), unit="umol/L", taken_on=DAY
    )
    assert "POL-012" not in fired()


def test_a_trial_on_record_meets_the_step(world: SimpleNamespace) -> None:
    StepTrial.objects.create(patient=world.patient, agent="Q5103", outcome="failure", ended_on=DAY)
    assert "POL-005" not in fired()


def test_an_exemption_counts_for_its_product(world: SimpleNamespace) -> None:
    filed = Exemption.objects.create(
        patient=world.patient, payer=world.payer, number="EX-1", product="Aralast NP"
    )
    assert "POL-013" in fired(exemption_number="ex-1")

    filed.product = "Glassia"
    filed.save()
    assert "POL-013" not in fired()
    # a number that is not on file may be right: nothing contradicts it
    assert "POL-013" not in fired(exemption_number="EX-2")


def test_the_site_exception_of_the_claim_opens_the_place(world: SimpleNamespace) -> None:
    assert "POS-003" not in fired(site_exception="unstable")
    assert "POS-003" in fired(site_exception="convenience")


def test_what_was_attested_counts(world: SimpleNamespace) -> None:
    assert "POL-005" not in fired(attestations={"grandfathered": True})
    assert "POL-005" in fired(attestations={"grandfathered": False})


def test_circumstances_stand_in_claim_json(world: SimpleNamespace) -> None:
    Claim.objects.update(
        assignment="accepted",
        frequency_code="7",
        original_ref="ICN 1",
        haemoglobin=Decimal("9.60"),
        haemoglobin_measure="g/dL",
        haemoglobin_on=DAY,
        other_payer="Employer plan",
        other_paid_cents=1250,
        other_paid_on=DAY,
        acquired_340b=False,
        said_missing=["ordering_npi", "haemoglobin"],
        attestations={"nonsmoker": True},
    )
    world.claim.lines.update(start="08:30", stop="09:45", container_type="single")
    [draft] = drafts_of(Claim.objects.all())

    told = check_draft(draft, today=DAY).claim

    assert told["assignment"] == "accepted"
    assert (told["frequency_code"], told["original_ref"]) == ("7", "ICN 1")
    assert told["haemoglobin"] == {"value": "9.60", "measure": "g/dL", "date": "2026-11-10"}
    assert told["cob"]["primary"] == "Employer plan"
    assert told["attestations"]["nonsmoker"] is True
    assert told["ordering_npi"] is None
    line = told["lines"][0]
    assert (line["start"], line["stop"], line["container_type"]) == ("08:30", "09:45", "single")


@pytest.mark.parametrize("count", [1, 20])
def test_records_take_as_many_queries_for_many_claims(
    world: SimpleNamespace, count: int, django_assert_num_queries
) -> None:
    from claims.gather.record import records_of
    from claims.gather.reference import published_policies
    from codes.facts import small_tables

    Claim.objects.all().delete()
    for number in range(count):
        patient = make_patient(make_practice(), f"Testcase {number}")
        make_claim(make_practice(), f"C-{number:05}", patient=patient, exemption_number="EX-1")
    Claim.objects.update(payer=world.payer)
    drafts = drafts_of(Claim.objects.all())
    policies = published_policies(small_tables())

    with django_assert_num_queries(3):
        records = records_of(drafts, policies)

    assert [record.labs for record in records] == [()] * count
    assert Patient.objects.count() == count + 1

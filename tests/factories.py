"""Made-up people and facts that tests share. Names are plainly fictitious."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from billing_site.accounts.models import Membership, Practice, Role, RoleGrant, User
from claims.models import Claim, Coverage, Facility, Patient, Provider, ServiceLine
from codes.facts import facts_changed
from codes.models import (
    Diagnosis,
    DrugProduct,
    HcpcsCode,
    Modifier,
    Payer,
    PayerTerms,
    PlaceOfService,
    ReferenceRelease,
)

DAY = dt.date(2026, 11, 10)
PASSWORD = "correct horse battery"


def make_practice(name: str = "Test Infusion") -> Practice:
    """A practice in Chicago with the NPI that the standard uses as its example."""
    practice, _ = Practice.objects.get_or_create(
        name=name, defaults={"npi": "1234567893", "time_zone": "America/Chicago"}
    )
    return practice


def make_user(name: str, *roles: Role, practice: Practice | None = None) -> User:
    """A user who holds ``roles`` and is a member of ``practice``."""
    user = User.objects.create_user(name, password=PASSWORD)
    RoleGrant.objects.bulk_create([RoleGrant(user=user, role=role) for role in roles])
    if practice is not None:
        Membership.objects.create(user=user, practice=practice)
    return user


def make_facts() -> None:
    """Codes, products and payers that one J0256 claim needs, and the token that keeps them."""
    release = ReferenceRelease.objects.create(
        kind="hcpcs",
        publisher="Test",
        title="HCPCS test",
        effective_from=dt.date(2020, 1, 1),
        complete_for=[["A0000", "V9999"]],
    )
    make_codes(release)
    make_product(release)
    make_medicare()
    facts_changed()


def make_codes(release: ReferenceRelease) -> None:
    """J0256 and its infusion, JW and JZ, the office, two diagnoses."""
    added = dt.date(1989, 1, 1)
    HcpcsCode.objects.create(
        code="J0256",
        long_descriptor="Injection, alpha 1 proteinase inhibitor (human), 10 mg",
        kind="drug",
        unit_amount=Decimal(10),
        unit_measure="mg",
        unit_standing="confirmed",
        added=added,
        effective_from=added,
        release=release,
    )
    HcpcsCode.objects.create(
        code="96365",
        long_descriptor="non-chemo IV infusion, first hour",
        kind="administration",
        release=release,
    )
    for code in ("JW", "JZ"):
        Modifier.objects.create(code=code, label=code, release=release)
    PlaceOfService.objects.create(code="11", name="Office", release=release)
    for code, title in (("E8801", "Alpha-1-antitrypsin deficiency"), ("J431", "Emphysema")):
        Diagnosis.objects.create(code=code, title=title, is_billable=True, release=release)


def make_product(release: ReferenceRelease) -> None:
    """Prolastin-C in vials of nominally 1 g."""
    DrugProduct.objects.create(
        brand="Prolastin-C",
        presentation="Liquid 1 g",
        hcpcs="J0256",
        container="single",
        strength=Decimal(1000),
        strength_measure="mg",
        label_potency=True,
        routes=["IV"],
        release=release,
    )


def make_medicare() -> None:
    """Original Medicare, which requires JW or JZ."""
    payer = Payer.objects.create(
        code="MEDICARE_B", name="Medicare Part B", line_of_business="medicare_ffs"
    )
    PayerTerms.objects.create(
        payer=payer,
        waste_modifiers="required",
        waste_required_from=dt.date(2023, 7, 1),
        waste_edited_from=dt.date(2023, 10, 1),
        ndc="noc_only",
        facility_drug="deny",
    )


def make_patient(practice: Practice, last_name: str = "Testcase") -> Patient:
    """A patient with Medicare coverage."""
    patient = Patient.objects.create(
        practice=practice,
        last_name=last_name,
        first_name="Nora",
        birth_date=dt.date(1961, 4, 12),
        sex="F",
    )
    payer = Payer.objects.filter(code="MEDICARE_B").first()
    if payer is not None:
        Coverage.objects.create(
            patient=patient,
            payer=payer,
            member_id="1EG4TE5MK72",
            effective_from=dt.date(2020, 1, 1),
        )
    return patient


def make_provider(practice: Practice) -> Provider:
    """A rendering provider."""
    return Provider.objects.create(
        practice=practice, last_name="Lee", first_name="Min", npi="1558598797", orders=True
    )


def make_site(practice: Practice) -> Facility:
    """The practice's office."""
    return Facility.objects.create(
        practice=practice, name="Office", address="1 Test Way", place="11", npi="1234567893"
    )


def make_claim(practice: Practice, number: str = "C-00001", **values: Any) -> Claim:
    """A draft with one J0256 line of 5,000 mg."""
    claim = Claim.objects.create(
        practice=practice,
        number=number,
        patient=values.pop("patient", None) or make_patient(practice),
        payer=Payer.objects.filter(code="MEDICARE_B").first(),
        date_of_service=DAY,
        place="11",
        diagnoses=["E88.01"],
        **values,
    )
    ServiceLine.objects.create(
        claim=claim,
        number=1,
        code="J0256",
        dose_amount=Decimal(5000),
        dose_measure="mg",
        units=Decimal(500),
        modifiers=["JZ"],
        pointers="A",
        charge_cents=514_100,
    )
    return claim

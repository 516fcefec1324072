"""Rows of every table in the admin, as many as a test wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from billing_site.accounts.models import Membership, Practice, Role, RoleGrant, User
from codes.models import (
    CodeGuide,
    CodeRestriction,
    CodeSuccessor,
    Diagnosis,
    DocumentRequirement,
    DrugProduct,
    FactConflict,
    GuideStatement,
    HcpcsCode,
    Modifier,
    Payer,
    PayerTerms,
    PlaceOfService,
    ReferenceRelease,
    SimilarCode,
)
from tests.factories import make_practice
from tests.site import national_rows
from tests.site.releases import make_release

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def make_payer(number: int = 0) -> Payer:
    """A fictitious payer."""
    payer, _ = Payer.objects.get_or_create(
        code=f"PAYER_{number}",
        defaults={"name": f"Payer {number}", "line_of_business": "commercial"},
    )
    return payer


def terms_of(payer: Payer, **days: Any) -> PayerTerms:
    """Terms of a payer on a range of days."""
    return PayerTerms.objects.create(
        payer=payer, waste_modifiers="required", ndc="required", facility_drug="deny", **days
    )


def _hcpcs(number: int) -> HcpcsCode:
    return HcpcsCode.objects.create(
        code=f"J{number:04}",
        long_descriptor=f"Injection, made-up drug {number}, 10 mg",
        kind="drug",
        unit_amount=Decimal(10),
        unit_measure="mg",
        unit_standing="needs_review",
        effective_from=dt.date(2020, 1, 1),
        release=make_release(number),
    )


def _modifier(number: int) -> Modifier:
    code = LETTERS[number // 26] + LETTERS[number % 26]
    return Modifier.objects.create(code=code, label=f"Label {code}", release=make_release(number))


def _place(number: int) -> PlaceOfService:
    return PlaceOfService.objects.create(
        code=f"{number:02}", name=f"Place {number}", release=make_release(number)
    )


def _diagnosis(number: int) -> Diagnosis:
    return Diagnosis.objects.create(
        code=f"E{number:03}", title="Made up", is_billable=True, release=make_release(number)
    )


def _product(number: int) -> DrugProduct:
    return DrugProduct.objects.create(
        brand=f"Brand {number}",
        presentation="1 g",
        hcpcs="J0256",
        container="single",
        strength=Decimal(1000),
        strength_measure="mg",
        routes=["IV"],
        release=make_release(number),
    )


def _restriction(number: int) -> CodeRestriction:
    return CodeRestriction.objects.create(code=f"J{number:04}", use="dialysis", source="Test")


def _document(number: int) -> DocumentRequirement:
    return DocumentRequirement.objects.create(
        code=f"J{number:04}",
        payer=make_payer(number),
        document="plan",
        label="Plan of treatment",
        why="Test",
        provided_by="Prescriber",
        satisfied_by="A plan",
        source="Test",
    )


def _conflict(number: int) -> FactConflict:
    return FactConflict.objects.create(
        code=f"J{number:04}",
        field="drug",
        official="midazolam",
        editorial="alfacalcidol",
        severity="blocking",
        source="Test",
    )


def make_guide(number: int) -> CodeGuide:
    """A guide without statements."""
    code = f"J{number:04}"
    guide, _ = CodeGuide.objects.get_or_create(
        code=code, defaults={"title": f"Guide to {code}", "article": "article"}
    )
    return guide


def _statement(number: int) -> GuideStatement:
    """A statement that no official file can be compared with."""
    return GuideStatement.objects.create(
        guide=make_guide(number),
        section="definition",
        position=1,
        text=f"Statement {number}.",
        source="article",
        fact_code="J9999",
        fact_field="drug",
        fact_value="examplin",
    )


def _similar(number: int) -> SimilarCode:
    return SimilarCode.objects.create(
        from_code="J0256", to_code=f"J{number:04}", reason="Named beside it", source="article"
    )


def _successor(number: int) -> CodeSuccessor:
    return CodeSuccessor.objects.create(
        from_code="J0256", to_code=f"J{number:04}", source="Test", release=make_release(number)
    )


def _user(number: int) -> User:
    user = User.objects.create(username=f"user{number}")  # no password: hashing 50 takes 20 s
    RoleGrant.objects.create(user=user, role=Role.BILLER)
    Membership.objects.create(user=user, practice=make_practice(f"Clinic {number}"))
    return user


def _practice(number: int) -> Practice:
    return make_practice(f"Practice {number}")


MAKERS: dict[type, Callable[[int], Any]] = national_rows.MAKERS | {
    HcpcsCode: _hcpcs,
    Modifier: _modifier,
    PlaceOfService: _place,
    Diagnosis: _diagnosis,
    DrugProduct: _product,
    CodeRestriction: _restriction,
    DocumentRequirement: _document,
    Payer: make_payer,
    PayerTerms: lambda number: terms_of(make_payer(number), effective_from=dt.date(2024, 1, 1)),
    CodeGuide: make_guide,
    GuideStatement: _statement,
    SimilarCode: _similar,
    CodeSuccessor: _successor,
    FactConflict: _conflict,
    ReferenceRelease: make_release,
    User: _user,
    Practice: _practice,
}

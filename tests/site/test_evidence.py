"""The review list: every fact that nobody has confirmed, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from codes.evidence import LISTED, doubts
from codes.models import CodeGuide, DrugProduct, GuideStatement, HcpcsCode, PolicyVersion
from tests.codes.policy_worlds import make_people, published
from tests.factories import make_facts, make_user
from tests.site.policy_desk import client_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def admin() -> Client:
    make_facts()
    DrugProduct.objects.update(verified=True)
    return client_of(make_user("pola", Role.POLICY))


def listed(key: str, today: dt.date = TODAY) -> list[str]:
    [kind] = [one for one in doubts(today) if one.key == key]
    return [f"{row.name}: {row.why}" for row in kind.rows]


def test_nothing_is_listed_where_all_is_confirmed(admin: Client) -> None:
    published(make_people(), payer="MEDICARE_B", review_by=None)
    assert [one.total for one in doubts(TODAY)] == [0, 0, 0, 0, 0]
    assert admin.get("/codes/evidence/").content.decode().count("Nothing to review.") == 5


def test_policies_that_are_weak_or_overdue(admin: Client) -> None:
    version = published(
        make_people(), payer="MEDICARE_B", effective_to=None, review_by="2026-11-21"
    )
    assert listed("policies") == []
    [overdue] = listed("policies", TODAY + dt.timedelta(days=1))
    assert overdue.endswith("to be reviewed by 11/21/2026")

    PolicyVersion.objects.filter(pk=version.pk).update(standing="unverified", source_kind="phone")
    [weak] = listed("policies")
    assert "Not verified, telephone call" in weak
    page = admin.get("/codes/evidence/").content.decode()
    assert f"/policies/{version.identifier}/" in page

    PolicyVersion.objects.filter(pk=version.pk).update(effective_through=dt.date(2026, 11, 20))
    assert listed("policies") == []


def test_units_products_and_statements(admin: Client) -> None:
    HcpcsCode.objects.filter(code="J0256").update(unit_standing="needs_review")
    product = DrugProduct.objects.first()
    assert product is not None
    DrugProduct.objects.filter(pk=product.pk).update(verified=False)
    guide = CodeGuide.objects.create(code="J0256", title="Guide")
    words = {"guide": guide, "section": "definition", "source": "Article 1"}
    GuideStatement.objects.create(position=1, text="It is given weekly.", **words)
    GuideStatement.objects.create(position=2, text="So it is.", standing="confirmed", **words)

    assert [one.split(" ")[0] for one in listed("units")] == ["J0256"]
    [doubtful] = listed("products")
    assert doubtful.startswith(product.brand)
    assert listed("statements") == ["It is given weekly.: J0256, Article 1"]


def test_many_are_counted_and_link_to_all(admin: Client, django_assert_num_queries: Any) -> None:
    admin.get("/codes/evidence/")
    with django_assert_num_queries(13):
        admin.get("/codes/evidence/")
    product = DrugProduct.objects.first()
    assert product is not None
    for number in range(LISTED + 5):
        product.pk, product.presentation, product.verified = None, f"{number} mg vial", False
        product.ndc = ""
        product.save()
    with django_assert_num_queries(13):
        page = admin.get("/codes/evidence/").content.decode()
    assert "verified__exact=0" in page
    assert f"All {LISTED + 5}" in page
    assert admin.get("/admin/codes/drugproduct/?verified__exact=0").status_code == 200

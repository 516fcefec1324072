"""A fact is deleted only where no claim and no kept check names it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db.models import Model
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from claims.models import Claim
from codes.facts import facts_token
from codes.models import (
    Diagnosis,
    DrugProduct,
    HcpcsCode,
    Modifier,
    Payer,
    PayerTerms,
    PlaceOfService,
)
from tests.factories import make_user
from tests.site.fact_rows import MAKERS
from tests.site.posts import new
from tests.site.test_admin import address

pytestmark = pytest.mark.django_db
DELETED = [
    model._meta.label_lower
    for model in MAKERS
    if model._meta.model_name not in {"user", "practice", "referencerelease", "factconflict"}
]
END = "Give it an end date instead."


@pytest.fixture
def policy() -> Client:
    client = Client()
    client.force_login(make_user("kim", Role.POLICY))
    return client


def where(row: Model) -> str:
    return address(row._meta.label_lower, "delete", row)


@pytest.mark.parametrize("label", DELETED)
def test_what_nothing_refers_to_is_deleted_and_audited(policy: Client, label: str) -> None:
    [model] = [each for each in MAKERS if each._meta.label_lower == label]
    row, token = MAKERS[model](7), facts_token()

    page = policy.get(where(row)).content.decode()
    assert "No claim and no check refers to it" in page
    assert policy.post(where(row), {"post": "yes"}).status_code == 302

    assert not model.objects.filter(pk=row.pk).exists()
    [event] = AuditEvent.objects.all()
    assert (event.action, event.actor_label, event.object_id) == ("fact.delete", "kim", str(row.pk))
    assert all(after is None for _before, after in event.changes.values())
    assert facts_token() != token


@pytest.mark.parametrize(
    ("model", "key", "sentence"),
    [
        (HcpcsCode, {"code": "J0256"}, f"1 check and 1 claim refer to it. {END}"),
        (Modifier, {"code": "JZ"}, f"1 check and 1 claim refer to it. {END}"),
        (Diagnosis, {"code": "E8801"}, f"1 check and 1 claim refer to it. {END}"),
        (PlaceOfService, {"code": "11"}, "refer to it. Mark it as not assigned instead."),
        (DrugProduct, {"hcpcs": "J0256"}, "refer to it. Give its NDC an end date instead."),
        (PayerTerms, {"payer__code": "MEDICARE_B"}, f"1 check refers to it. {END}"),
        (
            Payer,
            {"code": "MEDICARE_B"},
            "1 check, 1 claim, 1 payer terms and 1 coverage refer to it.",
        ),
    ],
)
def test_what_a_check_names_stays(
    desk: SimpleNamespace, policy: Client, model: type[Model], key: dict[str, str], sentence: str
) -> None:
    assert new(desk, "ready").status_code == 302
    AuditEvent.objects.all().delete()
    row = model.objects.get(**key)

    page = policy.get(where(row))
    refused = policy.post(where(row), {"post": "yes"})

    assert page.context["protected"] == refused.context["protected"]
    assert sentence in page.context["protected"][0]
    assert "Testcase" not in refused.content.decode()
    assert (page.status_code, refused.status_code) == (200, 409)
    assert model.objects.filter(pk=row.pk).exists()
    assert AuditEvent.objects.count() == 0


def test_a_check_keeps_a_code_that_its_claim_no_longer_bills(
    desk: SimpleNamespace, policy: Client
) -> None:
    new(desk, "ready")
    Claim.objects.get().lines.all().delete()

    protected = policy.get(where(HcpcsCode.objects.get(code="J0256"))).context["protected"]
    assert protected == [f"1 check refers to it. {END}"]


def test_other_codes_go(desk: SimpleNamespace, policy: Client) -> None:
    new(desk, "ready")
    row = HcpcsCode.objects.get(code="96365")

    assert policy.post(where(row), {"post": "yes"}).status_code == 302
    assert not HcpcsCode.objects.filter(code="96365").exists()

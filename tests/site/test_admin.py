"""The admin of facts: roles, audit, refused overlaps and deletions, confirming units, queries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from billing_site.accounts.models import Role, User
from billing_site.admin_site import site
from billing_site.audit.models import AuditEvent
from codes.models import FactsToken, PayerTerms
from tests.factories import make_user
from tests.site.fact_rows import MAKERS, make_payer, make_release, terms_of

pytestmark = pytest.mark.django_db
LABELS = [model._meta.label_lower for model in site._registry]
STAY = ["accounts.user", "accounts.practice", "codes.referencerelease", "codes.factconflict"]


@pytest.fixture
def policy(client: Client) -> Client:
    client.force_login(make_user("kim", Role.POLICY))
    return client


def model_of(label: str) -> Any:
    return next(model for model in MAKERS if model._meta.label_lower == label)


def address(label: str, page: str, row: Any = None) -> str:
    name = f"admin:{label.replace('.', '_')}_{page}"
    return reverse(name, args=[row.pk] if row is not None else [])


def terms_typed(payer: Any, **changes: str) -> dict[str, str]:
    return {
        "payer": str(payer.pk),
        "effective_from": "2026-01-01",
        "effective_through": "",
        "waste_modifiers": "required",
        "ndc": "required",
        "facility_drug": "deny",
        "max_units_per_line": "999",
        "ndc_grace_days": "0",
        "mue_counts_waste": "on",
        "route_modifier_codes": "",
    } | changes


def test_the_site_passes_djangos_checks() -> None:
    assert site.check(None) == []


def test_claims_and_the_trail_are_not_here() -> None:
    assert {model._meta.app_label for model in site._registry} == {"codes", "accounts"}


@pytest.mark.parametrize(
    ("role", "groups"),
    [
        (Role.POLICY, ["codes"]),
        (Role.AUDITOR, ["accounts", "codes"]),
        (Role.SYSTEM, ["accounts"]),
    ],
)
def test_index_shows_what_a_role_may_see(client: Client, role: Role, groups: list[str]) -> None:
    client.force_login(make_user("somebody", role))

    answer = client.get(reverse("admin:index"))

    assert [group["app_label"] for group in answer.context["app_list"]] == groups


def test_is_staff_and_superuser_open_nothing(client: Client) -> None:
    user = make_user("somebody", Role.BILLER)
    User.objects.update(is_staff=True, is_superuser=True)
    client.force_login(user)

    assert client.get(reverse("admin:index")).status_code == 403


def test_no_second_sign_in(client: Client) -> None:
    answer = client.get("/admin/login/?next=https://elsewhere.example/")

    assert answer.headers["Location"] == "/accounts/login/?next=/admin/"


def test_auditor_looks_and_changes_nothing(client: Client) -> None:
    client.force_login(make_user("somebody", Role.AUDITOR))
    terms = terms_of(make_payer())
    where = address("codes.payerterms", "change", terms)

    page = client.get(where)
    answer = client.post(where, terms_typed(terms.payer, ndc="optional"))

    assert b"_save" not in page.content
    assert answer.status_code == 403
    assert PayerTerms.objects.get().ndc == "required"
    assert AuditEvent.objects.get().outcome == "denied"


@pytest.mark.parametrize("label", STAY)
def test_accounts_files_and_conflicts_are_never_deleted(client: Client, label: str) -> None:
    client.force_login(make_user("somebody", *Role))
    row = MAKERS[model_of(label)](1)
    where = address(label, "delete", row)

    assert client.get(where).status_code == 403
    assert client.post(where, {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("label", LABELS)
def test_nothing_is_deleted_from_a_list(client: Client, label: str) -> None:
    client.force_login(make_user("somebody", *Role))
    row = MAKERS[model_of(label)](1)
    client.post(
        address(label, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )
    assert type(row).objects.filter(pk=row.pk).exists()


def test_overlap_is_refused_and_named(policy: Client) -> None:
    payer = make_payer()
    terms_of(payer, effective_from=dt.date(2025, 1, 1))

    answer = policy.post(address("codes.payerterms", "add"), terms_typed(payer))

    form = answer.context["adminform"].form
    assert form.non_field_errors() == ["These days overlap with: Payer 0 from 2025-01-01."]
    assert PayerTerms.objects.count() == 1
    assert AuditEvent.objects.count() == 0


def test_terms_end_and_the_next_begin(policy: Client) -> None:
    payer = make_payer()
    old = terms_of(payer, effective_from=dt.date(2025, 1, 1))
    days = {"effective_from": "2025-01-01", "effective_through": "2025-12-31"}

    policy.post(address("codes.payerterms", "change", old), terms_typed(payer, **days))
    policy.post(address("codes.payerterms", "add"), terms_typed(payer))

    assert list(PayerTerms.objects.values_list("effective_from", "effective_through")) == [
        (dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
        (dt.date(2026, 1, 1), None),
    ]


def test_days_out_of_order_are_refused_once(policy: Client) -> None:
    days = {"effective_through": "2025-12-31"}

    answer = policy.post(address("codes.payerterms", "add"), terms_typed(make_payer(), **days))

    form = answer.context["adminform"].form
    assert form.errors == {"effective_through": ["The last day is before the first."]}


def test_a_change_is_audited_and_read_by_the_next_check(policy: Client) -> None:
    terms = terms_of(make_payer(), effective_from=dt.date(2026, 1, 1), max_units_per_line=999)
    PayerTerms.objects.update(uses_mue=False, uses_ptp=False)

    policy.post(
        address("codes.payerterms", "change", terms),
        terms_typed(
            terms.payer,
            ndc="optional",
            effective_through="2026-12-31",
            route_modifier_codes="ja, jb",
        ),
    )

    event = AuditEvent.objects.get()
    assert (event.action, event.actor_label) == ("fact.change", "kim")
    assert (event.object_type, event.object_id) == ("payerterms", str(terms.pk))
    assert event.changes == {
        "effective_through": [None, "2026-12-31"],
        "ndc": ["required", "optional"],
        "route_modifier_codes": [[], ["JA", "JB"]],
    }
    assert FactsToken.objects.count() == 1
    assert LogEntry.objects.count() == 0


def test_an_addition_is_audited_whole(policy: Client) -> None:
    policy.post(
        address("codes.coderestriction", "add"),
        {"code": " j0256", "use": "dialysis", "source": "Label", "effective_from": "2026-01-01"},
    )

    event = AuditEvent.objects.get()
    assert event.action == "fact.add"
    assert event.changes == {
        "code": [None, "J0256"],
        "use": [None, "dialysis"],
        "source": [None, "Label"],
        "effective_from": [None, "2026-01-01"],
        "effective_through": [None, None],
    }


def test_saving_unchanged_writes_nothing(policy: Client) -> None:
    restriction = MAKERS[model_of("codes.coderestriction")](1)

    policy.post(
        address("codes.coderestriction", "change", restriction),
        {"use": "dialysis", "source": "Test"},
    )

    assert AuditEvent.objects.count() == 0


def test_a_failing_audit_undoes_the_change(policy: Client, monkeypatch) -> None:
    payer = make_payer()

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr("billing_site.accounts.audited_admin.record", broken)
    with pytest.raises(OSError, match="no room"):
        policy.post(address("codes.payerterms", "add"), terms_typed(payer))

    assert PayerTerms.objects.count() == 0


def test_releases_are_read_only(policy: Client) -> None:
    release = make_release()

    assert policy.get(address("codes.referencerelease", "add")).status_code == 403
    answer = policy.post(address("codes.referencerelease", "change", release), {"title": "Other"})
    assert answer.status_code == 403


def test_decimals_are_written_without_trailing_zeros(policy: Client) -> None:
    product = MAKERS[model_of("codes.drugproduct")](1)
    fields = ("hcpcs", "container", "strength", "strength_measure")
    typed = {name: str(getattr(product, name)) for name in fields}
    typed |= {"release": str(product.release_id), "routes": "IV", "volume_ml": "20.50"}

    policy.post(address("codes.drugproduct", "change", product), typed)

    assert AuditEvent.objects.get().changes == {"volume_ml": [None, "20.5"]}
    product.refresh_from_db()
    assert product.volume_ml == Decimal("20.5")

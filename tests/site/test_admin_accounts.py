"""Accounts in the admin: the last system admin, grants, memberships and passwords."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from billing_site.accounts.models import Role, User
from billing_site.audit.models import AuditEvent
from tests.factories import make_practice, make_user

pytestmark = pytest.mark.django_db
NO_ROWS = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}


@pytest.fixture
def system(client: Client) -> Client:
    client.force_login(make_user("sam", Role.SYSTEM))
    return client


def change_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def user_typed(user: User, roles: list[str], **changes: str) -> dict[str, str]:
    """The form of a user as it stands, with ``roles`` marked for removal."""
    data = {"username": user.username, "is_active": "on", "new_password": ""}
    grants = list(user.role_grants.order_by("pk"))
    for number, grant in enumerate(grants):
        row = f"role_grants-{number}-"
        data |= {f"{row}id": str(grant.pk), f"{row}user": str(user.pk), f"{row}role": grant.role}
        if grant.role in roles:
            data[f"{row}DELETE"] = "on"
    count = str(len(grants))
    data |= {"role_grants-TOTAL_FORMS": count, "role_grants-INITIAL_FORMS": count}
    return data | {f"memberships-{name}": value for name, value in NO_ROWS.items()} | changes


def test_auditor_sees_no_password(client: Client) -> None:
    client.force_login(make_user("somebody", Role.AUDITOR))
    other = make_user("ana", Role.BILLER)

    page = client.get(change_of(other)).content.decode()

    assert "ana" in page
    assert "password" not in page
    assert "argon2" not in page


def test_last_system_admin_stays(system: Client) -> None:
    sam = User.objects.get(username="sam")
    where = change_of(sam)

    for data in (user_typed(sam, ["system"]), user_typed(sam, []) | {"is_active": ""}):
        answer = system.post(where, data)
        [formset, _practices] = answer.context["inline_admin_formsets"]
        assert "This is the last system admin." in str(formset.formset.non_form_errors())

    sam.refresh_from_db()
    assert (sam.is_active, sam.role_grants.count()) == (True, 1)
    assert AuditEvent.objects.count() == 0


def test_grants_and_passwords_are_audited(system: Client) -> None:
    ana = make_user("ana", Role.BILLER)
    practice = make_practice()
    data = user_typed(ana, ["biller"], new_password="another horse battery") | {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-practice": str(practice.pk),
    }

    system.post(change_of(ana), data)

    ana.refresh_from_db()
    assert ana.check_password("another horse battery")
    assert ana.role_grants.count() == 0
    events = AuditEvent.objects.filter(object_type="user", object_id=str(ana.pk))
    assert [(event.action, event.changes) for event in events.order_by("pk")] == [
        ("account.change", {"password": [None, "set"]}),
        ("account.change", {"rolegrant.role": ["biller", None]}),
        ("account.change", {"membership.practice": [None, practice.pk]}),
    ]


def test_a_short_password_is_refused(system: Client) -> None:
    ana = make_user("ana", Role.BILLER)

    answer = system.post(change_of(ana), user_typed(ana, [], new_password="short"))

    assert "new_password" in answer.context["adminform"].form.errors
    assert AuditEvent.objects.count() == 0

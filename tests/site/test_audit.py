"""Who did what is written down, by the declaration of a view and by the services."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from tests.factories import PASSWORD, make_practice, make_user
from tests.site.posts import new, saved

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, str, str]]:
    """(action, outcome, object) in order."""
    rows = AuditEvent.objects.order_by("pk")
    return list(rows.values_list("action", "outcome", "object_id"))


def test_sign_in_and_its_refusal(client: Client) -> None:
    cache.clear()
    make_user("ana", Role.BILLER, practice=make_practice())
    client.post("/accounts/login/", {"login": "ana", "password": "wrong"})
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    client.post("/accounts/logout/")

    assert events() == [
        ("auth.login", "denied", ""),
        ("auth.login", "ok", ""),
        ("auth.logout", "ok", ""),
    ]


def test_claim_saved_opened_and_read(desk: SimpleNamespace) -> None:
    claim = saved(desk)
    desk.client.get(f"/claims/{claim.public_id}/edit/")
    desk.client.get(f"/claims/{claim.public_id}/")

    public_id = str(claim.public_id)
    assert events() == [
        ("claim.save", "ok", public_id),
        ("claim.new", "ok", ""),
        ("claim.edit", "ok", public_id),
        ("claim.view", "ok", public_id),
    ]


def test_event_names_the_actor_and_the_practice_and_no_patient(desk: SimpleNamespace) -> None:
    new(desk, "ready")

    event = AuditEvent.objects.get(action="claim.ready")
    assert (event.actor_label, event.roles, event.practice) == ("ana", "biller", desk.practice)
    assert len(event.request_id) == 16
    assert event.changes == {"version": 1, "lines": 1}


def test_refused_save_is_an_event(desk: SimpleNamespace) -> None:
    new(desk, "ready", lines__0__units="5000")
    assert events() == [("claim.new", "error", "")]

"""Sign-in, and the end of a session by idleness and by age."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from billing_site.accounts.models import Role
from tests.factories import PASSWORD, make_practice, make_user

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 18, 0, tzinfo=dt.UTC)


@pytest.fixture
def biller(client: Client) -> Client:
    make_user("ana", Role.BILLER, practice=make_practice())
    return client


def sign_in(client: Client, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": "ana", "password": password}).status_code


def is_signed_in(client: Client, **headers: str) -> bool:
    return client.get("/?skip_timeout_reset=1&live=1", headers=headers).status_code == 200


def test_right_password_opens_the_queue(biller: Client) -> None:
    assert sign_in(biller) == 302
    assert is_signed_in(biller)


def test_wrong_password_says_nothing_about_the_account(biller: Client) -> None:
    known = biller.post("/accounts/login/", {"login": "ana", "password": "wrong"})
    unknown = biller.post("/accounts/login/", {"login": "nobody", "password": "wrong"})

    assert known.context["form"].errors == unknown.context["form"].errors
    assert not is_signed_in(biller)


def test_sixth_try_is_refused_even_with_the_right_password(biller: Client) -> None:
    from django.core.cache import cache

    cache.clear()
    for _ in range(5):
        sign_in(biller, "wrong")

    sign_in(biller)

    assert not is_signed_in(biller)
    cache.clear()


def test_session_key_changes_at_sign_in(biller: Client) -> None:
    biller.get("/accounts/login/")
    before = biller.session.session_key
    sign_in(biller)
    assert biller.session.session_key != before


def test_idle_session_ends_after_15_minutes(biller: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(biller)
        assert is_signed_in(biller)
        clock.shift(dt.timedelta(minutes=14, seconds=59))
        assert is_signed_in(biller)
        clock.shift(dt.timedelta(minutes=15))
        assert not is_signed_in(biller, **{"HX-Request": "true", "X-Skip-Timeout": "1"})
        said = biller.get("/accounts/login/").content.decode()
    assert "signed out after 15 minutes without activity" in said


def test_busy_session_ends_after_12_hours(biller: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(biller)
        assert is_signed_in(biller)
        for _ in range(71):
            clock.shift(dt.timedelta(minutes=10))
            assert is_signed_in(biller)
        clock.shift(dt.timedelta(minutes=10))
        assert not is_signed_in(biller)


def test_script_request_without_session_is_told(client: Client) -> None:
    answer = client.post("/claims/check/", {}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (401, b"You were signed out.")


def test_post_without_session_is_kept_in_the_page(client: Client) -> None:
    answer = client.post("/claims/new/", {"do": "save", "patient": "<Typed>", "password": "x"})

    text = answer.content.decode()
    assert answer.status_code == 401
    assert 'name="patient" value="&lt;Typed&gt;"' in text
    assert 'action="/claims/new/"' in text
    assert 'name="password"' not in text


@pytest.mark.parametrize(("site", "kept"), [("same-origin", True), ("cross-site", False)])
def test_post_with_an_old_token_is_kept_only_from_our_own_page(
    biller: Client, site: str, kept: bool
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = biller.cookies

    answer = client.post("/claims/new/", {"patient": "Typed"}, headers={"Sec-Fetch-Site": site})

    assert answer.status_code == 403
    assert ('value="Typed"' in answer.content.decode()) is kept


def test_sign_out_ends_the_session(biller: Client) -> None:
    sign_in(biller)
    biller.post("/accounts/logout/")
    assert not is_signed_in(biller)

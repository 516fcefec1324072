"""No fault that axe-core knows in the admin: index, each list and form, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from billing_site.accounts.models import Role
from billing_site.admin_site import site
from codes.models import FactConflict, GuideStatement
from tests.factories import make_practice, make_user
from tests.site.fact_rows import MAKERS, make_payer, terms_of
from tests.site.test_axe_browser import assert_sound

pytestmark = pytest.mark.browser
LISTED = {"codes.hcpcscode", "codes.payerterms", "codes.guidestatement", "accounts.user"}
MODELS = [model._meta.label_lower for model in site._registry]


@pytest.fixture
def keeper_page(page: Page, live_server: Any, transactional_db: None, said: list[str]) -> Page:
    """Signed in as one who keeps facts and accounts."""
    client = Client()
    client.force_login(make_user("kim", Role.POLICY, Role.SYSTEM, practice=make_practice()))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return page


def test_index(keeper_page: Page, live_server: Any, said: list[str]) -> None:
    for address in ("/admin/", "/admin/codes/"):
        keeper_page.goto(f"{live_server.url}{address}")
        assert_sound(keeper_page, said)


@pytest.mark.parametrize("label", MODELS)
def test_list_and_forms(keeper_page: Page, live_server: Any, said: list[str], label: str) -> None:
    [model] = [each for each in MAKERS if each._meta.label_lower == label]
    row, _other = MAKERS[model](0), MAKERS[model](1)
    if label == "codes.payer":
        terms_of(row)
    name = f"admin:{label.replace('.', '_')}"
    # the form to add is the form to change, without a row; lists are made of the same parts
    addresses = [reverse(f"{name}_change", args=[row.pk])]
    addresses += [reverse(f"{name}_changelist")] if label in LISTED else []
    for address in addresses:
        keeper_page.goto(f"{live_server.url}{address}")
        assert_sound(keeper_page, said, dark=label == "codes.payerterms")


def test_conflicts(keeper_page: Page, live_server: Any, said: list[str]) -> None:
    row = MAKERS[FactConflict](1)
    keeper_page.goto(f"{live_server.url}{reverse('conflicts')}")
    assert_sound(keeper_page, said)
    keeper_page.goto(f"{live_server.url}{reverse('conflict', args=[row.pk])}")
    keeper_page.locator(".decide button").click()
    keeper_page.wait_for_selector("#summary")
    assert_sound(keeper_page, said)


def test_deletion_asked_for_and_refused(
    keeper_page: Page, live_server: Any, said: list[str]
) -> None:
    statement = MAKERS[GuideStatement](1)
    for row in (statement, statement.guide):
        name = f"admin:{row._meta.label_lower.replace('.', '_')}_delete"
        keeper_page.goto(f"{live_server.url}{reverse(name, args=[row.pk])}")
        assert_sound(keeper_page, said)


def test_refused_form(keeper_page: Page, live_server: Any, said: list[str]) -> None:
    terms = terms_of(make_payer())
    keeper_page.goto(f"{live_server.url}{reverse('admin:codes_payerterms_add')}")
    keeper_page.select_option("#id_payer", str(terms.payer_id))
    keeper_page.click("[name=_save]")
    keeper_page.wait_for_selector(".errornote")
    assert_sound(keeper_page, said)


@pytest.mark.parametrize("width", [320, 768])
def test_small_windows(keeper_page: Page, live_server: Any, said: list[str], width: int) -> None:
    terms, conflict = terms_of(make_payer()), MAKERS[FactConflict](1)
    keeper_page.set_viewport_size({"width": width, "height": 900})
    addresses = [
        "/admin/",
        reverse("conflicts"),
        reverse("conflict", args=[conflict.pk]),
        reverse("admin:codes_payerterms_changelist"),
        reverse("admin:codes_payerterms_change", args=[terms.pk]),
        reverse("admin:accounts_user_changelist"),
    ]
    for address in addresses:
        keeper_page.goto(f"{live_server.url}{address}")
        assert_sound(keeper_page, said)

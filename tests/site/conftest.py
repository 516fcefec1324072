"""A signed-in browser over a small world."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from billing_site.accounts.models import Role
from tests.factories import (
    make_facts,
    make_patient,
    make_practice,
    make_provider,
    make_site,
    make_user,
)

QUIET = "Failed to load resource"  # the browser's own line for an intended 4xx


@pytest.fixture
def infusion_practice(transactional_db: None) -> SimpleNamespace:
    """A practice with a biller, a provider, a site and one Medicare patient."""
    make_facts()
    practice = make_practice()
    return SimpleNamespace(
        practice=practice,
        biller=make_user("ana", Role.BILLER, practice=practice),
        patient=make_patient(practice),
        provider=make_provider(practice),
        site=make_site(practice),
    )


@pytest.fixture
def desk(client: Client, db: None) -> SimpleNamespace:
    make_facts()
    practice = make_practice()
    client.force_login(make_user("ana", Role.BILLER, practice=practice))
    return SimpleNamespace(
        client=client,
        practice=practice,
        patient=make_patient(practice),
        provider=make_provider(practice),
        site=make_site(practice),
    )


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """What the console says; at the end it must be nothing but intended refusals."""
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    page.on("pageerror", lambda error: lines.append(str(error)))
    yield lines
    assert [line for line in lines if not line.startswith(QUIET)] == []


@pytest.fixture
def biller_page(
    page: Page, live_server: Any, infusion_practice: SimpleNamespace, said: list[str]
) -> Page:
    """Signed in, on the work queue."""
    client = Client()
    client.force_login(infusion_practice.biller)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/")
    return page

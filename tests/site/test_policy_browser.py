"""The policy desk in Chromium: by keyboard alone, and without a fault that axe-core knows."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from test_axe_browser import assert_sound

from claims.models import FlipReport
from claims.rehearsal.reporting import make_report
from codes.models import PlaceOfService, PolicyVersion, ReferenceRelease
from codes.policies.storing import export_policy
from tests.factories import make_claim, make_patient
from tests.site.policy_desk import draft_of, make_policy_desk

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^Saved")


@pytest.fixture
def desk(transactional_db: None) -> SimpleNamespace:
    return make_policy_desk()


@pytest.fixture
def policy_page(page: Page, live_server: Any, desk: SimpleNamespace, said: list[str]) -> Page:
    """Signed in as the policy admin."""
    client = Client()
    client.force_login(desk.author)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return page


class Keyboard:
    """Presses keys and counts them; there is no mouse."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        self.press(*text)


def test_a_simple_policy_by_keyboard_in_ninety_keys(policy_page: Page, live_server: Any) -> None:
    page = policy_page
    page.goto(f"{live_server.url}/policies/new/")
    keys = Keyboard(page)
    page.locator("#id_payer").focus()  # where a person's Tab arrives first in the form
    keys.type("M")
    keys.press("Tab")
    keys.type("J1745")
    keys.press("Tab")
    keys.type("01/01/27")
    keys.press("Enter")
    page.wait_for_url("**/edit/")
    page.wait_for_load_state("load")  # its scripts listen from here on

    keys.press("Alt+a")
    keys.type("Prior")
    keys.press("Enter")
    page.wait_for_selector("[id='id_c-0-required']")
    keys.press("Alt+a")
    keys.type("Limit")
    keys.press("Enter")
    page.wait_for_selector("[id='id_c-1-max']")
    assert page.evaluate("document.activeElement.id") == "id_c-1-kind"
    keys.press("Tab")
    keys.type("600")
    keys.press("Tab", "Tab")
    keys.type("28")
    keys.press("Control+s")
    page.wait_for_url("**/edit/")
    expect(page.locator("#saved")).to_have_text(SAVED)

    [version] = PolicyVersion.objects.filter(status="draft")
    body = export_policy(version.identifier)
    assert (body["payer"], body["effective_from"]) == ("MEDICARE_B", "2027-01-01")
    assert body["pa"] == {"required": True}
    assert body["limits"] == [{"kind": "cumulative_units", "days": 28, "max": 600}]
    assert keys.count <= 90


def test_typing_is_saved_by_itself(policy_page: Page, live_server: Any, desk: Any) -> None:
    draft = draft_of(desk)
    policy_page.goto(f"{live_server.url}/policies/{draft.identifier}/edit/")
    policy_page.locator("#id_title").fill("Typed and saved")
    expect(policy_page.locator("#saved")).to_have_text(SAVED)
    assert export_policy(draft.identifier)["title"] == "Typed and saved"
    assert policy_page.locator("#revision").input_value() == "2"
    policy_page.locator("#id_title").fill("And again")
    expect(policy_page.locator("#revision")).to_have_value("3")
    assert export_policy(draft.identifier)["title"] == "And again"


def test_choices_fill_the_word_at_the_cursor(
    policy_page: Page, live_server: Any, desk: Any, said: list[str]
) -> None:
    page = policy_page
    PlaceOfService.objects.create(code="12", name="Home", release=ReferenceRelease.objects.first())
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{live_server.url}/policies/{draft_of(desk).identifier}/edit/")
    page.locator("#kind").select_option("site")
    page.locator("#do-add").click()
    allowed = page.locator("input[id$=-allowed]")
    allowed.focus()
    for typed in ("office", ", home"):
        page.keyboard.type(typed)
        expect(page.locator("#choices [role=option]").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(allowed).to_have_value("11, 12")

    restricted = page.locator("input[id$=-restricted]")
    restricted.focus()
    page.keyboard.press("ArrowDown")  # all that may stand there, before a key is pressed
    expect(page.locator("#choices [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert_sound(page, said)
    page.keyboard.press("Escape")
    expect(restricted).to_have_value("")


@pytest.mark.parametrize("width", [1280, 320])
def test_no_fault_on_any_policy_page(
    policy_page: Page, live_server: Any, desk: SimpleNamespace, said: list[str], width: int
) -> None:
    draft = draft_of(desk)
    desk.client.post(f"/policies/{draft.identifier}/flips/")
    make_report(FlipReport.objects.get())
    policy_page.set_viewport_size({"width": width, "height": 900})
    opened = "T-AAT-1"
    for where in (
        "/policies/", "/codes/evidence/", "/policies/new/?from=T-AAT-1", "/policies/sheet/",
        "/policies/sheet/?payer=MEDICARE_B&code=J0256&place=11", f"/policies/{opened}/",
        f"/policies/{opened}/review/", f"/policies/{draft.identifier}/edit/",
        f"/policies/{draft.identifier}/examples/?details=1",
        f"/policies/{draft.identifier}/flips/", f"/policies/{draft.identifier}/review/",
    ):  # fmt: skip
        policy_page.goto(f"{live_server.url}{where}")
        assert_sound(policy_page, said)


@pytest.mark.parametrize("width", [1280, 320])
def test_no_fault_on_ledger_and_packet(
    page: Page, live_server: Any, desk: SimpleNamespace, said: list[str], width: int
) -> None:
    claim = make_claim(desk.practice, patient=make_patient(desk.practice), status="paid")
    client = Client()
    client.force_login(desk.lead)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.set_viewport_size({"width": width, "height": 900})
    ledger = f"/patients/{claim.patient.public_id}/ledger/"
    record = f"/patients/{claim.patient.public_id}/record/"
    for where in (ledger, record, f"{record}?change=trial", f"/claims/{claim.public_id}/packet/"):
        page.goto(f"{live_server.url}{where}")
        assert_sound(page, said)
    assert "5,000 mg ÷ 10 mg = 500 units" in page.content()
    assert "At most 700 units in any 7 days" in page.content()

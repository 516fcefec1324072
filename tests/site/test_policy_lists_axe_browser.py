"""The pages of payers' lists: sound for axe-core, light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from billing_site.accounts.models import Role
from codes.models import Payer
from tests.codes.payer_lists import csv_of, thousand, xlsx_of
from tests.codes.policy_worlds import drafted
from tests.factories import PASSWORD, make_user
from tests.site.test_axe_browser import assert_sound, look  # noqa: F401 - look is a fixture

pytestmark = pytest.mark.browser
ROWS = [["HCPCS", "Brand", "PA required", "Effective date", "Notes"], *thousand(wrong=True)[:120]]
TWICE = [["Code", "PA required"], ["J1000", "Y"], ["J0001", "N"]]


@pytest.fixture
def admin_page(page: Page, live_server, transactional_db) -> Page:
    """A policy admin at the page on which a list is handed over."""
    Payer.objects.create(code="NORTHLAKE", name="Northlake")
    drafted(make_user("pia", Role.POLICY))
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("[name=login]").fill("pia")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/policies/T-AAT-1/list/")
    return page


def hand_over(page: Page, folder: Path, name: str, content: bytes, kind: str) -> None:
    (folder / name).write_bytes(content)
    page.locator("[name=kind]").select_option(kind)
    page.locator("[name=file]").set_input_files(folder / name)
    page.get_by_role("button", name="Read the list").click()


@pytest.mark.usefixtures("look")
def test_from_the_file_to_the_draft(admin_page: Page, tmp_path: Path, said: list[str]) -> None:
    assert_sound(admin_page, said)
    admin_page.get_by_role("button", name="Read the list").click()
    admin_page.wait_for_selector("#summary")
    assert_sound(admin_page, said)
    hand_over(admin_page, tmp_path, "list.xlsx", xlsx_of(ROWS), "authorization")
    admin_page.wait_for_selector("#refused")
    assert_sound(admin_page, said)
    admin_page.locator("#do-apply").press("Enter")
    admin_page.wait_for_selector("#policy-form")
    assert "is in the draft: 117 added" in admin_page.content()
    assert_sound(admin_page, said)


@pytest.mark.usefixtures("look")
def test_columns_are_chosen_by_hand(admin_page: Page, tmp_path: Path, said: list[str]) -> None:
    hand_over(admin_page, tmp_path, "list.csv", csv_of(TWICE), "authorization")
    admin_page.locator("[name=column-1]").select_option("code")
    admin_page.locator("#do-show").press("Enter")
    admin_page.wait_for_selector("#summary")
    assert "Column A is “Code” already." in admin_page.content()
    assert_sound(admin_page, said)

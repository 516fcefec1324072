"""Codes to choose from while one is typed: a help that never changes what was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.site.test_axe_browser import assert_sound

pytestmark = pytest.mark.browser
CODE = "#id_lines-0-code"


@pytest.fixture
def typing(biller_page: Page, live_server) -> Page:
    """A new claim with the cursor in the code cell of line 1."""
    biller_page.goto(f"{live_server.url}/claims/new/")
    biller_page.locator(CODE).focus()
    return biller_page


def options(page: Page):
    return page.locator("#choices [role=option]")


def active(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def test_exact_code_goes_in_without_the_list(typing: Page) -> None:
    page = typing
    page.keyboard.type("j0256")
    expect(options(page)).to_have_count(1)
    expect(page.locator(CODE)).to_have_attribute("aria-expanded", "true")
    assert page.locator("#choices [aria-selected=true]").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.type("5000")

    expect(page.locator(CODE)).to_have_value("j0256")
    expect(page.locator("#id_lines-0-dose")).to_have_value("5000")
    expect(options(page)).to_have_count(0)


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_highlighted_code_is_taken_with_the_key_that_goes_on(typing: Page, key: str) -> None:
    page = typing
    page.keyboard.type("alpha")
    expect(page.get_by_role("status").filter(has_text="1 code found")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator(CODE)).to_have_attribute("aria-activedescendant", "choice-1")
    page.keyboard.press(key)

    expect(page.locator(CODE)).to_have_value("J0256")
    assert active(page) == "id_lines-0-dose"


def test_escape_and_the_end_of_the_list_leave_what_was_typed(typing: Page) -> None:
    page = typing
    page.keyboard.type("alpha")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#choices [aria-selected=true]").count() == 0
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    page.keyboard.press("Enter")

    expect(page.locator(CODE)).to_have_value("alpha")
    assert active(page) == "id_lines-0-dose"


def test_option_is_taken_by_mouse_and_after_lines_were_added(typing: Page) -> None:
    page = typing
    page.keyboard.press("Alt+a")
    expect(page.locator("#id_lines-2-code")).to_be_focused()
    expect(page.locator("#id_lines-2-code")).to_have_attribute("role", "combobox")
    page.keyboard.type("alpha")
    options(page).first.click()

    expect(page.locator("#id_lines-2-code")).to_have_value("J0256")
    assert active(page) == "id_lines-2-code"


@pytest.mark.parametrize("width", [1280, 320])
def test_open_list_is_sound(typing: Page, said: list[str], width: int) -> None:
    page = typing
    page.set_viewport_size({"width": width, "height": 900})
    page.keyboard.type("alpha")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")

    assert_sound(page, said)
    expect(options(page)).to_have_count(1)


def test_search_box_takes_both(biller_page: Page, live_server) -> None:
    page = biller_page
    page.goto(f"{live_server.url}/codes/")
    page.locator("#q").focus()
    page.keyboard.type("alpha")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes/J0256/")

    page.goto(f"{live_server.url}/codes/")
    page.locator("#q").focus()
    page.keyboard.type("j0256")
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes/J0256/")

"""Claim entry in Chromium with the keyboard alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from claims.models import Claim
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the input with that id has the focus."""
    for _ in range(120):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {name}")


def write(page: Page, name: str, text: str) -> None:
    """Go to an input by Tab and type over what is there."""
    tab_to(page, name)
    if page.evaluate("document.activeElement.tagName") == "INPUT":
        page.keyboard.press("Control+A")
    page.keyboard.type(text)


def head(page: Page, server: str) -> None:
    """Open a new claim and fill its head."""
    page.goto(f"{server}/claims/new/")
    write(page, "id_patient", "Testcase, Nora")
    write(page, "id_payer", "Medicare")
    write(page, "id_date_of_service", "11102026")
    write(page, "id_place", "11")
    write(page, "id_rendering", "Lee")
    write(page, "id_dx_a", "e88.01")
    write(page, "id_dx_b", "j43.1")


def drug_line(page: Page, dose: str, units: str = "") -> None:
    """Line 1: J0256 from five 1 g vials of Prolastin-C."""
    write(page, "id_lines-0-code", "j0256")
    write(page, "id_lines-0-dose", dose)
    if units:
        write(page, "id_lines-0-units", units)
    write(page, "id_lines-0-pointers", "a")
    write(page, "id_lines-0-charge", "5141")
    write(page, "id_lines-0-product", "Prolastin-C")
    write(page, "id_lines-0-vials", "5 x 1000 mg")
    write(page, "id_lines-0-route", "IV")


def value(page: Page, name: str) -> str:
    return page.input_value(f"#id_{name}")


def take(page: Page, label: str) -> None:
    """Press Tab until the button with that label has the focus, then Enter."""
    expect(page.locator("#lines").get_by_role("button", name=label).first).to_be_visible()
    page.locator("#id_lines-0-code").focus()
    for _ in range(60):
        if page.evaluate("document.activeElement.innerText").startswith(label):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_sign_in_by_keyboard(page: Page, live_server, infusion_practice, said) -> None:
    cache.clear()
    page.goto(f"{live_server.url}/claims/new/")
    expect(page.locator("#id_login")).to_be_focused()
    page.keyboard.type("ana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("New claim")


def test_units_and_jz_are_offered_for_whole_vials(biller_page: Page, live_server) -> None:
    page = biller_page
    head(page, live_server.url)
    drug_line(page, "5000 mg")

    take(page, "Bill 500 units")
    expect(page.locator("#id_lines-0-units")).to_have_value("500")
    take(page, "Add JZ")
    expect(page.locator("#id_lines-0-mod1")).to_have_value("JZ")

    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel .findings .block")).to_have_count(0)


def test_milligrams_as_units_are_found_and_mended(biller_page: Page, live_server) -> None:
    page = biller_page
    head(page, live_server.url)
    drug_line(page, "5000 mg", units="5000")

    expect(page.locator("#id_lines-0-units")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#panel")).to_contain_text("UNI-002")
    page.locator("#id_lines-0-units").focus()
    page.keyboard.press("Alt+Period")
    expect(page.locator("#id_lines-0-units")).to_have_value("500")
    expect(page.locator("#panel")).not_to_contain_text("UNI-002")
    assert page.evaluate("document.activeElement.id") == "id_lines-0-units"


def test_part_of_a_vial_left_makes_a_jw_line(biller_page: Page, live_server) -> None:
    page = biller_page
    head(page, live_server.url)
    drug_line(page, "4,512 mg")

    take(page, "Bill 452 units")
    expect(page.locator("#id_lines-0-units")).to_have_value("452")
    take(page, "Add a JW line")

    expect(page.locator("#id_lines-1-units")).to_have_value("48")
    assert value(page, "lines-1-mod1") == "JW"
    assert value(page, "lines-1-code") == "J0256"


def test_ready_is_refused_while_a_block_stands_and_given_after(
    biller_page: Page, live_server, infusion_practice: SimpleNamespace
) -> None:
    page = biller_page
    head(page, live_server.url)
    drug_line(page, "5000 mg", units="5000")
    tab_or_shift_to_ready(page)

    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("Not marked ready")
    assert Claim.objects.count() == 0
    assert value(page, "lines-0-units") == "5000"

    page.locator("#id_lines-0-units").focus()
    page.keyboard.press("Alt+Period")
    expect(page.locator("#id_lines-0-units")).to_have_value("500")
    write(page, "id_lines-0-mod1", "jz")
    tab_or_shift_to_ready(page)
    page.wait_for_selector("h1:has-text('Work queue')")

    assert Claim.objects.get().status == "ready"


def tab_or_shift_to_ready(page: Page) -> None:
    page.locator("#do-ready").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_everything_is_there_after_saving_and_reopening(biller_page: Page, live_server) -> None:
    page = biller_page
    head(page, live_server.url)
    drug_line(page, "5000", units="500")
    page.keyboard.press("Control+S")
    page.wait_for_url("**/edit/")

    page.goto(page.url)

    shown = {
        name: value(page, name)
        for name in ("patient", "payer", "date_of_service", "place", "dx_a", "dx_b")
    }
    assert shown == {
        "patient": "Testcase, Nora · 04/12/1961 · F",
        "payer": "MEDICARE_B",
        "date_of_service": "11/10/2026",
        "place": "11",
        "dx_a": "E88.01",
        "dx_b": "J43.1",
    }
    names = ("code", "dose", "units", "pointers", "charge", "product", "vials", "route")
    assert {name: value(page, f"lines-0-{name}") for name in names} == {
        "code": "J0256",
        "dose": "5,000 mg",
        "units": "500",
        "pointers": "A",
        "charge": "5,141.00",
        "product": "Prolastin-C",
        "vials": "5 x 1,000 mg",
        "route": "IV",
    }


def test_enter_moves_on_and_never_sends(biller_page: Page, live_server) -> None:
    page = biller_page
    page.goto(f"{live_server.url}/claims/new/")
    tab_to(page, "id_lines-0-code")
    page.keyboard.type("j0256")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "id_lines-0-dose"
    assert page.url.endswith("/claims/new/")


def test_no_key_is_lost_while_answers_arrive(biller_page: Page, live_server) -> None:
    page = biller_page
    head(page, live_server.url)
    drug_line(page, "5000 mg", units="5000")
    tab_to(page, "id_lines-0-description")
    text = "given over forty minutes by the nurse"
    page.keyboard.type(text, delay=50)

    assert value(page, "lines-0-description") == text


def test_form_survives_the_end_of_its_session(biller_page: Page, live_server) -> None:
    page = biller_page
    head(page, live_server.url)
    drug_line(page, "5000 mg", units="5000")
    expect(page.locator("#panel")).to_contain_text("UNI-002")
    page.context.clear_cookies(name="sessionid")
    page.locator("#id_lines-0-units").focus()
    page.keyboard.press("Alt+Period")

    expect(page.locator("#saved")).to_contain_text("You were signed out")
    assert value(page, "lines-0-units") == "5000"


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_check_and_fix_work_by_post(biller_page: Page, live_server) -> None:
    page = biller_page
    head(page, live_server.url)
    page.select_option("#id_payer", label="Medicare Part B")
    page.select_option("#id_place", label="11 Office")
    drug_line(page, "5000 mg", units="5000")
    page.get_by_role("button", name="Check", exact=False).first.click()

    expect(page.locator("#panel")).to_contain_text("UNI-002")
    page.locator("#panel").get_by_role("button", name="Bill 500 units").click()
    expect(page.locator("#id_lines-0-units")).to_have_value("500")
    expect(page.locator("#panel")).not_to_contain_text("UNI-002")

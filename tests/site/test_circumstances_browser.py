"""What a claim asks for as it is typed, in Chromium."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from codes.facts import facts_changed
from codes.models import HcpcsCode, ReferenceRelease
from tests.site.test_axe_browser import assert_sound
from tests.site.test_entry_browser import head, tab_to, write

pytestmark = pytest.mark.browser


def test_a_code_brings_its_question_and_a_blank_answer_counts(
    biller_page: Page, live_server, infusion_practice: SimpleNamespace, said: list[str]
) -> None:
    page = biller_page
    HcpcsCode.objects.create(
        code="J0885",
        long_descriptor="Injection, epoetin alfa, (for non-ESRD use), 1000 units",
        kind="drug",
        unit_amount=Decimal(1000),
        unit_measure="unit",
        unit_standing="confirmed",
        release=ReferenceRelease.objects.first(),
    )
    facts_changed()
    head(page, live_server.url)
    write(page, "id_lines-0-code", "j0885")
    write(page, "id_lines-0-dose", "10000 unit")

    shown = page.locator("#more-about .strip").first.locator("#id_haemoglobin")
    expect(shown).to_be_visible()
    expect(page.locator("#id_lines-0-dose")).to_be_focused()
    expect(page.get_by_text("Hemoglobin is missing")).to_have_count(0)

    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel").get_by_text("Hemoglobin is missing")).to_be_visible()
    assert_sound(page, said)

    tab_to(page, "id_haemoglobin")
    page.keyboard.type("9.6")
    expect(page.locator("#panel").get_by_text("Hemoglobin is missing")).to_have_count(0)
    expect(page.locator("#id_haemoglobin")).to_be_focused()

"""No accessibility fault that axe-core knows, on each page, light and dark, wide and 320 px."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from claims.demo.fixtures import read
from claims.models import Claim
from claims.services.receipts import keep_receipts
from codes.facts import facts_changed
from codes.models import Payer, PayerTerms
from codes.policies.storing import import_policy
from tests.factories import DAY, make_claim

pytestmark = pytest.mark.browser
AXE = Axe()
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# a colour that is still on its way from one theme to the other has no contrast to speak of
SETTLE = "document.getAnimations().forEach((one) => one.finish())"
CONTRAST = {"type": "rule", "values": ["color-contrast"]}


@pytest.fixture(params=[1280, 320], ids=lambda width: f"{width}px")
def look(request: pytest.FixtureRequest, page: Page) -> None:
    page.set_viewport_size({"width": request.param, "height": 900})


@pytest.fixture
def claim(infusion_practice: SimpleNamespace) -> Claim:
    return make_claim(infusion_practice.practice, patient=infusion_practice.patient)


def assert_sound(page: Page, said: list[str], *, dark: bool = True) -> None:
    """No fault in the light, none of contrast in the dark, no console line, no sideways scroll.

    The two themes differ in their colours alone, so the dark one is asked for contrast alone; not
    at all (``dark`` false) where other pages of the same parts were asked.
    """
    assert [line for line in said if not line.startswith("Failed to load resource")] == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"the page is {wide} px wider than the window"
    found = faults(page, AXE_TAGS)
    if dark:
        page.emulate_media(color_scheme="dark")
        page.evaluate(SETTLE)
        found += faults(page, CONTRAST)
        page.emulate_media(color_scheme="light")
    assert found == []


def faults(page: Page, rules: object) -> list[tuple[str, list[str]]]:
    """(rule, elements) of every fault that axe-core finds."""
    # without preload: it copies style sheets into the page, which our policy blocks and reports
    found = AXE.run(page, options={"runOnly": rules, "preload": False})
    return [
        (fault["id"], [node["html"][:120] for node in fault["nodes"]])
        for fault in found.response["violations"]
    ]


def test_sign_in(page: Page, live_server, transactional_db, look: None, said: list[str]) -> None:
    page.goto(f"{live_server.url}/")
    assert_sound(page, said)


def test_empty_queue(biller_page: Page, look: None, said: list[str]) -> None:
    assert_sound(biller_page, said)


def test_full_queue(
    biller_page: Page, infusion_practice: SimpleNamespace, look: None, said: list[str]
) -> None:
    made = infusion_practice
    make_claim(
        made.practice, patient=made.patient, blocks=2, worst_finding="Dose amount billed as units"
    )
    biller_page.reload()
    assert_sound(biller_page, said)


def test_empty_entry(biller_page: Page, live_server, look: None, said: list[str]) -> None:
    biller_page.goto(f"{live_server.url}/claims/new/")
    assert_sound(biller_page, said)


def test_entry_with_findings_and_a_refusal(
    biller_page: Page, live_server, claim: Claim, look: None, said: list[str]
) -> None:
    claim.lines.update(units=5000, modifiers=[])
    biller_page.goto(f"{live_server.url}/claims/{claim.public_id}/edit/")
    biller_page.locator("#do-ready").click()
    biller_page.wait_for_selector("#summary")
    assert_sound(biller_page, said)


def test_claim_page(
    biller_page: Page, live_server, claim: Claim, look: None, said: list[str]
) -> None:
    Claim.objects.filter(pk=claim.pk).update(status="paid")
    biller_page.goto(f"{live_server.url}/claims/{claim.public_id}/")
    assert_sound(biller_page, said)


def test_documents_page(
    biller_page: Page, live_server, claim: Claim, look: None, said: list[str]
) -> None:
    biller_page.goto(f"{live_server.url}/claims/{claim.public_id}/documents/")
    assert_sound(biller_page, said)


@pytest.mark.parametrize("where", ["/rules/?q=mue", "/rules/UNI-002/"])
def test_manual_pages(
    biller_page: Page, live_server, look: None, said: list[str], where: str
) -> None:
    biller_page.goto(f"{live_server.url}{where}")
    assert_sound(biller_page, said)


def test_overrides_page(
    biller_page: Page, live_server, claim: Claim, look: None, said: list[str]
) -> None:
    claim.lines.update(units=5000)
    biller_page.goto(f"{live_server.url}/claims/{claim.public_id}/overrides/")
    assert_sound(biller_page, said)


def test_receipt_page(
    biller_page: Page, live_server, claim: Claim, look: None, said: list[str]
) -> None:
    keep_receipts([claim], today=DAY)
    PayerTerms.objects.update(waste_modifiers="not_used")  # so that today differs
    facts_changed()
    biller_page.goto(
        f"{live_server.url}/claims/{claim.public_id}/receipts/{claim.checks.get().pk}/"
    )
    assert_sound(biller_page, said)


def test_fix_all_and_undo(
    biller_page: Page, live_server, claim: Claim, look: None, said: list[str]
) -> None:
    claim.lines.update(units=5000)
    Claim.objects.update(diagnoses=["E88.01", "E88.01"])
    biller_page.goto(f"{live_server.url}/claims/{claim.public_id}/edit/")
    biller_page.keyboard.press("Alt+f")
    biller_page.wait_for_selector("#steps")
    assert_sound(biller_page, said)
    biller_page.locator("#do-fixall").press("Enter")
    biller_page.wait_for_selector("#do-undo")
    assert biller_page.locator("[id='id_lines-0-units']").input_value() == "500"
    biller_page.locator("#do-check").click()
    biller_page.wait_for_selector("#panel .ran", state="attached")
    biller_page.get_by_text("Every edit that ran").or_(
        biller_page.get_by_text("Why is it clean?")
    ).first.click()
    assert_sound(biller_page, said)


@pytest.mark.parametrize("where", ["/codes/", "/codes/J0256/?dose=4512", "/codes/search/?q=inj"])
def test_code_pages(
    biller_page: Page, live_server, look: None, said: list[str], where: str
) -> None:
    biller_page.goto(f"{live_server.url}{where}")
    assert_sound(biller_page, said)


def test_policy_pages(
    biller_page: Page, live_server, transactional_db, look: None, said: list[str]
) -> None:
    Payer.objects.get_or_create(code="NORTHLAKE", defaults={"name": "Northlake"})
    for policy in read("policies")["policies"]:
        if policy["payer"] == "NORTHLAKE":
            import_policy(policy, author=None)
    pages = ("", "NLK-AAT-2/", "NLK-AAT-2/changes/NLK-AAT-1/")
    for where in (f"/policies/{page}" for page in pages):
        biller_page.goto(f"{live_server.url}{where}")
        assert_sound(biller_page, said)


def test_a_planted_fault_is_found(biller_page: Page, said: list[str]) -> None:
    biller_page.evaluate("document.querySelector('h1').innerHTML = '<img src=x>'")
    said.clear()
    with pytest.raises(AssertionError, match=r"image-alt|empty-heading"):
        assert_sound(biller_page, said)
    said.clear()


def test_a_planted_fault_of_the_dark_is_found(biller_page: Page, said: list[str]) -> None:
    biller_page.evaluate(
        """const sheet = new CSSStyleSheet();
        sheet.replaceSync("@media (prefers-color-scheme: dark) { h1 { color: #222 } }");
        document.adoptedStyleSheets = [sheet];"""
    )
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_sound(biller_page, said)

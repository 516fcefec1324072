"""Every requirement that was read out of the source articles, S1 to S62, and where it lives.

A row names a section of the page of a code and the words there that answer it, and the rules that
exist for it by now. Requirements whose rules come with payer policies live on the page until then.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from billing_site.accounts.models import Role
from claims.demo import facts
from claims.scrubber.catalogue import all_rules
from tests.factories import make_practice, make_user


class Home(NamedTuple):
    """``page`` is the code, ``section`` the name of its heading, ``words`` stand below it."""

    id: str
    page: str
    section: str
    words: str
    rules: str = ""


DEF, CONTEXT, MODS = "Definition", "Clinical context", "Common modifiers"
DOCS, DENIALS = "Documentation requirements", "Common denial reasons"
COMMERCIAL, SIMILAR = "Commercial insurers", "Similar codes"
CHECKLIST = "Documentation checklist"
A, B = "J2253", "J0256"
HOMES = (
    Home("S1", A, DEF, "alfacalcidol, a vitamin D analog", "COD-003"),
    Home("S1", A, DEF, "HCPCS Level II"),
    Home("S2", A, DEF, "one microgram", "UNI-001 COD-003"),
    Home("S3", A, CONTEXT, "Nothing taken by mouth"),
    Home("S4", A, CONTEXT, "low calcium, bone disease of failing kidneys"),
    Home("S5", A, CONTEXT, "cannot take the drug by mouth"),
    Home("S5", A, CHECKLIST, "Why not by mouth"),
    Home("S6", A, CONTEXT, "places 65, 21 and 22", "POS-002"),
    Home("S7", A, MODS, "left or right side"),
    Home("S8", A, MODS, "several injections in one session"),
    Home("S9", A, MODS, "Modifier 59 can mark"),
    Home("S10", A, MODS, "Choose each modifier on purpose", "MOD-001 MOD-002 MOD-009"),
    Home("S11", A, DOCS, "names the diagnosis or condition"),
    Home("S11", A, CHECKLIST, "names the condition treated and why it needs this drug"),
    Home("S12", A, DOCS, "what was tried before"),
    Home("S12", A, CHECKLIST, "History and earlier treatments"),
    Home("S13", A, DOCS, "units billed match that dose", "UNI-001 UNI-003"),
    Home("S13", A, CHECKLIST, "match the units billed"),
    Home("S14", A, DOCS, "spoke against a drug by mouth"),
    Home("S14", A, CHECKLIST, "not tolerated, or no time to lose"),
    Home("S15", A, DENIALS, "Papers are missing", "POL-014"),
    Home("S16", A, DENIALS, "none of those the drug is for"),
    Home("S17", A, DENIALS, "No dose is stated", "UNI-003"),
    Home("S18", A, DENIALS, "wrong number of units", "UNI-001"),
    Home("S19", A, DENIALS, "does not cover the drug by this route"),
    Home("S20", A, COMMERCIAL, "authorization first"),
    Home("S21", A, COMMERCIAL, "other treatments failed"),
    Home("S22", A, COMMERCIAL, "What is paid differs"),
    Home("S23", A, COMMERCIAL, "how often the drug is billed"),
    Home("S24", A, COMMERCIAL, "amount that adds up"),
    Home("S25", A, SIMILAR, "J2501 is paricalcitol", "COD-005"),
    Home("S26", A, SIMILAR, "J1738 is given as the code of calcitriol"),
    Home("S26", A, SIMILAR, "meloxicam"),
    Home("S27", A, SIMILAR, "a corrected claim has to follow"),
    Home("S28", B, DEF, "One unit on the claim is 10 mg", "UNI-001 UNI-002"),
    Home("S28", B, "Billing unit", "1 unit = 10 mg"),
    Home("S29", B, DEF, "Prolastin-C, Aralast NP and Zemaira"),
    Home("S29", B, "Products and vial sizes", "Zemaira 5 g"),
    Home("S30", B, DEF, "alpha-1 antitrypsin deficiency"),
    Home("S31", B, DEF, "Medicare, Medicaid and commercial plans"),
    Home("S31", B, "Payers", "State Medicaid (generic)"),
    Home("S32", B, DEF, "billed beside it, with a CPT code"),
    Home("S33", B, CONTEXT, "low level in the blood"),
    Home("S34", B, CONTEXT, "Specialists in lung disease or genetics"),
    Home("S35", B, CONTEXT, "The dose goes by body weight"),
    Home("S36", B, CONTEXT, "watched for effect and for reactions"),
    Home("S36", B, CHECKLIST, "lung function and reactions"),
    Home("S37", B, MODS, "11 for the office and 22", "MOD-009"),
    Home("S38", B, MODS, "JW goes with the part", "WST-001 WST-009"),
    Home("S39", B, MODS, "Modifier 59 is offered"),
    Home("S40", B, DOCS, "laboratory results"),
    Home("S40", B, CHECKLIST, "Blood level of alpha-1 antitrypsin"),
    Home("S41", B, DOCS, "The dose, the day and the way"),
    Home("S41", B, CHECKLIST, "dose, day, way of infusion"),
    Home("S42", B, DOCS, "The patient's weight"),
    Home("S42", B, CHECKLIST, "Patient's weight, with the day"),
    Home("S42", B, CHECKLIST, "Reason for a dose that departs"),
    Home("S43", B, DOCS, "whole volume used", "WST-004 WST-010"),
    Home("S43", B, CHECKLIST, "Volume used and amount discarded"),
    Home("S44", B, DOCS, "how often and for how long"),
    Home("S44", B, CHECKLIST, "Plan of treatment"),
    Home("S45", B, DOCS, "tests of lung function"),
    Home("S45", B, CHECKLIST, "Tests of lung function (FEV1)"),
    Home("S45", B, CHECKLIST, "Progress note: symptoms and response"),
    Home("S46", B, DENIALS, "do not show the need", "POL-014"),
    Home("S47", B, DENIALS, "milligrams are billed as units", "UNI-002 UNI-001"),
    Home("S48", B, DENIALS, "A modifier is wrong or absent", "WST-001 WST-009"),
    Home("S49", B, DENIALS, "place of service does not fit", "POS-002"),
    Home("S50", B, DENIALS, "Check the modifiers before"),
    Home("S51", B, COMMERCIAL, "authorization first, with the plan", "POL-014"),
    Home("S52", B, COMMERCIAL, "how many units at most"),
    Home("S53", B, COMMERCIAL, "days between two doses"),
    Home("S54", B, COMMERCIAL, "beyond the policy's limit"),
    Home("S55", B, COMMERCIAL, "one brand before another"),
    Home("S56", B, COMMERCIAL, "request for an exemption"),
    Home("S57", B, SIMILAR, "J0561 is given as the code", "COD-003"),
    Home("S58", B, SIMILAR, "J2185 is given as the code of nelarabine", "COD-003"),
    Home("S59", B, SIMILAR, "J0285 is given as the code of cabotegravir", "COD-003"),
    Home("S60", B, SIMILAR, "drug that was really given", "COD-005"),
    *(
        Home("S61", page, section, "")
        for page in (A, B)
        for section in (DEF, CONTEXT, MODS, DOCS, DENIALS, COMMERCIAL, SIMILAR)
    ),
    Home("S62", A, COMMERCIAL, "its first day, its last day"),
    Home("S62", B, COMMERCIAL, "its first day, its last day"),
    Home("S62", B, "Versions over time", "01/01/1989"),
)
SECTION_TEXTS = """() => Object.fromEntries(
  [...document.querySelectorAll("main section[aria-labelledby]")].map((section) => [
    document.getElementById(section.getAttribute("aria-labelledby")).innerText.trim(),
    section.innerText.replace(/\\s+/g, " "),
  ]))"""


@pytest.mark.shared
def test_every_requirement_has_its_row(shared: Path) -> None:
    with (shared / "domain" / "seed_requirements.csv").open(encoding="utf-8") as table:
        wanted = {row["id"]: row["code"] for row in csv.DictReader(table)}

    assert set(wanted) == {home.id for home in HOMES}
    strays = {home.id for home in HOMES if wanted[home.id] not in {home.page, "both"}}
    assert strays == set()


def test_the_rules_named_exist() -> None:
    known = {rule.id for rule in all_rules()}
    assert {rule for home in HOMES for rule in home.rules.split()} - known == set()


@pytest.mark.browser
def test_a_biller_finds_every_requirement(
    page: Page, live_server, transactional_db: None, said: list[str]
) -> None:
    facts.load()
    client = Client()
    client.force_login(make_user("ana", Role.BILLER, practice=make_practice()))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    texts: dict[str, dict[str, str]] = {}
    for code in (A, B):
        page.goto(f"{live_server.url}/codes/{code}/")
        texts[code] = page.evaluate(SECTION_TEXTS)

    lost = [
        f"{home.id}: {home.page}, {home.section}: {home.words}"
        for home in HOMES
        if home.words not in texts[home.page].get(home.section, "")
        or home.section not in texts[home.page]
    ]
    assert lost == []
    for code, official in ((A, "midazolam"), (B, "alpha 1 proteinase inhibitor (human)")):
        assert official in texts[code]["Official descriptor"]
    page.emulate_media(media="print")
    assert page.evaluate(SECTION_TEXTS).keys() == texts[B].keys()
    assert not page.locator(".bar").is_visible()
    assert page.locator("#payers ~ table thead").is_visible()

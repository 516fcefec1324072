"""The page of a code, its calculator, and the search page."""

from __future__ import annotations

import datetime as dt
import io
import random
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from claims.scrubber.quantities import BillingUnit, billing_units
from claims.views.code_pages import calculate
from codes.facts import facts_changed
from codes.models import (
    CodeSuccessor,
    DocumentRequirement,
    FactConflict,
    HcpcsCode,
    MueLimit,
    Payer,
    PaymentRate,
)

pytestmark = pytest.mark.django_db
PAGE = "/codes/J0256/"
SECTIONS = (
    "definition", "clinical_context", "common_modifiers", "documentation", "denial_reasons",
    "commercial_insurers", "similar_codes",
)  # fmt: skip


def test_page_shows_the_official_facts(desk: SimpleNamespace) -> None:
    release = HcpcsCode.objects.get(code="J0256").release
    MueLimit.objects.create(code="J0256", program="medicare", units=1600, mai=3, release=release)
    text = desk.client.get(PAGE).content.decode()

    for words in (
        "Injection, alpha 1 proteinase inhibitor (human), 10 mg",
        "HCPCS test",
        "1 unit = <b>10 mg</b>",
        "Prolastin-C Liquid 1 g",
        "1600</b> units a day",
        "In force since 01/01/1989",
        "/claims/new/?code=J0256",
    ):
        assert words in text


def test_small_letters_are_the_same_code(desk: SimpleNamespace) -> None:
    assert desk.client.get("/codes/j0256/").status_code == 200


def test_disagreement_stands_on_top(desk: SimpleNamespace) -> None:
    FactConflict.objects.create(
        code="J0256",
        field="drug",
        official="human",
        editorial="porcine",
        severity="blocking",
        source="guide article",
    )
    text = desk.client.get(PAGE).content.decode()

    assert "A guide and the official facts disagree" in text
    assert text.index("porcine") < text.index("Official descriptor")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("5,000 mg", "5,000 mg \u00f7 10 mg = 500 units"),
        ("4512", "4,512 mg \u00f7 10 mg = 451.2, rounded up to 452 units"),
        ("5 g", "5,000 mg \u00f7 10 mg = 500 units"),
        ("1 mg", "1 mg \u00f7 10 mg = 0.1, rounded up to 1 unit"),
        ("5 IU", "IU cannot be turned into mg"),
        ("much", "is not understood"),
    ],
)
def test_calculator(desk: SimpleNamespace, typed: str, says: str) -> None:
    assert says in desk.client.get(PAGE, {"dose": typed}).content.decode()


def test_calculator_agrees_with_the_check(desk: SimpleNamespace) -> None:
    code = HcpcsCode.objects.get(code="J0256")
    unit = BillingUnit(amount=code.unit_amount, measure="mg")
    draw = random.Random(1)  # noqa: S311 - a seeded draw of doses, no secret
    for _ in range(200):
        dose = Decimal(draw.randint(1, 9_999_999)) / draw.choice([1, 10, 1000])
        found = calculate(code, f"{dose:f} mg")
        assert found is not None
        assert found.working.split()[-2].replace(",", "") == str(
            billing_units(Fraction(dose), unit)
        )


def test_unknown_code_is_404_with_what_was_meant(desk: SimpleNamespace) -> None:
    answer = desk.client.get("/codes/J9998/")

    assert answer.status_code == 404
    assert "J9998 is not in the tables" in answer.content.decode()


def test_exact_code_opens_its_page(desk: SimpleNamespace) -> None:
    assert desk.client.get("/codes/search/?q=j0256").headers["Location"] == PAGE
    listed = desk.client.post("/codes/choices/codes/", {"q": "j0256"}).content.decode()
    assert listed.count('role="option"') == 1
    assert 'data-value="J0256"' in listed


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=",
        "?q=zzz",
        "?q=%00",
        "?q=" + "x" * 5000,
        "?q=<b>&q=2",
    ],
)
def test_odd_searches(desk: SimpleNamespace, query: str) -> None:
    answer = desk.client.get(f"/codes/search/{query}")
    assert answer.status_code == 200
    assert "<b>&q" not in answer.content.decode()


def test_guide_stands_below_the_facts_with_its_seven_sections(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-for-tests")
    call_command("demo", stdout=io.StringIO())
    text = desk.client.get("/codes/J2253/").content.decode()

    places = [text.index(f'id="{key}"') for key in SECTIONS]
    assert places == sorted(places)
    assert text.index("Official descriptor") < places[0]
    assert text.count("<b>Contradicted.</b>") == 5
    assert 'href="/codes/J1738/"' in text


def test_claim_is_started_with_the_code(desk: SimpleNamespace) -> None:
    entry = desk.client.get("/claims/new/?code=J0256").context["entry"]
    odd = desk.client.get("/claims/new/?code=%3Cb%3E").context["entry"]

    assert entry.lines.forms[0]["code"].value() == "J0256"
    assert odd.lines.forms[0]["code"].value() is None


def test_payment_limit_says_its_quarter(desk: SimpleNamespace) -> None:
    assert "No payment limit of this code is loaded" in desk.client.get(PAGE).content.decode()
    release = HcpcsCode.objects.get(code="J0256").release
    made = {"code": "J0256", "unit": "10 MG", "release": release}
    quarters = [(dt.date(2025, 7, 1), dt.date(2025, 9, 30)), (dt.date(2025, 10, 1), None)]
    for amount, (first, last) in zip(["5", "5.457"], quarters, strict=True):
        PaymentRate.objects.create(
            **made, amount=Decimal(amount), effective_from=first, effective_through=last
        )
    now = desk.client.get(PAGE).content.decode()
    PaymentRate.objects.filter(amount=Decimal("5.457")).delete()
    old = desk.client.get(PAGE).content.decode()

    assert "<b>$5.457</b> a unit of 10 mg" in now
    assert "from 10/01/2025" in now
    assert "quarter is over" not in now
    assert "<b>$5.00</b> a unit" in old
    assert "quarter is over" in old


def test_checklist_and_payers_of_a_code(desk: SimpleNamespace) -> None:
    payer = Payer.objects.get(code="MEDICARE_B")
    asked = {"code": "J0256", "label": "Plan", "why": "Why", "provided_by": "A", "source": "guide"}
    DocumentRequirement.objects.create(**asked, document="plan", satisfied_by="B", phase="start")
    DocumentRequirement.objects.create(**asked, document="x", satisfied_by="B", payer=payer)
    facts_changed()
    answer = desk.client.get(PAGE)

    phases = {phase: [one.facts.document for one in asked] for phase, asked in documents_in(answer)}
    assert phases == {
        "Every claim": ["order", "dose_log", "dx", "signature", "x"],
        "First dose": ["plan"],
        "When drug is discarded (JW)": ["waste"],
    }
    text = answer.content.decode()
    assert "JW or JZ required" in text
    assert "Where no policy is loaded, national rules" in text
    visit = desk.client.get("/codes/96365/").content.decode()
    assert "Documentation checklist" not in visit


def documents_in(answer: Any) -> list[Any]:
    return answer.context["documents"]


def test_an_ended_code_leads_to_its_successors(desk: SimpleNamespace) -> None:
    release = HcpcsCode.objects.get(code="J0256").release
    HcpcsCode.objects.create(
        code="C9999", long_descriptor="Words", ended=dt.date(2020, 12, 31), release=release
    )
    assert "No source that is loaded names" in desk.client.get("/codes/C9999/").content.decode()

    CodeSuccessor.objects.create(from_code="C9999", to_code="J0256", source="A letter")
    facts_changed()
    for address in ("/codes/C9999/", "/codes/search/?q=words"):
        assert 'href="/codes/J0256/"' in desk.client.get(address).content.decode()
    assert "Ended on 12/31/2020" in desk.client.get("/codes/C9999/").content.decode()


def test_queries_of_a_page(desk: SimpleNamespace, django_assert_num_queries) -> None:
    desk.client.get(PAGE)
    # ten for the code and its guide, the payment limit, the token of the kept tables
    with django_assert_num_queries(12):
        desk.client.get(PAGE)

"""Codes are found by number, words, brand and NDC; quickly over the whole table."""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client

from billing_site.accounts.models import Role
from codes.facts import facts_changed
from codes.models import CodeSuccessor, DrugProduct, HcpcsCode
from codes.search import search
from tests.factories import make_facts, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts() -> None:
    make_facts()
    DrugProduct.objects.update(ndc="13533070301", drug="alpha-1 proteinase inhibitor")
    facts_changed()


def codes(text: str) -> list[str]:
    return [hit.code for hit in search(text).hits]


@pytest.mark.parametrize(
    "text", ["J0256", "j02", "proteinase", "alpha protein inj", "prolastin", "13533-0703-01"]
)
def test_found(facts: None, text: str) -> None:
    assert codes(text) == ["J0256"]


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "zzz", "proteinase zzz", "\x00", "%", "J0256 96365"]
)
def test_not_found(facts: None, text: str) -> None:
    assert codes(text) == []


def test_exact_code_comes_first_then_its_beginnings(facts: None) -> None:
    row = HcpcsCode.objects.get(code="J0256")
    for code, words in (("J0257", "like J0256 but another"), ("A9999", "see j0256")):
        row.pk, row.code, row.long_descriptor = None, code, words
        row.save()
    facts_changed()

    assert codes("j0256") == ["J0256", "A9999", "J0257"]
    assert codes("j02") == ["J0256", "J0257", "A9999"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JO256", "J0256"),
        ("jo256", "J0256"),
        ("JO2S6", None),
        ("JO25", None),
        ("A432O", "A4320"),
        ("1l8O1", "L1801"),
        ("I1801", "L1801"),
        ("LI80L", "L1801"),
        ("oo1ol", "0010L"),
    ],
)
def test_what_the_eye_takes_for_another(facts: None, text: str, code: str | None) -> None:
    row = HcpcsCode.objects.get(code="J0256")
    for other in ("A4320", "L1801", "0010L"):
        row.pk, row.code = None, other
        row.save()
    facts_changed()

    assert [hit.code for hit in search(text).meant] == ([code] if code else [])


def test_an_ended_code_names_its_successors(facts: None) -> None:
    release = HcpcsCode.objects.get(code="J0256").release
    HcpcsCode.objects.create(
        code="C9999",
        long_descriptor="Injection, proteinase",
        ended=dt.date(2020, 12, 31),
        release=release,
    )
    for code in ("J0256", "J9999"):
        CodeSuccessor.objects.create(from_code="C9999", to_code=code, source="Test")
    CodeSuccessor.objects.create(from_code="J0256", to_code="C9999", source="not ended")
    facts_changed()

    assert [(hit.code, hit.successors) for hit in search("proteinase").hits] == [
        ("C9999", ("J0256",)),
        ("J0256", ()),
    ]


def test_new_facts_are_found_at_once(facts: None) -> None:
    assert codes("brandnew") == []
    DrugProduct.objects.update(brand="Brandnew")
    facts_changed()
    assert codes("brandnew") == ["J0256"]


def test_one_query_when_nothing_changed(facts: None, django_assert_num_queries) -> None:
    search("j0256")
    with django_assert_num_queries(1):
        search("proteinase")


def test_three_times_quicker_than_icontains_over_the_whole_table(
    shared: Path, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_reference", "hcpcs", shared / "data" / "hcpcs" / "HCPC2025_OCT_ANWEB.xlsx")
    queries = ["j0256", "inflix", "immune globulin", "iron sucrose", "midazolam", "j9", "peg"]

    def plain(text: str) -> list[str]:
        condition = Q(code__icontains=text) | Q(long_descriptor__icontains=text)
        rows = HcpcsCode.objects.filter(condition).order_by("code")
        return list(rows.values_list("code", flat=True)[:20])

    def times(ask: Callable[[str], object]) -> list[float]:
        spent = []
        for text in queries * 15:
            started = time.perf_counter()
            ask(text)
            spent.append((time.perf_counter() - started) * 1000)
        return spent

    client.force_login(make_user("ana", Role.BILLER))

    def whole(text: str) -> HttpResponse:
        return client.get("/codes/search/", {"q": text}, headers={"HX-Request": "true"})

    search("warm")
    whole("warm")
    ours, theirs, pages = times(search), times(plain), times(whole)
    with capsys.disabled():
        for name, spent in (("search", ours), ("icontains", theirs), ("whole answer", pages)):
            half, p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[18]
            sys.stdout.write(f"\n{name}: median {half:.2f} ms, p95 {p95:.2f} ms")
    assert statistics.median(theirs) / statistics.median(ours) >= 3

"""The receipt of a claim that was marked ready, as people read it."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace

import pytest

from claims.models import Check, Claim
from codes.facts import facts_changed
from codes.models import PayerTerms
from tests.site.posts import new

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(desk: SimpleNamespace) -> Check:
    """The receipt of a claim that was made ready on the page."""
    assert new(desk, "ready", lines__0__drug_source="buy_and_bill").status_code == 302
    return Check.objects.get()


def address(check: Check) -> str:
    return f"/claims/{check.claim.public_id}/receipts/{check.pk}/"


def words(answer) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(text.split())


def test_a_ready_claim_leads_to_its_receipt(desk: SimpleNamespace, check: Check) -> None:
    claim = Claim.objects.get()
    page = desk.client.get(f"/claims/{claim.public_id}/").content.decode()
    shown = words(desk.client.get(address(check)))

    assert address(check) in page
    assert "Repeats exactly" in shown
    assert "the same rules give the same report to the byte" in shown
    assert "The same claim would be told the same" in shown
    assert check.facts_sha256 in shown
    assert "5,000 mg of J0256 is 500 units, as billed" in shown


def test_it_says_what_today_would_say_otherwise(desk: SimpleNamespace, check: Check) -> None:
    PayerTerms.objects.update(waste_modifiers="not_used")
    facts_changed()
    shown = words(desk.client.get(address(check)))

    assert "Repeats exactly" in shown
    assert "With today's rules and facts" in shown
    assert "Found now WST-008" in shown


def test_a_receipt_that_was_changed_says_so(desk: SimpleNamespace, check: Check) -> None:
    Check.objects.update(facts={})
    assert "The facts of this receipt is not what was kept" in words(
        desk.client.get(address(check))
    )


def test_a_receipt_of_another_claim_is_not_found(desk: SimpleNamespace, check: Check) -> None:
    assert desk.client.get(f"/claims/{check.claim.public_id}/receipts/999/").status_code == 404


def test_queries_of_the_receipt(
    desk: SimpleNamespace, check: Check, django_assert_num_queries
) -> None:
    desk.client.get(address(check))
    with django_assert_num_queries(8):
        desk.client.get(address(check))

"""Overrides: who may, for which reason, for which words, and taking them back."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from claims.models import Claim, Override
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db
REASON = "The order of 11/19 says five vials; page 3."


@pytest.fixture
def claim(desk: SimpleNamespace) -> Claim:
    """A claim that UNI-001 blocks: 4,990 mg billed as 500 units would be right, 490 are not."""
    made = make_claim(desk.practice, patient=desk.patient)
    made.lines.update(units=490)
    return made


@pytest.fixture
def lead(desk: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(make_user("lea", Role.LEAD, practice=desk.practice))
    return client


def address(claim: Claim) -> str:
    return f"/claims/{claim.public_id}/overrides/"


def keys(client: Client, claim: Claim) -> dict[str, str]:
    """The key of each block by its rule."""
    blocks = client.get(address(claim)).context["blocks"]
    return {block.found["rule"]: block.key for block in blocks}


def override(client: Client, claim: Claim, rule: str, reason: str = REASON):
    key = keys(client, claim)[rule]
    return client.post(address(claim), {"do": f"override:{key}", f"{key}-reason": reason})


def test_a_lead_overrides_with_a_reason_and_takes_it_back(lead: Client, claim: Claim) -> None:
    before = set(keys(lead, claim))
    answer = override(lead, claim, "UNI-001")
    made = Override.objects.get()

    assert "UNI-001" in before
    assert answer.status_code == 302
    assert (made.rule, made.line, made.reason) == ("UNI-001", 1, REASON)
    event = AuditEvent.objects.get(action="claim.override")
    assert (event.reason, event.changes) == (REASON, {"rule": "UNI-001", "line": 1})
    claim.refresh_from_db()
    assert claim.blocks == len(before) - 1
    text = lead.get(address(claim)).content.decode()
    assert REASON in text
    lead.post(address(claim), {"do": f"withdraw:{keys(lead, claim)['UNI-001']}"})
    claim.refresh_from_db()
    assert claim.blocks == len(before)
    assert "taken back" in lead.get(address(claim)).content.decode()


@pytest.mark.parametrize("reason", ["", "too short", "x" * 301, "a  b            c"])
def test_a_reason_has_fifteen_characters(lead: Client, claim: Claim, reason: str) -> None:
    answer = override(lead, claim, "UNI-001", reason)

    assert answer.status_code == 422
    assert not Override.objects.exists()
    assert re.search("There is a problem|Nothing was overridden", answer.content.decode())


def test_who_saved_the_claim_last_does_not_override_it(lead: Client, claim: Claim) -> None:
    key = keys(lead, claim)["UNI-001"]
    lea = lead.get("/").wsgi_request.user
    Claim.objects.filter(pk=claim.pk).update(edited_by=lea)
    answer = lead.post(address(claim), {"do": f"override:{key}", f"{key}-reason": REASON})

    assert answer.status_code == 422
    assert "You saved this claim last" in answer.content.decode()
    assert not Override.objects.exists()


def test_a_biller_reads_and_cannot_override(desk: SimpleNamespace, claim: Claim) -> None:
    key = keys(desk.client, claim)["UNI-001"]
    answer = desk.client.post(address(claim), {"do": f"override:{key}", f"{key}-reason": REASON})

    assert answer.status_code == 403
    assert not Override.objects.exists()


def test_other_numbers_are_another_finding(lead: Client, claim: Claim) -> None:
    override(lead, claim, "UNI-001")
    claim.lines.update(units=480)
    blocks = lead.get(address(claim)).context["blocks"]

    assert [one.override for one in blocks if one.found["rule"] == "UNI-001"] == [None]
    assert "the finding has changed since" in lead.get(address(claim)).content.decode()


def test_an_edit_that_cannot_be_overridden_has_no_form(lead: Client, claim: Claim) -> None:
    claim.lines.update(units="490.5")
    blocks = {one.found["rule"]: one for one in lead.get(address(claim)).context["blocks"]}
    key = blocks["UNI-006"].key
    answer = lead.post(address(claim), {"do": f"override:{key}", f"{key}-reason": REASON})

    assert blocks["UNI-006"].form is None
    assert answer.status_code == 422
    assert not Override.objects.exists()


@pytest.mark.parametrize(
    "wanted", ["", "override:", "override:X-1-0", "withdraw:UNI-001-1-00000000"]
)
def test_buttons_of_another_page_change_nothing(lead: Client, claim: Claim, wanted: str) -> None:
    assert lead.post(address(claim), {"do": wanted}).status_code == 422
    assert not Override.objects.exists()


def test_a_sent_claim_keeps_what_stood(lead: Client, claim: Claim) -> None:
    key = keys(lead, claim)["UNI-001"]
    Claim.objects.filter(pk=claim.pk).update(status="submitted")
    answer = lead.post(address(claim), {"do": f"override:{key}", f"{key}-reason": REASON})

    assert answer.status_code == 422
    assert not Override.objects.exists()


def test_the_entry_page_says_who_overrode_and_lets_the_claim_be_ready(
    lead: Client, desk: SimpleNamespace, claim: Claim
) -> None:
    override(lead, claim, "UNI-001")
    page = desk.client.get(f"/claims/{claim.public_id}/edit/").content.decode()

    assert "<b>Overridden.</b> The order of 11/19 says five vials" in page
    assert "0 block" not in page


def test_what_was_measured_is_told_with_its_margin(desk: SimpleNamespace, claim: Claim) -> None:
    claim.lines.update(units=500)
    page = desk.client.get(f"/claims/{claim.public_id}/edit/").content.decode()

    assert "5,000 mg of J0256 is 500 units, as billed" in page

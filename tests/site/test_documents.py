"""The documentation checklist: recorded, kept, seen by others, read by the rules."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from claims.models import ChecklistItem, Claim
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(desk: SimpleNamespace) -> Claim:
    return make_claim(desk.practice, patient=desk.patient)


def page(claim: Claim) -> str:
    return f"/claims/{claim.public_id}/documents/"


def posted(client: Client, claim: Claim, **changes: str) -> dict[str, str]:
    """What the page would post untouched, with changes by input name."""
    items = client.get(page(claim)).context["items"]
    data = {
        f"{document.code}-{name}": str(form[name].value() or "")
        for document, form in items
        for name in ("state", "reference")
    }
    return data | {name.replace("__", "-"): text for name, text in changes.items()}


def test_nothing_is_known_before_it_is_recorded(desk: SimpleNamespace, claim: Claim) -> None:
    text = desk.client.get(page(claim)).content.decode()

    assert "0 of 4" in text
    assert "not recorded yet" in text


def test_recorded_state_is_kept_and_seen_by_others(desk: SimpleNamespace, claim: Claim) -> None:
    changes = {"order__state": "present", "order__reference": "Order of 11/01/2026, page 2"}
    desk.client.post(page(claim), posted(desk.client, claim, **changes))

    other = Client()
    other.force_login(make_user("bob", Role.AUDITOR, practice=desk.practice))
    text = other.get(page(claim)).content.decode()

    claim.refresh_from_db()
    assert claim.documents == ["order"]
    assert "Order of 11/01/2026, page 2" in text
    assert "ana" in text
    assert "1 of 4" in text
    assert "<select" not in text


def test_only_what_changed_is_written(desk: SimpleNamespace, claim: Claim) -> None:
    changes = {"dx__state": "problem", "dx__reference": "unsigned"}
    desk.client.post(page(claim), posted(desk.client, claim, **changes))
    desk.client.post(page(claim), posted(desk.client, claim))

    item = ChecklistItem.objects.get()
    assert (item.code, item.state, item.reference) == ("dx", "problem", "unsigned")
    [event] = AuditEvent.objects.filter(action="claim.documents")
    assert event.changes == {"dx": ["missing", "problem"]}


@pytest.mark.parametrize("state", ["present", "not_needed", "problem"])
def test_a_state_needs_its_words(desk: SimpleNamespace, claim: Claim, state: str) -> None:
    answer = desk.client.post(page(claim), posted(desk.client, claim, order__state=state))

    assert answer.status_code == 422
    assert "Say " in answer.content.decode()
    assert ChecklistItem.objects.count() == 0


def test_waste_note_answers_the_rule(desk: SimpleNamespace, claim: Claim) -> None:
    line = claim.lines.get()
    line.units, line.modifiers = 450, []
    line.save()
    line.pk, line.number, line.units, line.modifiers = None, 2, 50, ["JW"]
    line.dose_amount = None
    line.save()
    Claim.objects.update(documents=[])

    def rules() -> set[str]:
        shown = desk.client.get(f"/claims/{claim.public_id}/edit/").context["check"]
        return {finding.rule for finding in shown.findings}

    before = rules()
    changes = {"waste__state": "present", "waste__reference": "MAR 11/10/2026"}
    desk.client.post(page(claim), posted(desk.client, claim, **changes))

    assert "WST-010" in before
    assert "WST-010" not in rules()


def test_saving_the_claim_keeps_its_documents(desk: SimpleNamespace, claim: Claim) -> None:
    changes = {"order__state": "present", "order__reference": "scan 7"}
    desk.client.post(page(claim), posted(desk.client, claim, **changes))
    entry = desk.client.get(f"/claims/{claim.public_id}/edit/").context["entry"]
    data = {"do": "save", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
    data |= {
        field.html_name: str(field.value() or "")
        for form in (entry.head, entry.save, entry.lines.forms[0])
        for field in form
    }
    assert desk.client.post(f"/claims/{claim.public_id}/edit/", data).status_code == 302

    claim.refresh_from_db()
    assert (claim.documents, claim.checklist.count()) == (["order"], 1)


def test_auditor_may_not_write(desk: SimpleNamespace, claim: Claim) -> None:
    client = Client()
    client.force_login(make_user("bob", Role.AUDITOR, practice=desk.practice))

    assert client.post(page(claim), {"order-state": "present"}).status_code == 403
    assert ChecklistItem.objects.count() == 0


def test_claim_without_a_drug_asks_for_nothing(desk: SimpleNamespace, claim: Claim) -> None:
    claim.lines.update(code="96365", dose_amount=None)
    assert "no drug line" in desk.client.get(page(claim)).content.decode()

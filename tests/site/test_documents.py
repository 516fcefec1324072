"""The documentation checklist: recorded, kept, seen by others, read by the rules."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from claims.models import ChecklistItem, Claim
from claims.services.documents import Document
from codes.facts import facts_changed
from codes.models import DocumentRequirement, Payer
from tests.factories import make_claim, make_practice, make_user
from tests.site.posts import typed

pytestmark = pytest.mark.django_db
YEAR = dt.timedelta(days=366)


@pytest.fixture
def claim(desk: SimpleNamespace) -> Claim:
    return make_claim(desk.practice, patient=desk.patient)


def page(claim: Claim) -> str:
    return f"/claims/{claim.public_id}/documents/"


def posted(client: Client, claim: Claim, **changes: str) -> dict[str, str]:
    """What the page would post untouched, with changes by input name."""
    groups = client.get(page(claim)).context["groups"]
    data = {
        f"{document.code}-{name}": str(form[name].value() or "")
        for _drug, shown, folded in groups
        for document, form in (*shown, *folded)
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


def need(document: str, **values: object) -> DocumentRequirement:
    made = DocumentRequirement.objects.create(
        **{"code": "J0256", "document": document, "label": f"The {document}", "why": "Why so"}
        | {"provided_by": "Clinic", "satisfied_by": "A paper", "source": "guide on J0256"}
        | values
    )
    facts_changed()
    return made


def documents(desk: SimpleNamespace, claim: Claim) -> dict[str, Document]:
    asked = desk.client.get(page(claim)).context["asked"]
    return {one.code: one for one in asked.documents}


def test_guide_and_our_list_make_one_item(desk: SimpleNamespace, claim: Claim) -> None:
    need("dose_log", label="Record of the infusion")
    text = desk.client.get(page(claim)).content.decode()

    [one] = [one for code, one in documents(desk, claim).items() if code == "dose_log"]
    assert one.item.label == "Record of the infusion"
    assert one.item.source == "our list for every drug; guide on J0256"
    assert text.count("Record of the infusion") == 1
    for words in ("Why so", "Clinic", "A paper", "Every claim"):
        assert words in text


def test_another_payers_document_is_not_asked(desk: SimpleNamespace, claim: Claim) -> None:
    other = Payer.objects.create(code="OTHER", name="Other", line_of_business="commercial")
    need("letter", payer=other)
    need("form", payer=claim.payer)

    assert {"letter", "form"} & set(documents(desk, claim)) == {"form"}


def test_start_and_renewal_follow_the_patients_claims(desk: SimpleNamespace, claim: Claim) -> None:
    need("plan", phase="start")
    need("response", phase="renewal")
    first = {code: one.state for code, one in documents(desk, claim).items()}
    earlier = make_claim(desk.practice, "C-00000", patient=claim.patient, status="paid")
    Claim.objects.filter(pk=earlier.pk).update(date_of_service=claim.date_of_service - YEAR)
    later = {code: one.state for code, one in documents(desk, claim).items()}

    assert (first["plan"], first["response"]) == ("missing", "not_needed")
    assert (later["plan"], later["response"]) == ("not_needed", "missing")


def test_weight_of_the_record_is_enough(desk: SimpleNamespace, claim: Claim) -> None:
    need("weight")
    before = documents(desk, claim)["weight"].state
    claim.patient.weights.create(kilograms="82", taken_on=claim.date_of_service)
    after = documents(desk, claim)["weight"]

    assert (before, after.state) == ("missing", "present")
    assert after.there == "82 kg on 11/10/2026, from the record"


def test_live_check_of_a_stored_claim_knows_its_documents(
    desk: SimpleNamespace, claim: Claim
) -> None:
    changes = {"order__state": "present", "order__reference": "scan 7"}
    desk.client.post(page(claim), posted(desk.client, claim, **changes))
    other = make_claim(make_practice("Other"), "C-00002")

    mine = desk.client.post(f"/claims/check/?live=1&claim={claim.public_id}", typed(desk))
    theirs = desk.client.post(f"/claims/check/?live=1&claim={other.public_id}", typed(desk))
    odd = desk.client.post("/claims/check/?live=1&claim=x", typed(desk))

    assert "<b>1 of 4</b> on file" in mine.content.decode()
    assert "scan 7" in mine.content.decode()
    assert {one.context["claim"] for one in (theirs, odd)} == {None}


def test_not_needed_with_its_reason_satisfies_the_rule(desk: SimpleNamespace, claim: Claim) -> None:
    need("plan")
    Claim.objects.update(documents=[])

    def missing() -> list[str]:
        shown = desk.client.get(f"/claims/{claim.public_id}/edit/").context["check"]
        return [one.message for one in shown.findings if one.rule == "POL-014"]

    before = missing()
    changes = {"plan__state": "not_needed", "plan__reference": "trial dose"}
    desk.client.post(page(claim), posted(desk.client, claim, **changes))

    assert before == ["Missing: The plan."]
    assert missing() == []


def test_claim_page_shows_the_checklist(desk: SimpleNamespace, claim: Claim) -> None:
    text = desk.client.get(f"/claims/{claim.public_id}/").content.decode()

    assert 'For <span class="code">J0256</span>' in text
    assert "Signed order" in text

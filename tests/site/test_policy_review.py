"""Approval by a second person, on pages: who sees which button, and who may press it."""

from __future__ import annotations

import datetime as dt
import html
import re
from types import SimpleNamespace
from typing import Any

import pytest

from billing_site.accounts.models import Role, RoleGrant
from billing_site.audit.models import AuditEvent
from claims.models import Claim, FlipReport
from claims.rehearsal.reporting import make_report
from codes.models import PolicyExample, PolicyVersion
from tests.factories import DAY, make_claim, make_patient, make_practice, make_user
from tests.site.policy_desk import client_of, draft_of, make_policy_desk, sign, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    return make_policy_desk()


def words(answer: Any) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(text.split())


def status(identifier: str) -> str:
    return PolicyVersion.objects.get(identifier=identifier).status


def with_report(desk: SimpleNamespace) -> str:
    """A draft with its flip report, ready to be submitted; answers its identifier."""
    draft = draft_of(desk)
    desk.client.post(f"/policies/{draft.identifier}/flips/")
    make_report(FlipReport.objects.get(version=draft))
    return draft.identifier


def in_review(desk: SimpleNamespace) -> str:
    identifier = with_report(desk)
    assert sign(desk.client, identifier, "submit").status_code == 302
    return identifier


def test_from_a_new_version_to_the_next_check(desk: SimpleNamespace) -> None:
    identifier = in_review(desk)
    page = words(desk.lead_client.get(f"/policies/{identifier}/review/"))
    assert "Publishing ends T-AAT-1 the day before" in page
    assert "Publish from" in page

    assert sign(desk.lead_client, identifier, "approve").status_code == 302
    assert status(identifier) == "published"
    actions = AuditEvent.objects.filter(object_id=identifier).values_list("action", flat=True)
    assert {"policy.import", "policy.rehearse", "policy.submit", "policy.publish"} <= set(actions)


def test_the_author_has_no_button_and_no_right(desk: SimpleNamespace) -> None:
    identifier = in_review(desk)
    page = desk.client.get(f"/policies/{identifier}/review/").content.decode()
    assert 'value="approve"' not in page

    assert sign(desk.client, identifier, "approve").status_code == 403
    RoleGrant.objects.create(user=desk.author, role=Role.LEAD)
    assert sign(client_of(desk.author), identifier, "approve").status_code == 403
    RoleGrant.objects.filter(user=desk.author, role=Role.POLICY).delete()
    assert sign(client_of(desk.author), identifier, "approve").status_code == 403
    assert status(identifier) == "in_review"


def test_somebody_who_wrote_a_part_has_none_either(desk: SimpleNamespace) -> None:
    identifier = draft_of(desk).identifier
    second = make_user("polly", Role.POLICY)
    page = SimpleNamespace(client=client_of(second))
    data = typed(page, identifier, title="A word of mine") | {"do": "save"}
    assert page.client.post(f"/policies/{identifier}/edit/", data).status_code == 302
    desk.client.post(f"/policies/{identifier}/flips/")
    make_report(FlipReport.objects.get())
    assert sign(desk.client, identifier, "submit").status_code == 302

    assert sign(page.client, identifier, "approve").status_code == 403
    assert sign(desk.lead_client, identifier, "approve").status_code == 302


@pytest.mark.parametrize("password", ["", "wrong"])
def test_approving_wants_the_password_again(desk: SimpleNamespace, password: str) -> None:
    identifier = in_review(desk)
    answer = sign(desk.lead_client, identifier, "approve", password=password)

    assert answer.status_code == 422
    assert "Sign with the password" in words(answer)
    assert status(identifier) == "in_review"


def test_billers_auditors_and_strangers_do_not_decide(desk: SimpleNamespace) -> None:
    identifier = in_review(desk)
    biller, auditor = make_user("ana", Role.BILLER), make_user("ann", Role.AUDITOR)

    assert sign(client_of(biller), identifier, "approve").status_code == 403
    assert client_of(auditor).get(f"/policies/{identifier}/review/").status_code == 200
    assert sign(client_of(auditor), identifier, "approve").status_code == 403
    assert client_of(auditor).post(f"/policies/{identifier}/flips/").status_code == 403


def test_sent_back_with_words_and_asked_again(desk: SimpleNamespace) -> None:
    identifier = in_review(desk)
    assert sign(desk.lead_client, identifier, "send_back", words="").status_code == 422
    assert sign(desk.lead_client, identifier, "send_back", words="Cite page 4.").status_code == 302
    page = words(desk.client.get(f"/policies/{identifier}/review/"))
    assert (status(identifier), "Cite page 4." in page) == ("draft", True)
    assert sign(desk.client, identifier, "submit").status_code == 302


def test_a_red_example_is_named_and_keeps_it_back(desk: SimpleNamespace) -> None:
    identifier = with_report(desk)
    example = PolicyExample.objects.filter(version__identifier=identifier, expect="fires").first()
    example.expect = "silent"
    example.save()

    answer = sign(desk.client, identifier, "submit")
    assert answer.status_code == 422
    assert f"Example “{example.name}” is red" in words(answer)
    page = words(desk.client.get(f"/policies/{identifier}/examples/"))
    assert "Red" in page
    desk.client.post(f"/policies/{identifier}/examples/", {"do": "renew"})
    assert sign(desk.client, identifier, "submit").status_code == 302


def test_without_a_report_nothing_is_submitted(desk: SimpleNamespace) -> None:
    identifier = draft_of(desk).identifier
    assert "No flip report was made" in words(sign(desk.client, identifier, "submit"))


def test_withdrawn_and_shortened_with_a_signature(desk: SimpleNamespace) -> None:
    identifier = desk.version.identifier
    assert sign(desk.client, identifier, "shorten", last="12/31/2026").status_code == 403
    assert sign(desk.lead_client, identifier, "shorten", last="").status_code == 422
    assert sign(desk.lead_client, identifier, "shorten", last="12/31/2027").status_code == 302
    assert sign(desk.lead_client, identifier, "withdraw", words="no").status_code == 422
    reason = "The payer took it back today."
    assert sign(desk.client, identifier, "withdraw", words=reason).status_code == 302
    assert status(identifier) == "withdrawn"


def test_an_emergency_and_its_second_person(desk: SimpleNamespace) -> None:
    sign(desk.lead_client, desk.version.identifier, "withdraw", words="It was never published.")
    identifier = draft_of(desk).identifier
    reason = "Announced by telephone for tomorrow."
    assert sign(desk.client, identifier, "emergency", words=reason).status_code == 302
    page = words(desk.lead_client.get(f"/policies/{identifier}/review/"))
    assert "its findings warn only" in page

    assert sign(desk.client, identifier, "approve").status_code == 403
    refused = sign(desk.lead_client, identifier, "approve")
    assert "No flip report was made" in words(refused)
    desk.lead_client.post(f"/policies/{identifier}/flips/")
    make_report(FlipReport.objects.get())
    assert sign(desk.lead_client, identifier, "approve").status_code == 302
    assert PolicyVersion.objects.get(identifier=identifier).approver == desk.lead


def test_flips_are_masked_for_those_who_see_no_claims(desk: SimpleNamespace) -> None:
    claim = make_claim(desk.practice, patient=make_patient(desk.practice))
    draft = draft_of(desk)
    data = typed(desk, draft.identifier, effective_from="11/01/2026", title="T")
    prefix = next(name for name in data if name.endswith("-max") and data[name] == "700")
    data |= {prefix: "400", "do": "save"}
    assert desk.client.post(f"/policies/{draft.identifier}/edit/", data).status_code == 302
    desk.client.post(f"/policies/{draft.identifier}/flips/")
    report = make_report(FlipReport.objects.get())
    assert report.flips.count() == 1

    outsider = client_of(make_user("polly", Role.POLICY))
    masked = outsider.get(f"/policies/{draft.identifier}/flips/").content.decode()
    shown = desk.lead_client.get(f"/policies/{draft.identifier}/flips/").content.decode()
    assert claim.number not in masked
    assert "units in 7 days" not in masked  # findings tell of patients too
    assert "units in 7 days" in shown
    assert claim.number in shown
    assert "1 of 1 claim would be judged otherwise" in words(
        desk.lead_client.get(f"/policies/{draft.identifier}/flips/")
    )


def test_the_effective_sheet_names_every_layer(desk: SimpleNamespace) -> None:
    biller = client_of(make_user("ana", Role.BILLER))
    page = words(biller.get("/policies/sheet/?payer=MEDICARE_B&code=j0256&place=11"))

    assert "One unit is 10 mg" in page
    assert "JW or JZ required" in page
    assert "At most 700 units in any 7 days" in page
    assert "Bulletin 7, 2" in page
    empty = words(biller.get("/policies/sheet/?payer=MEDICARE_B&code=J9999&day=13/45/2026"))
    assert "is not understood" in empty


def test_what_is_wrong_is_said_and_its_claim_opens(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    data = typed(desk, draft.identifier) | {"do": "save"}
    prefix = next(name for name in data if name.endswith("-min") and data[name] == "18")
    data[prefix.replace("-min", "-max")] = "17"
    refused = desk.client.post(f"/policies/{draft.identifier}/edit/", data)
    assert refused.status_code == 422  # ages out of order are no policy at all

    data[prefix.replace("-min", "-max")] = ""
    rows = {name: text for name, text in data.items() if name.startswith("c-")}
    first = next(name for name, text in rows.items() if text == "700").removesuffix("-max")
    copied = {name.replace(first, "c-90"): text for name, text in rows.items() if first in name}
    data |= copied | {"c-90-max": "900"}
    assert desk.client.post(f"/policies/{draft.identifier}/edit/", data).status_code == 302
    page = desk.lead_client.get(f"/policies/{draft.identifier}/review/")
    kinds = {flaw.kind for flaw, _fields in page.context["flaws"]}
    assert "shadowed" in kinds

    flaw, fields = next(pair for pair in page.context["flaws"] if pair[0].kind == "shadowed")
    opened = desk.lead_client.post("/claims/new/", fields | {"do": "check"})
    assert opened.status_code == 200
    form = opened.context["entry"].lines.forms[0]
    assert form["code"].value() == "J0256"
    assert flaw.sentence in html.unescape(page.content.decode())


def test_a_version_whose_first_day_is_past_lists_claims_to_check_again(
    desk: SimpleNamespace,
) -> None:
    patient = make_patient(desk.practice)
    for number, state in (("C-00001", "submitted"), ("C-00002", "draft"), ("C-00003", "paid")):
        make_claim(desk.practice, number, patient=patient, status=state)
    other = make_practice("Other")
    make_claim(other, "C-00004", patient=make_patient(other), status="ready")

    address = f"/policies/{desk.version.identifier}/review/"
    assert "checked again" not in words(desk.lead_client.get(address))
    PolicyVersion.objects.update(published_on=DAY)
    Claim.objects.update(updated_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    of_lead = words(desk.lead_client.get(address))
    assert "3 open and sent claims should be checked again" in of_lead
    assert [number in of_lead for number in ("C-00001", "C-00002", "C-00003", "C-00004")] == [
        True, True, False, False,
    ]  # fmt: skip
    of_admin = words(desk.client.get(address))
    assert "3 open and sent claims should be checked again" in of_admin
    assert "C-00001" not in of_admin

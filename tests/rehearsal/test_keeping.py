"""A finding kept as an example: nothing of the patient is left, and the rule still fires."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from claims.models import Claim
from claims.rehearsal.examples import run_examples
from claims.rehearsal.keeping import without_patient
from codes.models import PolicyExample
from tests.factories import make_claim, make_patient
from tests.site.policy_desk import draft_of, make_policy_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    made = make_policy_desk()
    made.claim = make_claim(made.practice, patient=make_patient(made.practice))
    made.claim.lines.update(units=900, dose_amount=9000)
    return made


def test_a_lead_keeps_a_finding(desk: SimpleNamespace) -> None:
    address = f"/claims/{desk.claim.public_id}/overrides/"
    blocks = desk.lead_client.get(address).context["blocks"]
    key = next(one.key for one in blocks if one.found["rule"] == "POL-008")
    refused = desk.lead_client.post(address, {"do": f"example:{key}"})
    assert "no policy that has a draft" in refused.content.decode()

    draft = draft_of(desk)
    assert desk.lead_client.post(address, {"do": f"example:{key}"}).status_code == 302
    kept = PolicyExample.objects.get(origin="finding")
    assert (kept.version, kept.rule, kept.expect) == (draft, "POL-008", "fires")
    [result] = [one for one in run_examples(draft) if one.example == kept]
    assert result.is_green, result.said


def test_nothing_of_the_patient_is_left(desk: SimpleNamespace) -> None:
    claim = {
        "patient": {"name": "Testcase, Nora", "dob": "1961-04-12", "member_id": "1EG4TE5MK72",
                    "address": "1 Test Way"},
        "billing_npi": "1558598797", "prior_auth": {"number": "PA-77", "from": "2026-10-01"},
        "history": [{"code": "J0256", "dos": "2026-11-03", "claim": "C-00009"}],
        "lines": [{"n": 1, "dos_from": "2026-11-10", "description": "for Nora", "units": 900}],
    }  # fmt: skip
    kept = without_patient(claim, desk.version)
    text = json.dumps(kept)

    for secret in ("Nora", "1961-04-12", "1EG4TE5MK72", "Test Way", "1558598797", "PA-77",
                   "C-00009", "2026-11-10"):  # fmt: skip
        assert secret not in text
    assert kept["lines"][0]["dos_from"] == "2026-01-31"
    assert kept["history"][0]["dos"] == "2026-01-24"  # still seven days before
    assert kept["lines"][0]["units"] == 900
    assert Claim.objects.count() == 1

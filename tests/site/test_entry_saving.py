"""The entry page by plain posts: what is saved, and once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from billing_site.audit.models import AuditEvent
from claims.models import Claim, SubmitKey
from tests.site.posts import new, saved, typed

pytestmark = pytest.mark.django_db


def test_save_keeps_everything(desk: SimpleNamespace) -> None:
    claim = saved(desk)

    assert (claim.number, claim.version, claim.status) == ("C-00001", 1, "draft")
    assert (claim.patient, claim.payer.code, claim.place) == (desk.patient, "MEDICARE_B", "11")
    assert (claim.diagnoses, claim.total_cents) == (["E88.01"], 514_100)
    [line] = claim.lines.all()
    assert (line.code, line.dose_amount, line.dose_measure) == ("J0256", 5000, "mg")
    assert (line.units, line.modifiers, line.pointers) == (500, ["JZ"], "A")
    [vials] = line.containers.all()
    assert (vials.count, vials.size, vials.measure) == (5, 1000, "mg")
    assert AuditEvent.objects.filter(action="claim.save", outcome="ok").count() == 1


def test_ready_needs_no_block(desk: SimpleNamespace) -> None:
    answer = new(desk, "ready", lines__0__units="5000")

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Not marked ready: 1 block stands" in text
    assert 'value="5000"' in text
    assert Claim.objects.count() == 0


def test_ready_keeps_the_check(desk: SimpleNamespace) -> None:
    assert new(desk, "ready").headers["Location"] == "/"

    claim = Claim.objects.get()
    kept = claim.checks.get()
    assert (claim.status, kept.claim_version, kept.snapshot["payer"]) == ("ready", 1, "MEDICARE_B")
    assert [f for f in kept.report["findings"] if f["severity"] == "error"] == []


def test_draft_may_be_saved_with_blocks(desk: SimpleNamespace) -> None:
    assert new(desk, "save", lines__0__units="5000").status_code == 302

    claim = Claim.objects.get()
    assert (claim.blocks, claim.worst_finding) == (1, "Dose amount billed as units")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11/10/26", "2026-11-10"),
        ("111026", "2026-11-10"),
        ("11102026", "2026-11-10"),
        ("2026-11-10", "2026-11-10"),
        ("1/2/2026", "2026-01-02"),
    ],
)
def test_dates_as_billers_type_them(desk: SimpleNamespace, text: str, day: str) -> None:
    new(desk, "save", date_of_service=text)
    assert Claim.objects.get().date_of_service.isoformat() == day


def test_new_patient_is_added_with_the_claim(desk: SimpleNamespace) -> None:
    names = {"new_last_name": "Newman", "new_first_name": "Al", "new_sex": "M"}
    new(desk, "save", patient="", new_birth_date="01/02/55", **names)

    patient = Claim.objects.get().patient
    assert (str(patient), patient.practice) == ("Newman, Al · 01/02/1955 · M", desk.practice)


def test_same_post_twice_is_one_claim(desk: SimpleNamespace) -> None:
    data = typed(desk) | {"do": "save"}

    first = desk.client.post("/claims/new/", data)
    second = desk.client.post("/claims/new/", data)

    assert first.headers["Location"] == second.headers["Location"]
    assert (Claim.objects.count(), SubmitKey.objects.count()) == (1, 1)

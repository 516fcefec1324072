"""What a claim says beyond visit and lines: asked for by payer, policy and code, else folded."""

from __future__ import annotations

import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from claims.models import Claim
from codes.facts import facts_changed
from codes.models import HcpcsCode, ReferenceRelease
from tests.codes.policy_worlds import make_people, published
from tests.site.posts import new, typed

pytestmark = pytest.mark.django_db
SHOWN = {"more": "shown"}


@pytest.fixture
def esa(desk: SimpleNamespace) -> SimpleNamespace:
    """A desk at which an ESA can be billed."""
    HcpcsCode.objects.create(
        code="J0885",
        long_descriptor="Injection, epoetin alfa, (for non-ESRD use), 1000 units",
        kind="drug",
        unit_amount=Decimal(1000),
        unit_measure="unit",
        unit_standing="confirmed",
        release=ReferenceRelease.objects.get(kind="hcpcs"),
    )
    facts_changed()
    return desk


def asked_in(text: str) -> list[str]:
    return re.findall(r'name="asked" value="([a-z_0-9]+)"', text)


def check(desk: SimpleNamespace, *, live: bool = False, **changes: Any) -> str:
    where = "/claims/check/?live=1" if live else "/claims/check/"
    answer = desk.client.post(where, typed(desk) | SHOWN | changes)
    assert answer.status_code == 200
    # the list of every edit that ran names each in a title, whether it spoke or not
    return re.sub(r' title="[^"]*"', "", answer.content.decode())


def test_a_new_claim_asks_for_nothing_more(desk: SimpleNamespace) -> None:
    text = desk.client.get("/claims/new/").content.decode()

    assert asked_in(text) == []
    assert "More about this claim" in text
    assert re.search(r'<details class="more"\s*>\s*<summary>More about this claim', text)


def test_medicare_asks_for_assignment_and_for_haemoglobin_with_an_esa(
    esa: SimpleNamespace,
) -> None:
    assert asked_in(check(esa)) == ["assignment"]
    blood = ["haemoglobin", "haemoglobin_measure", "haemoglobin_on"]
    assert asked_in(check(esa, **{"lines-0-code": "J0885"})) == [*blood, "assignment"]


def test_the_part_is_left_alone_while_it_shows_what_is_asked(desk: SimpleNamespace) -> None:
    assert 'id="more-about"' in check(desk, live=True)
    assert 'id="more-about"' not in check(desk, live=True, asked="assignment")


def test_a_blank_that_was_shown_is_said_to_be_missing_on_check(esa: SimpleNamespace) -> None:
    changes: dict[str, Any] = {"lines-0-code": "J0885", "asked": ["haemoglobin", "assignment"]}

    assert "Hemoglobin is missing on an ESA claim" in check(esa, **changes)
    assert "Hemoglobin is missing on an ESA claim" not in check(esa, live=True, **changes)
    # what was not shown was not looked at
    assert "Hemoglobin is missing on an ESA claim" not in check(esa, **{"lines-0-code": "J0885"})
    assert "Hemoglobin is missing on an ESA claim" not in check(
        esa, **changes, haemoglobin="9.6", haemoglobin_measure="g/dL"
    )


CIRCUMSTANCES = {
    "do": "save",
    "asked": ["haemoglobin"],
    "assignment": "accepted",
    "frequency_code": "7",
    "original_ref": "ICN 77",
    "other_coverage": "no",
    "other_payer": "Employer plan",
    "other_paid_cents": "12.50",
    "other_paid_on": "10/01/2026",
    "acquired_340b": "yes",
    "attestations": ["emergency"],
    "exemption_number": "EX-1",
}


def test_everything_is_stored_shown_and_kept(desk: SimpleNamespace) -> None:
    answer = desk.client.post(
        "/claims/new/",
        typed(desk) | SHOWN | CIRCUMSTANCES | {"supervising": str(desk.provider.pk)},
    )
    assert answer.status_code == 302
    claim = Claim.objects.get()
    assert (claim.assignment, claim.frequency_code, claim.original_ref) == (
        "accepted", "7", "ICN 77",
    )  # fmt: skip
    assert claim.supervising == desk.provider
    assert (claim.other_coverage, claim.other_payer, claim.other_paid_cents) == (
        False, "Employer plan", 1250,
    )  # fmt: skip
    assert claim.acquired_340b is True
    assert claim.attestations == {"emergency": True}
    assert claim.exemption_number == "EX-1"
    assert claim.said_missing == ["haemoglobin", "ordering_npi"]

    text = desk.client.get(f"/claims/{claim.public_id}/edit/").content.decode()
    for value in ('value="ICN 77"', 'value="12.50"', 'value="10/01/2026"', 'value="EX-1"'):
        assert value in text
    assert re.search(r'value="emergency"[^>]*checked', text)

    line = claim.lines.get()
    data = typed(desk, base_version="1", lines__0__line_id=str(line.pk)) | {"do": "save"}
    assert desk.client.post(f"/claims/{claim.public_id}/edit/", data).status_code == 302
    claim.refresh_from_db()
    assert (claim.assignment, claim.other_paid_cents) == ("accepted", 1250)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("haemoglobin", "lots", "Type a number below 100"),
        ("haemoglobin", "100", "Type a number below 100"),
        ("haemoglobin_on", "11/31/2026", "month, day and year"),
        ("other_paid_cents", "1e5", "dollars and cents"),
        ("assignment", "perhaps", "perhaps"),
        ("attestations", "wings", "wings"),
        ("site_exception", "convenience", "convenience"),
        ("supervising", "999999", "999999"),
        ("acquired_340b", "maybe", "maybe"),
        ("original_ref", "x\x00y", "Null characters"),
    ],
)
def test_what_is_not_understood_refuses_the_save(
    desk: SimpleNamespace, name: str, text: str, says: str
) -> None:
    answer = desk.client.post("/claims/new/", typed(desk) | SHOWN | {"do": "save", name: text})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Claim.objects.exists()


def test_policies_bring_their_questions(desk: SimpleNamespace) -> None:
    published(
        make_people(),
        payer="MEDICARE_B",
        effective_to=None,
        exemption={"allowed": True},
        attestations=[{"code": "nonsmoker", "label": "Does not smoke"}],
        site_of_care={"allowed": ["12"], "restricted": ["11"], "exceptions": ["unstable"]},
    )

    text = check(desk)

    assert asked_in(text) == ["assignment", "exemption_number", "site_exception", "attestations"]
    assert "Does not smoke" in text
    assert '<option value="unstable">Unstable</option>' in text
    told = "only with an exception"
    assert told in text
    assert told not in check(desk, site_exception="unstable")


def test_the_fix_accepts_assignment(desk: SimpleNamespace) -> None:
    answer = new(desk, "fix:PRV-004:0:assignment", more="shown", assignment="not_accepted")

    text = answer.content.decode()
    assert re.search(r'value="accepted"\s+selected', text)
    assert not re.search(r'value="not_accepted"\s+selected', text)

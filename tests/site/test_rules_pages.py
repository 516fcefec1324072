"""The manual of the edits: every edit has a page, its sections and its worked examples."""

from __future__ import annotations

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from claims.manual import chapters, examples_of
from claims.models import Claim, FoundEdit
from claims.services.tallies import note_findings, tally_of
from tests.factories import make_claim, make_facts, make_practice, make_user

pytestmark = pytest.mark.django_db
RULES = list(chapters())


@pytest.fixture
def client_of() -> Client:
    client = Client()
    client.force_login(make_user("bea", Role.BILLER))
    return client


def test_every_edit_has_its_page(client_of: Client) -> None:
    listed = client_of.get("/rules/").content.decode()
    assert [rule for rule in RULES if f'href="/rules/{rule}/"' not in listed] == []
    for rule, chapter in chapters().items():
        page = client_of.get(f"/rules/{rule}/").content.decode()
        assert chapter.rule.title.replace("'", "&#x27;") in page, rule
        assert [name for name, _text in chapter.sections if name not in page] == [], rule


@pytest.mark.parametrize("rule", RULES)
def test_every_edit_has_examples_that_fire_and_that_do_not(rule: str) -> None:
    kinds = {one.kind for one in examples_of(rule)}
    assert {"fail", "pass"} <= kinds
    assert all(one.outcome for one in examples_of(rule) if one.kind != "pass")


def test_an_example_says_what_is_particular_to_it() -> None:
    [one] = [one for one in examples_of("MUE-002") if one.situation == "Discarded units count"]
    assert one.particulars == ("units 1,600", "line 2: units 1, modifiers JW")
    assert one.outcome.startswith("1,601 units of J0256 exceed")


@pytest.mark.parametrize(
    ("typed", "found"), [("mue-002", 1), ("N823 waste", 1), ("no such words at all", 0)]
)
def test_edits_are_found_by_id_words_and_denial(client_of: Client, typed: str, found: int) -> None:
    answer = client_of.get("/rules/", {"q": typed})
    assert (answer.context["count"] > 0) == bool(found)


def test_an_edit_that_is_none_is_not_found(client_of: Client) -> None:
    assert client_of.get("/rules/UNI-999/").status_code == 404
    assert client_of.get("/rules/uni-002/").status_code == 200


def report(*found: tuple[str, int | None, str]) -> dict[str, object]:
    keys = ("rule", "line", "severity")
    return {"findings": [dict(zip(keys, one, strict=True)) | {"field": "units"} for one in found]}


def test_findings_are_open_until_a_stored_check_has_them_no_more() -> None:
    make_facts()
    claim = make_claim(make_practice("Mine"), "C-00001")
    note_findings(claim, report(("UNI-001", 1, "error"), ("TFL-002", None, "warning")))
    note_findings(claim, report(("TFL-002", None, "warning")))
    states = dict(FoundEdit.objects.values_list("rule", "state"))

    assert states == {"UNI-001": "mended", "TFL-002": "open"}
    note_findings(claim, report(("UNI-001", 1, "error")))
    assert dict(FoundEdit.objects.values_list("rule", "state")) == {
        "UNI-001": "open",
        "TFL-002": "mended",
    }


def test_a_tally_counts_what_the_payer_did_on_claims_of_ones_own(
    django_assert_num_queries,
) -> None:
    make_facts()
    mine, other = make_practice("Mine"), make_practice("Other")
    bea = make_user("bea", Role.BILLER, practice=mine)
    for number, (practice, status) in enumerate(
        [(mine, "denied"), (mine, "paid"), (mine, "draft"), (other, "denied")], start=1
    ):
        claim = make_claim(practice, f"C-0000{number}")
        Claim.objects.filter(pk=claim.pk).update(status=status)
        note_findings(claim, report(("UNI-001", 1, "error")))
    note_findings(Claim.objects.get(number="C-00003"), report())
    with django_assert_num_queries(2):
        tally = tally_of("UNI-001", bea)

    assert (tally.found, tally.mended, tally.standing) == (3, 1, 2)
    assert (tally.denied, tally.paid) == (1, 1)


def test_queries_of_the_pages(client_of: Client, django_assert_num_queries) -> None:
    client_of.get("/rules/")
    with django_assert_num_queries(3):
        client_of.get("/rules/")
    with django_assert_num_queries(5):
        client_of.get("/rules/UNI-002/")

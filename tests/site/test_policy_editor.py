"""The editor of a draft: what is typed is what is kept, and nobody writes over another."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing_site.accounts.models import Role
from codes.models import PolicyVersion
from codes.policies.storing import export_policy, import_policy
from codes.policies.writing import json_text
from tests.factories import make_user
from tests.site.policy_desk import client_of, draft_of, make_policy_desk, post, typed

pytestmark = pytest.mark.django_db
HEAD = ("title", "effective_from", "effective_to", "review_by", "observe_to", "source_url",
        "notes", "standing")  # fmt: skip


@pytest.fixture
def desk() -> SimpleNamespace:
    return make_policy_desk()


def prefix_of(desk: SimpleNamespace, identifier: str, key: str) -> str:
    editor = desk.client.get(f"/policies/{identifier}/edit/").context["editor"]
    return next(str(form.prefix) for form in editor.criteria if form.of.key == key)


def test_saving_what_is_shown_changes_nothing(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    before = export_policy(draft.identifier)
    answer = post(desk, draft.identifier)

    assert answer.status_code == 302
    assert export_policy(draft.identifier) == before


def test_typed_values_are_kept(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    limit = prefix_of(desk, draft.identifier, "limit")
    changes = {
        "title": "Second", "review_by": "07/01/2027", f"{limit}-max": "630",
        f"{limit}-document": "Bulletin 9", f"{limit}-severity": "warning", "codes": "j0256, j0257",
    }  # fmt: skip
    assert post(desk, draft.identifier, **changes).status_code == 302

    body = export_policy(draft.identifier)
    assert (body["title"], body["review_by"]) == ("Second", "2027-07-01")
    assert [one["code"] for one in body["codes"]] == ["J0256", "J0257"]
    assert body["limits"][0]["max"] == 630
    assert body["requirements"]["limits[0]"] == {"severity": "warning", "document": "Bulletin 9"}
    assert body["requirements"]["pa"]["section"] == "2"


def test_a_requirement_is_added_and_removed(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    data = typed(desk, draft.identifier) | {"do": "add", "kind": "site"}
    added = desk.client.post(f"/policies/{draft.identifier}/edit/", data)
    prefix = str(added.context["editor"].criteria[-1].prefix)
    assert added.context["focus"] == f"id_{prefix}-allowed"

    data |= {"do": "save", f"{prefix}-requirement": "site", f"{prefix}-allowed": "11, 19"}
    assert desk.client.post(f"/policies/{draft.identifier}/edit/", data).status_code == 302
    assert export_policy(draft.identifier)["site_of_care"] == {"allowed": ["11", "19"]}

    age = prefix_of(desk, draft.identifier, "age")
    removed = post(desk, draft.identifier, f"remove:{age}")
    assert "age" in export_policy(draft.identifier)  # nothing is saved by it
    left = {form.of.key for form in removed.context["editor"].criteria}
    assert "age" not in left


def test_the_words_of_the_biller_are_shown(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    page = desk.client.get(f"/policies/{draft.identifier}/edit/").content.decode()

    assert "The biller sees" in page
    assert "asks for a prior authorization of J0256" in page
    assert "701 units in 7 days" in page


@pytest.mark.parametrize(
    ("key", "name", "text", "says"),
    [
        ("limit", "max", "many", "“many” is not understood"),
        ("limit", "max", "", "wants a number above 0"),
        ("limit", "span", "", "wants days or months"),
        ("dx", "codes", "E88!", "wanted: a text such as E88.01"),
        ("pa", "address", "ftp://x", "wanted: a text such as https://"),
        ("age", "min", "7.5", "is not understood"),
    ],
)
def test_a_refusal_stands_at_its_input(
    desk: SimpleNamespace, key: str, name: str, text: str, says: str
) -> None:
    draft = draft_of(desk)
    before = export_policy(draft.identifier)
    prefix = prefix_of(desk, draft.identifier, key)
    answer = post(desk, draft.identifier, **{f"{prefix}-{name}": text})

    assert answer.status_code == 422
    [(target, sentence)] = answer.context["editor"].errors
    assert target == f"id_{prefix}-{name}"
    assert says in sentence
    assert export_policy(draft.identifier) == before
    assert f'value="{text}"' in answer.content.decode() or not text  # what was typed stays


def test_the_head_is_refused_by_name(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    answer = post(desk, draft.identifier, codes="J0256, X", effective_from="13/45/2026")
    assert [target for target, _words in answer.context["editor"].errors] == ["id_effective_from"]
    answer = post(desk, draft.identifier, codes="J0256, X")
    assert [target for target, _words in answer.context["editor"].errors] == ["id_codes"]


def test_days_out_of_order_are_refused_at_their_input(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    answer = post(desk, draft.identifier, effective_to="01/01/2020")
    [(target, sentence)] = answer.context["editor"].errors
    assert (target, "before the first day" in sentence) == ("id_effective_to", True)
    weak = post(desk, draft.identifier, source_kind="phone")
    assert [target for target, _words in weak.context["editor"].errors] == ["id_standing"]


def test_autosave_says_what_it_did_and_keeps_the_next_base(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    data = typed(desk, draft.identifier, title="Typed") | {"do": "auto"}
    saved = desk.client.post(f"/policies/{draft.identifier}/edit/", data).content.decode()
    assert "Saved" in saved
    assert 'name="revision" value="2"' in saved
    assert export_policy(draft.identifier)["title"] == "Typed"

    data |= {"revision": "2", "title": ""}
    refused = desk.client.post(f"/policies/{draft.identifier}/edit/", data)
    assert refused.status_code == 200
    assert "Not saved: " in refused.content.decode()


def test_two_editors_meet_on_a_conflict_page(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    mine = typed(desk, draft.identifier, title="Mine") | {"do": "save"}
    other = client_of(make_user("polly", Role.POLICY))
    theirs = typed(SimpleNamespace(client=other), draft.identifier, title="Theirs")
    assert other.post(f"/policies/{draft.identifier}/edit/", theirs).status_code == 302

    answer = desk.client.post(f"/policies/{draft.identifier}/edit/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "was saved by polly since you opened it" in page
    assert 'value="Mine"' in page
    assert export_policy(draft.identifier)["title"] == "Theirs"

    over = mine | {"revision": "2"}
    assert desk.client.post(f"/policies/{draft.identifier}/edit/", over).status_code == 302
    assert export_policy(draft.identifier)["title"] == "Mine"


def test_a_published_version_has_no_inputs(desk: SimpleNamespace) -> None:
    address = f"/policies/{desk.version.identifier}/edit/"
    assert desk.client.get(address).status_code == 302
    data = {"do": "save", "title": "Other", "codes": "J0256", "revision": "1"}
    assert desk.client.post(address, data).status_code == 409
    assert PolicyVersion.objects.get(pk=desk.version.pk).title == "Test policy"


def test_a_new_policy_from_a_few_words(desk: SimpleNamespace) -> None:
    data = {"do": "write", "payer": "MEDICARE_B", "codes": "j1745", "effective_from": "01/01/2027"}
    answer = desk.client.post("/policies/new/", data)

    made = PolicyVersion.objects.get(status="draft")
    assert answer.url == f"/policies/{made.identifier}/edit/"
    assert (made.title, made.author) == ("Medicare Part B: J1745", desk.author)
    refused = desk.client.post("/policies/new/", data | {"payer": "", "effective_from": ""})
    assert refused.status_code == 422
    assert PolicyVersion.objects.filter(status="draft").count() == 1


def test_a_policy_is_loaded_from_a_file_and_copied(desk: SimpleNamespace) -> None:
    body = export_policy(desk.version.identifier) | {"id": "FILE-1", "codes": [{"code": "J0257"}]}
    body["limits"][0]["max"] = "lots"
    file = SimpleUploadedFile("p.json", json_text(body).encode())
    refused = desk.client.post("/policies/new/", {"do": "load", "file": file})
    assert "limits[0].max: found" in refused.content.decode()

    body["limits"][0]["max"] = 5
    file = SimpleUploadedFile("p.json", json_text(body).encode())
    assert desk.client.post("/policies/new/", {"do": "load", "file": file}).status_code == 302

    data = {"do": "copy", "from": "FILE-1", "payer": "MEDICARE_B"}
    copied = desk.client.post("/policies/new/", data)
    assert copied.status_code == 302
    assert export_policy(copied.url.split("/")[2])["limits"][0]["max"] == 5


def test_billers_do_not_see_drafts(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    biller = client_of(make_user("ana", Role.BILLER))

    for tail in ("", "json/"):
        assert biller.get(f"/policies/{draft.identifier}/{tail}").status_code == 404
    assert draft.identifier not in biller.get("/policies/").content.decode()
    assert draft.identifier in desk.lead_client.get("/policies/").content.decode()
    page = biller.get(f"/policies/{desk.version.identifier}/").content.decode()
    assert draft.identifier not in page


def test_queries_do_not_grow_with_requirements(
    desk: SimpleNamespace, django_assert_num_queries
) -> None:
    draft = draft_of(desk)
    body = export_policy(draft.identifier)
    body["docs"] = [
        {"code": f"d{n}", "label": f"Document {n}", "phase": "every"} for n in range(40)
    ]
    desk.client.get(f"/policies/{draft.identifier}/edit/")
    with django_assert_num_queries(67):
        desk.client.get(f"/policies/{draft.identifier}/edit/")
    import_policy(body, author=desk.author)
    with django_assert_num_queries(67):
        desk.client.get(f"/policies/{draft.identifier}/edit/")

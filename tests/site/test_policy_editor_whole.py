"""Nothing of a draft is lost in the editor, whatever it holds."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from claims.forms.policy.criteria import compose, criteria_of
from codes.models import PolicyVersion
from codes.policies.storing import export_policy, import_policy
from codes.policies.writing import json_text
from tests.site.policy_desk import draft_of, make_policy_desk, post

pytestmark = pytest.mark.django_db
HEAD = ("title", "effective_from", "effective_to", "review_by", "observe_to", "source_url",
        "notes", "standing")  # fmt: skip


@pytest.fixture
def desk() -> SimpleNamespace:
    return make_policy_desk()


def test_every_demo_policy_survives_the_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-for-tests")
    call_command("demo", stdout=io.StringIO())
    for version in PolicyVersion.objects.all():
        body = json.loads(json_text(export_policy(version.identifier)))
        head = {key: body[key] for key in HEAD if key in body}
        codes = [one["code"] for one in body["codes"]]
        back = json.loads(json_text(compose(body, head, codes, criteria_of(body)).body))
        for lab in (*body.get("labs", ()), *back.get("labs", ())):
            if lab.get("max_age_days") is None:  # null and left out are one thing
                lab.pop("max_age_days", None)
        assert back == body, version.identifier


def test_more_than_fits_stays_as_it_is(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    thresholds = [{"unit": "umol/L", "op": "<", "value": value} for value in (9, 10, 11, 12)]
    body = export_policy(draft.identifier) | {
        "products": [{"brand": f"Brand {n}", "tier": "preferred"} for n in range(250)],
        "labs": [{"lab": "AAT", "any_of": thresholds}],
        "docs": [{"code": "hist", "label": "History", "phase": "start"}],
    }
    import_policy(body, author=desk.author)
    before = export_policy(draft.identifier)
    page = desk.client.get(f"/policies/{draft.identifier}/edit/").content.decode()
    assert "Product and tier: there are 250" in page

    assert post(desk, draft.identifier, title="Another").status_code == 302
    assert export_policy(draft.identifier) == before | {"title": "Another"}


def test_a_file_never_writes_over_a_version(desk: SimpleNamespace) -> None:
    draft = draft_of(desk)
    body = export_policy(draft.identifier) | {"title": "From a file"}
    file = SimpleUploadedFile("policy.json", json_text(body).encode())
    answer = desk.client.post("/policies/new/", {"do": "load", "file": file})
    assert answer.status_code == 422
    assert "is here already" in answer.content.decode()
    assert export_policy(draft.identifier)["title"] != "From a file"

"""The editor keeps what was typed, whatever was typed, and writes over nobody."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from codes.policies.storing import export_policy, import_policy
from tests.site.policy_desk import draft_of, make_policy_desk, post, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    return make_policy_desk()


def with_keys(desk: SimpleNamespace, **keys: Any) -> str:
    draft = draft_of(desk)
    import_policy(export_policy(draft.identifier) | keys, author=desk.author)
    return draft.identifier


def test_the_conflict_page_writes_over_nobody_by_itself(desk: SimpleNamespace) -> None:
    identifier = draft_of(desk).identifier
    mine = typed(desk, identifier, title="Mine")
    assert post(desk, identifier, title="Theirs").status_code == 302
    address = f"/policies/{identifier}/edit/"
    refused = desk.client.post(address, mine | {"do": "save"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert f'name="revision" value="{mine["revision"]}"' in page  # still the one that was opened
    assert "delay:1500ms" not in page

    assert desk.client.post(address, mine | {"do": "auto"}).status_code == 200
    assert export_policy(identifier)["title"] == "Theirs"
    newest = refused.context["conflict"]["revision"]
    desk.client.post(address, mine | {"do": f"overwrite:{newest}"})
    assert export_policy(identifier)["title"] == "Mine"


def test_a_code_that_is_gone_does_not_widen_its_limit(desk: SimpleNamespace) -> None:
    limit = {"kind": "max_single_units", "max": 100}
    identifier = with_keys(desk, codes=[{"code": "J0256", "limits": [limit]}, {"code": "J0257"}])
    answer = post(desk, identifier, codes="J0257")
    assert answer.status_code == 422
    assert "J0256 is not in this policy any more" in answer.content.decode()
    assert len(export_policy(identifier)["codes"]) == 2


def test_a_renamed_indication_does_not_lose_its_limits(desk: SimpleNamespace) -> None:
    limit = {"kind": "max_single_units", "max": 100}
    one = {"name": "GVHD", "dx_any": ["D89.81"], "limits": [limit]}
    identifier = with_keys(desk, codes=[{"code": "J0256", "indications": [one]}])
    data = typed(desk, identifier)
    name = next(key for key, value in data.items() if value == "GVHD")
    scope = next(key for key, value in data.items() if value == "J0256/GVHD")
    address = f"/policies/{identifier}/edit/"
    refused = desk.client.post(address, data | {name: "Graft", "do": "save"})
    assert "GVHD is not in this policy" in refused.content.decode().replace("J0256 for ", "")
    kept = desk.client.post(address, data | {name: "Graft", scope: "J0256/Graft", "do": "save"})
    assert kept.status_code == 302
    [code] = export_policy(identifier)["codes"]
    assert code["indications"][0]["limits"] == [limit]


@pytest.mark.parametrize(
    "keys",
    [
        {"routes": ["IV", "IM", "SC", "PO"]},
        {"site_of_care": {"allowed": ["11", "12", "19", "22", "24", "49", "65", "99"]}},
        {"age": {"min": 130}},
        {"limits": [{"kind": "min_interval_days", "value": 3660, "tolerance": 0.5}]},
        {"limits": [{"kind": "max_count", "max": 3, "months": 120}]},
    ],
)
def test_wide_requirements_open_everywhere(desk: SimpleNamespace, keys: dict[str, Any]) -> None:
    identifier = with_keys(desk, **keys)
    for page in ("edit", "review", "examples"):
        assert desk.client.get(f"/policies/{identifier}/{page}/").status_code == 200
    assert desk.client.post(f"/policies/{identifier}/draft/").status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"codes": ","}, "none was typed"), ({"codes": ""}, "required")],
)
def test_a_policy_of_no_codes_is_refused(
    desk: SimpleNamespace, changes: dict[str, str], words: str
) -> None:
    data = {"do": "write", "payer": "MEDICARE_B", "effective_from": "01/01/27", **changes}
    answer = desk.client.post("/policies/new/", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_odd_rows_are_no_rows(desk: SimpleNamespace) -> None:
    identifier = draft_of(desk).identifier
    data = typed(desk, identifier) | {"c-01-requirement": "pa", "do": "save"}
    assert desk.client.post(f"/policies/{identifier}/edit/", data).status_code == 302


def test_what_was_added_is_not_called_saved(desk: SimpleNamespace) -> None:
    page = post(desk, draft_of(desk).identifier, do="add:weight").content.decode()
    assert "Not saved yet" in page
    assert 'data-dirty="true"' in page

"""Policy JSON: what is read is what is written, and what is odd is refused by its path."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings

from billing_site.audit.models import AuditEvent
from claims.scrubber.policy_json import read_policy
from codes.models import Policy, PolicyVersion
from codes.models.policy import PolicyLimit
from codes.policies.storing import export_policy, import_policy
from codes.policies.values import PolicyProblemError
from codes.policies.writing import json_text
from tests.codes.policy_strategies import POLICIES
from tests.codes.policy_worlds import make_payers, make_people, small

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def payers() -> None:
    make_payers()


def policies_in(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(), parse_float=Decimal)["policies"]


def test_every_shared_policy_is_exported_as_it_was_imported(shared: Path) -> None:
    policies = policies_in(shared / "domain" / "payers_policies.json")

    for policy in policies:
        import_policy(policy, author=None)

    assert [export_policy(policy["id"]) for policy in policies] == policies
    assert Policy.objects.count() == len(policies) - 1  # two versions of one


def test_the_fixture_is_exported_as_it_is_written() -> None:
    policies = policies_in(ROOT / "fixtures" / "policies.json")

    for policy in policies:
        import_policy(policy, author=None)

    assert [export_policy(policy["id"]) for policy in policies] == policies


def test_the_fixture_says_what_the_shared_file_says(shared: Path) -> None:
    """In other words: what the rules see differs in titles and labels alone."""

    def facts(path: Path) -> list[Any]:
        found = []
        for policy in policies_in(path):
            for document in policy.get("docs", []):
                document["label"] = "label"
            for one in policy.get("attestations", []):
                one["label"] = "label"
            for one in policy.get("dx_excluded", []):
                one["reason"] = "reason"
            found.append(read_policy(policy | {"title": "title"}))
        return found

    assert facts(ROOT / "fixtures" / "policies.json") == facts(
        shared / "domain" / "payers_policies.json"
    )


# --- any policy ---


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(policy=POLICIES)
def test_any_policy_is_exported_as_it_was_imported(policy: dict[str, Any]) -> None:
    PolicyVersion.objects.all().delete()
    Policy.objects.all().delete()
    cited = {"codes[0]": {"document": "D", "section": "1", "seen_on": "2026-01-02"}}
    policy = policy | {"requirements": cited}

    import_policy(policy, author=None)

    told = export_policy("H-1")
    assert told == policy
    assert json.loads(json_text(told), parse_float=Decimal) == policy
    # whatever is stored, the rules can read
    assert read_policy(told).codes[0].code == policy["codes"][0]["code"]


# --- refusals ---

REFUSED = [
    ({"titel": "x"}, "titel", "not known"),
    ({"payer": "NOBODY"}, "payer", "stored payer"),
    ({"payers": ["CASCADE", "NORTHLAKE"]}, "payers", "NORTHLAKE first"),
    ({"title": None}, "title", "is missing"),
    ({"effective_from": "07/01/2026"}, "effective_from", "2026-11-21"),
    ({"codes": []}, "codes", "one code or more"),
    ({"codes": [{"code": "j0256"}]}, "codes[0].code", "J0256"),
    ({"codes": [{"code": "J0256"}, {"code": "J0256"}]}, "codes[1].code", "twice"),
    ({"codes": [{"code": "J0256", "dx_any": ["E8801"]}]}, "codes[0].dx_any[0]", "E88.01"),
    ({"limits": [{"kind": "per_moon", "max": 1}]}, "limits[0].kind", "per_moon"),
    ({"limits": [{"kind": "cumulative_units", "max": 700}]}, "limits[0].days", "days or months"),
    ({"limits": [{"kind": "max_single", "max": 0}]}, "limits[0].max", "above 0"),
    ({"limits": [{"kind": "max_single", "max": "many"}]}, "limits[0].max", "'many'"),
    ({"limits": [{"kind": "max_single", "max": 1, "value": 1}]}, "limits[0].max", "one of them"),
    ({"limits": [{"kind": "interval_by_dose"}]}, "limits[0].rows", "is missing"),
    ({"limits": [{"kind": "max_single", "max": Decimal("0.12345")}]}, "limits[0].value", "4 dec"),
    ({"pa": {"required": "yes"}}, "pa.required", "true or false"),
    ({"age": {"min": "18"}}, "age.min", "whole number"),
    ({"weight": {"required": True, "max_age_days": 99_999}}, "weight.max_age_days", "32767"),
    ({"products": [{"brand": "X", "tier": "best"}]}, "products[0].tier", "best"),
    ({"site_of_care": {"allowed": ["office"]}}, "site_of_care.allowed[0]", "11"),
    ({"labs": [{"lab": "A"}]}, "labs[0].any_of", "one value or more"),
    (
        {"labs": [{"lab": "A", "any_of": [{"unit": "g", "op": "=", "value": 1}]}]},
        "labs[0].any_of[0].operator",
        "valid choice",
    ),
    ({"docs": [{"code": "d", "label": "D", "phase": "never"}]}, "docs[0].phase[0]", "every_if_jw"),
    ({"channels": ["ebay"]}, "channels[0]", "specialty_pharmacy"),
    ({"requirements": {"limits[7]": {"document": "D"}}}, "requirements.limits[7]", "not known"),
    (
        {"requirements": {"limits[0]": {"address": "javascript:alert(1)"}}},
        "requirements.limits[0].address",
        "https://",
    ),
    ({"title": "x" * 161}, "title", "at most 160"),
]


@pytest.mark.parametrize(("changes", "path", "says"), REFUSED, ids=lambda value: str(value)[:40])
def test_odd_policies_are_refused_by_path(changes: dict, path: str, says: str) -> None:
    with pytest.raises(PolicyProblemError) as refusal:
        import_policy(small(**changes), author=None)

    assert refusal.value.path == path
    assert says in str(refusal.value)
    assert not PolicyVersion.objects.exists()


def test_no_list_at_all_is_refused() -> None:
    for odd in ([], "policy", None, {"id": "x"}):
        with pytest.raises(PolicyProblemError):
            import_policy(odd, author=None)


# --- storing ---


def test_a_draft_is_replaced_and_the_same_again_is_unchanged() -> None:
    author, _approver = make_people()

    first = import_policy(small(), author=author)
    again = import_policy(small(), author=author)
    changed = import_policy(small(limits=[]), author=author)

    assert [one.outcome for one in (first, again, changed)] == ["added", "unchanged", "changed"]
    assert not PolicyLimit.objects.exists()
    assert AuditEvent.objects.filter(action="policy.import").count() == 2


def test_explicit_nulls_are_the_same_as_absent_keys() -> None:
    import_policy(small(), author=None)

    assert import_policy(small(review_by=None, notes=None), author=None).outcome == "unchanged"


def test_a_version_joins_the_policy_that_it_supersedes() -> None:
    first = import_policy(small(), author=None).version
    second = import_policy(
        small(id="T-NEW-NAME", version=2, supersedes="T-AAT-1", effective_from="2026-07-01",
              effective_to=None), author=None,
    ).version  # fmt: skip

    assert second.policy == first.policy
    with pytest.raises(PolicyProblemError, match="another number"):
        import_policy(small(id="T-THIRD", version=2, supersedes="T-AAT-1"), author=None)
    with pytest.raises(PolicyProblemError, match="payers of T-AAT"):
        import_policy(small(id="T-4", version=4, supersedes="T-AAT-1", payer="SUMMIT"), author=None)


def test_the_command_loads_publishes_and_changes_nothing_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_people()
    file = tmp_path / "policies.json"
    file.write_text(json.dumps({"policies": [small()]}))
    people = ["--author", "author", "--approver", "approver"]

    call_command("load_policies", str(file), "--publish", *people)
    call_command("load_policies", str(file), "--publish", *people)

    assert capsys.readouterr().out.splitlines() == [
        "policies: added=1 changed=0 unchanged=0 published=1",
        "policies: added=0 changed=0 unchanged=1 published=0",
    ]


def test_the_command_refuses_as_a_whole(tmp_path: Path) -> None:
    make_people()
    file = tmp_path / "policies.json"
    file.write_text(json.dumps([small(), small(id="T-2", codes=[])]))

    with pytest.raises(CommandError, match=r"policies\[1\]\.codes"):
        call_command("load_policies", str(file))
    with pytest.raises(CommandError, match="--author and --approver"):
        call_command("load_policies", str(file), "--publish")
    with pytest.raises(CommandError, match="nobody"):
        call_command("load_policies", str(file), "--author", "nobody")
    file.write_text("{")
    with pytest.raises(CommandError, match="no JSON"):
        call_command("load_policies", str(file))
    assert not PolicyVersion.objects.exists()

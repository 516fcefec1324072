"""From published policies to what the rules see, and to what a report names."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from claims.gather.reference import reference_for
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.policy_json import read_policy
from claims.scrubber.report_json import write_report
from codes.facts import facts_changed
from codes.models import PolicyVersion, ReferenceRelease
from codes.policies.loading import load_policies
from codes.policies.reading import read_policy_rows
from tests.codes.policy_worlds import DAY, drafted, make_payers, make_people, published
from tests.factories import make_codes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def payers() -> None:
    make_payers()
    facts_changed()


def test_gathered_policies_are_those_of_the_file(shared: Path) -> None:
    file = shared / "domain" / "payers_policies.json"
    policies = json.loads(file.read_text(), parse_float=Decimal)["policies"]
    author, approver = make_people()
    load_policies(policies, author=author, approver=approver, on=DAY)

    gathered = reference_for([]).policies

    wanted = sorted((read_policy(policy) for policy in policies), key=lambda one: one.id)
    found = sorted((one for held in gathered.values() for one in held), key=lambda one: one.id)
    assert found == wanted
    assert all(one.payer == payer for payer, held in gathered.items() for one in held)


def test_the_mark_of_a_requirement_is_gathered_with_it() -> None:
    marks = {"limits[0]": {"severity": "warning", "document": "the manual"}}
    published(make_people(), requirements=marks)

    [policy] = reference_for([]).policies["NORTHLAKE"]

    assert policy.severities == {"limits[0]": "warning"}
    assert policy.limits[0].path == "limits[0]"


def test_a_policy_of_two_payers_speaks_for_each() -> None:
    published(make_people(), payers=["NORTHLAKE", "SUMMIT"])

    found = reference_for([]).policies

    assert {payer: [(one.id, one.payer) for one in held] for payer, held in found.items()} == {
        "NORTHLAKE": [("T-AAT-1", "NORTHLAKE")],
        "SUMMIT": [("T-AAT-1", "SUMMIT")],
    }


def test_drafts_and_withdrawn_versions_are_not_gathered() -> None:
    people = make_people()
    drafted(people[0])
    version = published(people, id="T-2", version=2, codes=[{"code": "J0257"}])
    PolicyVersion.objects.filter(pk=version.pk).update(
        status="withdrawn", withdrawn_on=DAY, withdrawn_by=people[1], withdrawn_reason="Test"
    )
    facts_changed()

    assert dict(reference_for([]).policies) == {}


def test_a_report_names_the_policy_that_it_went_by() -> None:
    published(make_people())
    make_codes(
        ReferenceRelease.objects.create(
            kind="hcpcs", publisher="T", title="T", effective_from=dt.date(2020, 1, 1)
        )
    )
    line = {"n": 1, "code": "J0256", "dos_from": "2026-06-30", "units": 500, "dx_pointers": [1]}

    def names(**changes: str) -> object:
        body = {"payer": "NORTHLAKE", "diagnoses": ["J43.1"], "lines": [line | changes]}
        claim = read_claim(body, as_of=DAY, position=1)
        reference = reference_for([claim])
        report = write_report(scrub(Context(claim=claim, reference=reference), all_rules()))
        found = [one["policy"] for one in report["findings"] if one["rule"] == "DX-007"]
        return report["versions"]["policies"], found

    assert names() == ({"T-AAT-1": 1}, [{"id": "T-AAT-1", "version": 1}])
    assert names(dos_from="2026-07-01") == ({}, [])


def test_both_readers_name_requirements_by_the_same_path(shared: Path) -> None:
    file = shared / "domain" / "payers_policies.json"
    for policy in json.loads(file.read_text(), parse_float=Decimal)["policies"]:
        stored = {path for path in read_policy_rows(policy).requirements if "[" in path}
        read = paths_of(read_policy(policy))
        patterns = {path for path in stored if path.endswith(".dx_any")}
        told = {path for path in stored if path.startswith("attestations")}
        assert read == stored - patterns - told


def paths_of(value: object) -> set[str]:
    """Every path of a requirement in a policy as the rules see it."""
    if isinstance(value, tuple):
        return {path for one in value for path in paths_of(one)}
    if not dataclasses.is_dataclass(value):
        return set()
    own = {value.path} if getattr(value, "path", "") else set()
    fields = (getattr(value, one.name) for one in dataclasses.fields(value))
    return own.union(*(paths_of(one) for one in fields))

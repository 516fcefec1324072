"""Versions beside each other: days that two of them hold, and days that none holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from billing_site.accounts.models import User
from claims.gather.reference import reference_for
from claims.rehearsal.analysis import Flaw, Kind, analyse, gaps_of
from claims.rehearsal.versions import rehearsed, with_it
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.reference import ReferenceSnapshot
from claims.scrubber.snapshot import ClaimSnapshot
from codes.facts import facts_changed
from codes.models import HcpcsCode, PolicyVersion, ReferenceRelease
from codes.policies import gates
from codes.policies.publishing import publish_policy, withdraw_policy
from tests.codes.policy_worlds import DAY, drafted, make_payers, make_people, published

pytestmark = pytest.mark.django_db
BOTH = [{"code": "J0256"}, {"code": "J0257"}]


@pytest.fixture(autouse=True)
def no_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_gates", {})


@pytest.fixture
def people() -> tuple[User, User]:
    make_payers()
    day = dt.date(2020, 1, 1)
    release = ReferenceRelease.objects.create(kind="hcpcs", title="HCPCS", effective_from=day)
    for code in ("J0256", "J0257"):
        HcpcsCode.objects.create(
            code=code, kind="drug", unit_amount=10, unit_measure="mg", release=release
        )
    facts_changed()
    return make_people()


def of_kind(kind: Kind, version: PolicyVersion) -> list[Flaw]:
    return [one for one in analyse(version) if one.kind == kind]


def put(version: PolicyVersion, flaw: Flaw) -> tuple[ClaimSnapshot, ReferenceSnapshot]:
    """The flaw's claim, and the facts as they would be with the version in force."""
    claim = read_claim(flaw.claim, as_of=DAY, position=1)
    return claim, with_it(reference_for([claim]), rehearsed(version))


def rules(version: PolicyVersion, flaw: Flaw) -> set[str]:
    claim, reference = put(version, flaw)
    found = scrub(Context(claim=claim, reference=reference), all_rules(), prove=False)
    return {one.rule.id for one in found.findings}


def holding(version: PolicyVersion, flaw: Flaw) -> list[str]:
    """The versions that hold on the day of the flaw's claim and speak of its code."""
    claim, reference = put(version, flaw)
    [line] = claim.lines
    day = line.dos_from or DAY
    return sorted(
        one.id
        for one in reference.policies[claim.payer or ""]
        if (one.effective_from or day) <= day <= (one.effective_through or day)
        and line.code in {each.code for each in one.codes}
    )


def small(**keys: Any) -> dict[str, Any]:
    return {"codes": BOTH, "limits": [], **keys}


def test_two_versions_on_the_same_days(people: tuple[User, User]) -> None:
    published(people, **small())
    version = drafted(
        people[0], **small(id="T-OTHER-1", codes=BOTH[1:], effective_from="2026-06-01")
    )
    [flaw] = of_kind(Kind.OVERLAP, version)

    assert flaw.sentence == (
        "T-AAT-1 (Test policy, version 1) is published for NORTHLAKE and speaks of J0257 too, "
        "on 06/01/2026 to 06/30/2026."
    )
    assert (flaw.paths, flaw.codes) == (("codes[0]",), ("J0257",))
    assert holding(version, flaw) == ["T-AAT-1", "T-OTHER-1"]


def test_the_version_that_is_taken_over_from_is_no_overlap(people: tuple[User, User]) -> None:
    published(people, **small(effective_to=None))
    later = small(id="T-AAT-2", version=2, supersedes="T-AAT-1", effective_from="2026-07-01")
    version = drafted(people[0], **later | {"effective_to": None})

    assert analyse(version) == []


def test_another_payer_another_code_other_days_are_no_overlap(people: tuple[User, User]) -> None:
    published(people, **small(codes=BOTH[:1]))
    for keys in (
        {"payer": "SUMMIT"},
        {"codes": BOTH[1:]},
        {"effective_from": "2026-07-01", "effective_to": None},
    ):
        version = drafted(people[0], **small(id="T-OTHER-1") | keys)
        assert of_kind(Kind.OVERLAP, version) == []


def test_days_between_two_versions(people: tuple[User, User]) -> None:
    published(people, **small())
    later = small(id="T-AAT-2", version=2, supersedes="T-AAT-1", effective_from="2026-07-15")
    version = drafted(people[0], **later | {"effective_to": None})
    [flaw] = of_kind(Kind.GAP, version)

    assert flaw.sentence == (
        "On 07/01/2026 to 07/14/2026 no version of NORTHLAKE is in force for J0256 and J0257, "
        "which T-AAT-1 covered before."
    )
    assert "POL-015" in rules(version, flaw)
    assert flaw.claim["lines"][0]["dos_from"] == "2026-07-01"


def test_a_code_that_the_next_version_drops(people: tuple[User, User]) -> None:
    published(people, **small(effective_to=None))
    later = small(id="T-AAT-2", version=2, supersedes="T-AAT-1", effective_from="2026-07-01")
    version = drafted(people[0], **later | {"effective_to": None, "codes": BOTH[:1]})
    [flaw] = of_kind(Kind.GAP, version)

    assert flaw.sentence.startswith("On 07/01/2026 onward no version of NORTHLAKE is in force for")
    assert (flaw.codes, flaw.paths) == (("J0257",), ())
    assert "POL-015" in rules(version, flaw)

    publish_policy(version.pk, approver=people[1], on=DAY)
    version.refresh_from_db()
    other = published(
        people, **small(id="T-NEW-1", codes=BOTH[1:], effective_from="2026-07-01")
        | {"effective_to": None},
    )  # fmt: skip
    assert of_kind(Kind.GAP, version) == []  # another policy speaks of it
    assert gaps_of(other.policy) == []


def test_a_withdrawn_version_leaves_a_gap(people: tuple[User, User]) -> None:
    published(people, **small(effective_to="2026-03-31"))
    middle = published(
        people,
        **small(id="T-AAT-2", version=2, supersedes="T-AAT-1", effective_from="2026-04-01"),
    )
    later = small(id="T-AAT-3", version=3, supersedes="T-AAT-2", effective_from="2026-07-01")
    last = published(people, **later | {"effective_to": None})
    assert analyse(last) == []

    withdraw_policy(middle.pk, by=people[1], on=DAY, reason="The payer took it back for now.")
    [flaw] = of_kind(Kind.GAP, last)
    [stretch] = gaps_of(last.policy)
    assert (stretch.first, stretch.last) == (dt.date(2026, 4, 1), dt.date(2026, 6, 30))
    assert flaw.codes == stretch.codes == ("J0256", "J0257")
    assert "POL-015" in rules(last, flaw)

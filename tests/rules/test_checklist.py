"""The documents that every drug claim needs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from claims.scrubber.checklist import checklist
from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.grouping import drug_groups
from claims.scrubber.reference import CodeFacts, ReferenceSnapshot

DRUG = CodeFacts(
    code="J0256",
    descriptor="",
    kind="drug",
    unit_amount=Decimal(10),
    unit_measure="mg",
    unit_standing="parsed",
)
VISIT = CodeFacts(code="99213", descriptor="", kind="visit")


def states(code: str, modifiers: list[str], **claim: object) -> dict[str, str]:
    line = {"n": 1, "code": code, "modifiers": modifiers}
    read = read_claim({"lines": [line], **claim}, as_of=dt.date(2026, 11, 21), position=1)
    facts = ReferenceSnapshot(codes={"J0256": (DRUG,), "99213": (VISIT,)})
    context = Context(claim=read, reference=facts)
    return {one.code: one.state for one in checklist(drug_groups(context), context)}


def test_a_visit_needs_none_of_it() -> None:
    assert states("99213", []) == {}


@pytest.mark.parametrize(
    ("modifiers", "waste"), [([], "not_needed"), (["JZ"], "not_needed"), (["JW"], "missing")]
)
def test_the_waste_note_follows_jw(modifiers: list[str], waste: str) -> None:
    assert states("J0256", modifiers, documents=["order"]) == {
        "order": "present",
        "dose_log": "missing",
        "dx": "missing",
        "waste": waste,
        "signature": "missing",
    }


def test_what_nobody_recorded_is_still_to_be_found() -> None:
    assert states("J0256", [])["order"] == "missing"

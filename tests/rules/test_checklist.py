"""The documents that every drug claim needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from claims.scrubber.claim_json import read_claim
from claims.scrubber.context import Context
from claims.scrubber.documents.checklist import checklist
from claims.scrubber.grouping import drug_groups
from claims.scrubber.reference import CodeFacts, DocumentFacts, ReferenceSnapshot, TermsFacts

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


def test_documents_of_two_drugs_name_both() -> None:
    both = {"J0256": (DRUG,), "J9999": (replace(DRUG, code="J9999", is_noc=True),)}
    lines = [{"n": 1, "code": "J0256"}, {"n": 2, "code": "J9999", "description": "Gamma 5 mg"}]
    read = read_claim({"lines": lines}, as_of=dt.date(2026, 11, 21), position=1)
    context = Context(claim=read, reference=ReferenceSnapshot(codes=both))
    items = {one.code: one for one in checklist(drug_groups(context), context)}

    assert items["order"].drugs == ("J0256", "J9999")
    assert items["description"].drugs == ("J9999",)
    assert items["description"].evidence == "on line 2"
    assert items["description"].state == "present"


def test_terms_of_the_payer_add_their_name_and_the_ndc() -> None:
    terms = TermsFacts(
        payer="P",
        payer_name="Payer",
        line_of_business="commercial",
        waste_modifiers="not_used",
        ndc="required",
        requires_ordering_provider=True,
    )
    line = {"n": 1, "code": "J0256", "dos_from": "2026-11-10"}
    value = {"payer": "P", "lines": [line]}
    read = read_claim(value, as_of=dt.date(2026, 11, 21), position=1, known_payers={"P": 1})
    facts = ReferenceSnapshot(codes={"J0256": (DRUG,)}, terms={"P": (terms,)})
    context = Context(claim=read, reference=facts)
    items = {one.code: one for one in checklist(drug_groups(context), context)}

    assert items["order"].source == "our list for every drug; terms of Payer"
    assert items["ndc"].source == "terms of Payer"
    assert not items["ndc"].is_asked


def test_what_people_recorded_stands() -> None:
    read = read_claim(
        {"lines": [{"n": 1, "code": "J0256"}], "documents": ["dx"]},
        as_of=dt.date(2026, 11, 21),
        position=1,
    )
    facts = ReferenceSnapshot(codes={"J0256": (DRUG,)})
    context = Context(claim=read, reference=facts, recorded={"dx": "problem"})
    assert {one.code: one.state for one in checklist(drug_groups(context), context)}["dx"] == (
        "problem"
    )


def test_a_document_of_its_own_speaks_for_itself_alone() -> None:
    level = DocumentFacts(
        document="dx_lab",
        label="Level",
        why="",
        provided_by="",
        satisfied_by="",
        phase="every",
        source="guide",
    )
    value = {"lines": [{"n": 1, "code": "J0256"}], "documents": ["dx_lab"]}
    read = read_claim(value, as_of=dt.date(2026, 11, 21), position=1)
    plain = ReferenceSnapshot(codes={"J0256": (DRUG,)})
    asked = replace(plain, documents={"J0256": (level,)})

    def state(facts: ReferenceSnapshot) -> str:
        context = Context(claim=read, reference=facts)
        return {one.code: one.state for one in checklist(drug_groups(context), context)}["dx"]

    assert (state(plain), state(asked)) == ("present", "missing")

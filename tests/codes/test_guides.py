"""The guides: what the two articles ask for is in them, and the page's view of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from claims.demo import facts, guides
from claims.scrubber.catalogue import all_rules
from codes.guides import GuideView, SimilarRow, StatementView, guide_of
from codes.models import CodeGuide, FactConflict, GuideStatement, HcpcsCode

SECTIONS = [
    "definition",
    "clinical_context",
    "common_modifiers",
    "documentation",
    "denial_reasons",
    "commercial_insurers",
    "similar_codes",
]
# Requirement ids by guide and section. S61 is the seven sections themselves.
STATED = {
    "J2253": [
        {1, 2},
        {3, 4, 5, 6},
        {7, 8, 9, 10},
        {11, 12, 13, 14},
        {15, 16, 17, 18, 19},
        {20, 21, 22, 23, 24, 62},
        {25, 26, 27},
    ],
    "J0256": [
        {28, 29, 30, 31, 32},
        {33, 34, 35, 36},
        {37, 38, 39},
        {40, 41, 42, 43, 44, 45},
        {46, 47, 48, 49, 50},
        {51, 52, 53, 54, 55, 56, 62},
        {57, 58, 59, 60},
    ],
}
# Requirements that an edit holds a claim to already.
ENFORCED = {
    "S2": ["UNI-001"],
    "S6": ["POS-002"],
    "S10": ["MOD-001", "MOD-002"],
    "S13": ["UNI-001", "UNI-003"],
    "S17": ["UNI-003"],
    "S25": ["COD-005"],
    "S26": ["COD-003"],
    "S28": ["UNI-001", "UNI-002"],
    "S37": ["MOD-009"],
    "S38": ["WST-001", "WST-002", "WST-003"],
    "S43": ["WST-004", "WST-010"],
    "S47": ["UNI-001", "UNI-002"],
    "S48": ["WST-001", "WST-009"],
    "S49": ["POS-002"],
    "S57": ["COD-003"],
    "S58": ["COD-003"],
    "S59": ["COD-003"],
    "S60": ["COD-005"],
}


class TestFixture:
    """The fixture alone; no database."""

    def _statements(self) -> list[GuideStatement]:
        return guides.statements({guide.code: guide for guide in guides.guides()})

    @pytest.mark.parametrize("code", STATED)
    def test_every_requirement_is_on_a_statement_of_its_section(self, code: str) -> None:
        found: dict[str, set[int]] = {key: set() for key in SECTIONS}
        for row in self._statements():
            if row.guide.code == code:
                ids = [name for name in row.requirement_ids if name.startswith("S")]
                found[row.section] |= {int(name[1:]) for name in ids}

        assert list(found.values()) == STATED[code]

    def test_the_table_leaves_out_the_sections_themselves_only(self) -> None:
        stated = {number for sections in STATED.values() for ids in sections for number in ids}

        assert set(range(1, 63)) - stated == {61}

    def test_named_rules_exist(self) -> None:
        named = {rule for rules in ENFORCED.values() for rule in rules}

        assert named - {rule.id for rule in all_rules()} == set()

    def test_every_discrepancy_is_on_a_statement_that_gives_evidence(self) -> None:
        told = [
            (name, row.standing, bool(row.note))
            for row in self._statements()
            for name in row.requirement_ids
            if name.startswith("D")
        ]

        assert {name for name, _standing, _noted in told} == {f"D{n}" for n in range(1, 19)}
        assert all(noted for _name, _standing, noted in told)
        open_ones = {name for name, standing, _noted in told if standing == "unverified"}
        assert open_ones == {"D11", "D12", "D15", "D18"}

    def test_every_row_is_valid_and_says_where_it_comes_from(self) -> None:
        for row in self._statements():
            row.clean_fields(exclude=["guide"])
            row.clean()
            assert row.source.startswith(("guide article on J", "added to the guide;"))
        for similar in guides.similar():
            similar.clean_fields()

    @pytest.mark.shared
    def test_no_sentence_is_the_articles(self, shared: Path) -> None:
        articles = " ".join(path.read_text() for path in sorted((shared / "seeds").glob("*.txt")))
        theirs = _runs(articles)
        copied = {run for row in self._statements() for run in _runs(row.text) if run in theirs}

        assert copied == set()


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every eight words in a row."""
    words = text.lower().split()
    return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}


@pytest.mark.parametrize(
    ("fact", "says"), [("ten milligrams or so", 'like "10 mg"'), ("10", 'like "10 mg"')]
)
def test_an_amount_that_cannot_be_compared_is_refused(fact: str, says: str) -> None:
    row = GuideStatement(fact_code="J0256", fact_field="unit", fact_value=fact)

    with pytest.raises(ValidationError, match=says):
        row.clean()


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["fact_code", "fact_field", "fact_value"])
def test_a_fact_is_whole_or_absent(part: str) -> None:
    guide = CodeGuide.objects.create(code="J9901", title="A guide", article="an article")
    place: dict[str, Any] = {"guide": guide, "section": "definition", "position": 1}

    with pytest.raises(IntegrityError), transaction.atomic():
        GuideStatement.objects.create(**place, text="x", source="y", **{part: "drug"})
    assert not GuideStatement.objects.exists()


def one(view: GuideView | None, requirement: str) -> StatementView:
    assert view is not None
    [found] = [
        each
        for section in view.sections
        for each in section.statements
        if requirement in each.requirements
    ]
    return found


def similar_to(view: GuideView | None, code: str) -> SimilarRow:
    assert view is not None
    [found] = [each for each in view.similar if each.code == code]
    return found


@pytest.mark.django_db
class TestView:
    """What a page gets."""

    @pytest.fixture(autouse=True)
    def _loaded(self) -> None:
        facts.load()

    @pytest.mark.parametrize("code", ["J0256", "J2253"])
    def test_seven_sections_in_order(self, code: str) -> None:
        view = guide_of(code)

        assert view is not None
        assert [section.key for section in view.sections] == SECTIONS
        assert all(section.statements for section in view.sections)
        assert (view.code, view.article) == (code, f"guide article on {code}")
        assert view.is_compared

    def test_statements_carry_their_conflicts(self) -> None:
        view = guide_of("J2253")
        unit = one(view, "D16")

        assert unit.conflict is not None
        assert (unit.conflict.official, unit.conflict.editorial) == ("1 mg", "1 mcg")
        assert (unit.standing, unit.is_compared) == ("contradicted", True)
        assert one(view, "S26").conflict is not None
        assert one(view, "S25").conflict is None
        assert one(view, "S11").is_compared is None

    def test_conflicts_of_the_code_itself_stand_first(self) -> None:
        view = guide_of("J2253")
        sound = guide_of("J0256")

        assert view is not None
        assert sound is not None
        assert [one.field for one in view.conflicts] == ["drug", "route", "unit"]
        assert sound.conflicts == ()
        assert sound.official is not None
        assert sound.official.unit == "10 mg"

    def test_similar_codes_as_a_table(self) -> None:
        view = guide_of("J0256")
        pigs, glassia = similar_to(view, "J0561"), similar_to(view, "J0257")

        assert view is not None
        assert [row.code for row in view.similar] == ["J0257", "J0285", "J0561", "J2185"]
        assert pigs.official is not None
        assert (pigs.related, pigs.official.unit) == ("no", "100,000 unit")
        assert [one.field for one in pigs.conflicts] == ["drug"]
        assert glassia.official is not None
        assert glassia.official.descriptor.startswith("Injection, alpha 1 proteinase inhibitor")
        assert (glassia.related, glassia.conflicts) == ("yes", ())

    def test_a_corrected_conflict_is_not_shown(self) -> None:
        FactConflict.objects.update(state="corrected")
        view = guide_of("J2253")

        assert view is not None
        assert view.conflicts == ()
        assert one(view, "D16").conflict is None

    def test_a_code_that_no_file_lists_is_not_compared(self) -> None:
        HcpcsCode.objects.filter(code__in=["J2253", "J1738"]).delete()
        view = guide_of("J2253")

        assert view is not None
        assert (view.official, view.is_compared) == (None, False)
        assert one(view, "D16").is_compared is False
        assert similar_to(view, "J1738").official is None

    def test_queries(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        for code in ("J0256", "J2253"):
            with django_assert_num_queries(4):
                guide_of(code)
        CodeGuide.objects.create(code="J2501", title="Nothing yet", article="none")
        with django_assert_num_queries(4):
            assert guide_of("J2501") is not None
        with django_assert_num_queries(2):
            assert guide_of("J9999") is None

"""The conflicts that the guides of the demonstration open beside official codes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from cms_files import origin
from pytest_django import DjangoAssertNumQueries
from stated import in_state, plant

from claims.demo import facts, guides
from codes.conflicts import Refreshed, is_compared, refresh_conflicts
from codes.importers import cms_hcpcs, hcpcs
from codes.importers.source import open_source
from codes.models import CodeGuide, FactConflict, GuideStatement, HcpcsCode

pytestmark = pytest.mark.django_db

# D1, D2, D16, D3, D4, D5, D6 of the fact check
KNOWN = {
    ("J2253", "drug", "alfacalcidol"): "Injection, midazolam (seizalam), 1 mg",
    ("J2253", "route", "IV"): "IM, by the label of Seizalam",
    ("J2253", "unit", "1 mcg"): "1 mg",
    ("J1738", "drug", "calcitriol"): "Injection, meloxicam, 1 mg",
    ("J0561", "drug", "alpha-1 proteinase inhibitor (porcine)"): (
        "Injection, penicillin g benzathine, 100,000 units"
    ),
    ("J2185", "drug", "nelarabine"): "Injection, meropenem, 100 mg",
    ("J0285", "drug", "cabotegravir"): "Injection, amphotericin b, 50 mg",
}


def test_the_demo_opens_what_the_fact_check_found() -> None:
    added = facts.load()

    assert in_state() == KNOWN
    assert added["conflicts"] == 7
    assert set(FactConflict.objects.values_list("severity", flat=True)) == {"blocking"}


def test_what_the_disputed_code_rule_reads() -> None:
    facts.load()
    drug = FactConflict.objects.get(code="J2253", field="drug")
    pigs = FactConflict.objects.get(code="J0561")

    assert drug.editorial_drug == "alfacalcidol"
    assert (drug.editorial_unit_amount, drug.editorial_unit_measure) == (Decimal(1), "mcg")
    assert drug.source == "guide article on J2253, section Definition"
    assert drug.note.startswith("No CMS descriptor names alfacalcidol.")
    assert pigs.editorial_drug == "alpha-1 proteinase inhibitor (porcine)"
    assert (pigs.editorial_unit_amount, pigs.editorial_unit_measure) == (None, "")


def test_a_second_load_changes_nothing() -> None:
    facts.load()
    tables = (FactConflict, GuideStatement)
    before = [list(model.objects.order_by("pk").values()) for model in tables]

    assert set(facts.load().values()) == {0}
    assert [list(model.objects.order_by("pk").values()) for model in tables] == before


def test_fixture_and_comparison_are_of_one_mind() -> None:
    """What the fixture says of each statement is what the comparison finds."""
    facts.load()
    known = {guide.code: guide for guide in CodeGuide.objects.all()}
    written = [(row.text, row.standing) for row in guides.statements(known)]
    GuideStatement.objects.exclude(fact_code="").update(standing="unverified")
    refresh_conflicts()

    assert list(GuideStatement.objects.order_by("pk").values_list("text", "standing")) == written


def test_a_correction_of_one_statement_leaves_the_other() -> None:
    """Two sections of J2253 say IV; the conflict is over when both are put right."""
    facts.load()
    first, second = GuideStatement.objects.filter(fact_code="J2253", fact_field="route")
    first.fact_value = "IM"
    first.save()
    assert refresh_conflicts() == Refreshed(opened=0, closed=0)

    second.fact_value = "IM"
    second.save()
    assert refresh_conflicts() == Refreshed(opened=0, closed=1)
    assert ("J2253", "route", "IV") in in_state("corrected")


@pytest.mark.shared
def test_the_file_of_october_2025(shared: Path) -> None:
    facts.load()
    FactConflict.objects.all().delete()
    HcpcsCode.objects.all().delete()
    refresh_conflicts()
    assert in_state() == {}
    assert not is_compared("J2253")

    path = shared / "data/hcpcs/HCPC2025_OCT_ANWEB.xlsx"
    codes = cms_hcpcs.read(open_source(path))
    hcpcs.store(codes, origin("2025-10-01"))

    assert in_state() == KNOWN
    assert not FactConflict.objects.filter(code__in=["J0256", "J2501"]).exists()
    assert is_compared("J2253")
    hcpcs.store(codes, origin("2025-10-01"))
    assert in_state() == KNOWN
    assert FactConflict.objects.count() == 7


def test_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Statements, products, codes and conflicts, within a transaction; as many for 1 as for 50."""
    facts.load()
    with django_assert_num_queries(6):
        refresh_conflicts()

    for count in (1, 50):
        for number in range(count):
            plant("drug", f"othrin {count} {number}", code="J9035")
        with django_assert_num_queries(12):
            assert refresh_conflicts() == Refreshed(opened=count, closed=0)

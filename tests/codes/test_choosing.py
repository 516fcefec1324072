"""What is offered where a value is typed: it fits, the best is first, and nothing is invented."""

from __future__ import annotations

import datetime as dt

import pytest

from codes.choosing import KINDS, LISTED, choices_of
from codes.models import Diagnosis, PlaceOfService, ReferenceRelease
from codes.policies.layout import Phases
from codes.policies.publishing import publish_policy
from tests.codes.policy_worlds import drafted, make_payers, make_people
from tests.factories import make_codes

pytestmark = pytest.mark.django_db
TITLES = {
    "E88": "Other metabolic disorders",
    "E880": "Disorders of plasma-protein metabolism",
    "E8801": "Alpha-1-antitrypsin deficiency",
    "E8809": "Other disorders of plasma-protein metabolism",
    "J439": "Emphysema, unspecified",
}


@pytest.fixture
def release() -> ReferenceRelease:
    return ReferenceRelease.objects.create(
        kind="icd10cm", publisher="T", title="T", effective_from=dt.date(2020, 1, 1)
    )


@pytest.fixture
def diagnoses(release: ReferenceRelease) -> None:
    for code, title in TITLES.items():
        Diagnosis.objects.create(
            code=code, title=title, is_billable=len(code) > 4, release=release,
            effective_from=dt.date(2020, 10, 1),
        )  # fmt: skip


def values(kind: str, text: str) -> list[str]:
    return [one.value for one in choices_of(kind, text).rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("e88.0", ["E88.0", "E88.01", "E88.09"]),
        ("E8801", ["E88.01"]),
        ("antitrypsin alpha", ["E88.01"]),
        ("emphysema", ["J43.9"]),
        ("Q99", []),
        ("", []),
    ],
)
def test_diagnoses_by_code_or_by_words(diagnoses: None, typed: str, found: list[str]) -> None:
    assert values("diagnoses", typed) == found


def test_a_pattern_is_offered_where_a_code_holds_others(diagnoses: None) -> None:
    assert values("patterns", "e88.0") == ["E88.0*", "E88.0", "E88.01", "E88.09"]
    assert values("patterns", "e88.0*")[0] == "E88.0*"
    assert values("patterns", "e88.01") == ["E88.01"]
    assert values("patterns", "plasma protein") == ["E88.0", "E88.09"]
    assert "*" not in "".join(values("diagnoses", "e88"))


def test_a_diagnosis_of_two_versions_is_offered_once(
    diagnoses: None, release: ReferenceRelease
) -> None:
    Diagnosis.objects.filter(code="J439").update(effective_through=dt.date(2024, 9, 30))
    Diagnosis.objects.create(
        code="J439", title="Emphysema", is_billable=True, release=release,
        effective_from=dt.date(2024, 10, 1),
    )  # fmt: skip
    found = choices_of("diagnoses", "J43")
    assert [(one.value, one.label) for one in found.rows] == [("J43.9", "Emphysema")]
    assert found.said == "1 diagnosis found"


def test_many_are_counted_and_few_are_listed(release: ReferenceRelease) -> None:
    PlaceOfService.objects.all().delete()
    for number in range(10, 30):
        PlaceOfService.objects.create(code=str(number), name=f"Place {number}", release=release)
    found = choices_of("places", "place")
    assert len(found.rows) == LISTED
    assert found.said == "20 places found, the first 8 listed"
    assert values("places", "11") == ["11"]


def test_names_of_policies_are_offered_again(release: ReferenceRelease) -> None:
    make_codes(release)
    make_payers()
    says = {
        "labs": [{"lab": "AAT_SERUM", "any_of": [{"unit": "umol/L", "op": "<", "value": 11}]}],
        "docs": [{"code": "hist", "label": "History of the lungs", "phase": "start"}],
    }
    people = make_people()
    version = drafted(people[0], **says)
    assert values("labs", "aat") == values("documents", "lungs") == []  # a draft is not everybody's
    publish_policy(version.pk, approver=people[1], on=dt.date(2026, 1, 1))
    [lab] = choices_of("labs", "aat ser").rows
    assert (lab.value, lab.label) == ("AAT_SERUM", "AAT SERUM")
    assert values("documents", "lungs") == ["hist"]
    assert "J0256" in values("agents", "j02")


def test_known_words_are_those_that_policies_may_say() -> None:
    assert tuple(values("phases", "")) == Phases().known
    assert values("channels", "pharmacy") == ["specialty_pharmacy"]
    assert values("routes", "sub") == ["SC"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", ["", "\x00", "%", "_", "x" * 80, "\u0663", "'"])
def test_odd_texts_find_little_and_break_nothing(kind: str, typed: str) -> None:
    assert choices_of(kind, typed).total >= 0

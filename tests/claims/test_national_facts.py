"""What a check is given of the national tables: the rows that its claim can meet, no others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from claims.gather.reference import reference_for
from claims.scrubber.claim_json import read_claim
from claims.scrubber.reference import ReferenceSnapshot
from codes.facts import facts_changed
from codes.models import AddOnCode, DiagnosisFlag, FactsToken, MueLimit, NdcCrosswalk, PtpPair
from tests.factories import make_facts
from tests.site.releases import make_release

pytestmark = pytest.mark.django_db


def gathered(*ndcs: str) -> ReferenceSnapshot:
    lines = [
        {"n": number, "code": code, "units": 1, "dos_from": "2026-11-10", "ndc": {"number": ndc}}
        for number, (code, ndc) in enumerate(zip(["J0256", "96365"], ndcs, strict=True), 1)
    ]
    body = {"payer": "MEDICARE_B", "diagnoses": ["E88.01"], "lines": lines}
    claim = read_claim({"claim": body}, as_of=dt.date(2026, 11, 21), position=1)
    return reference_for([claim])


@pytest.fixture(autouse=True)
def tables() -> None:
    make_facts()
    release = make_release()
    for one, two in (("96365", "J0256"), ("96365", "99211"), ("J0256", "J9999")):
        PtpPair.objects.create(column_one=one, column_two=two, indicator=1, release=release)
    for ndc in ("13533070501", "13533070599", "13533070601", "05024206101", "50242006101"):
        NdcCrosswalk.objects.create(ndc=ndc, code="J0256", release=release)
    MueLimit.objects.create(code="J0256", program="medicare", units=1600, mai=3, release=release)
    for code, primary, kind in (("96365", "96360", 1), ("J0256", "", 2), ("J0256", "99211", 3)):
        AddOnCode.objects.create(code=code, primary=primary, edit_type=kind, release=release)
    for low in ("E88", "F00"):
        DiagnosisFlag.objects.create(low=low, high=low, flag="sex", value="F", release=release)


def test_rows_of_the_claim_alone() -> None:
    facts = gathered("13533-0705-01", "1")

    assert set(facts.pairs) == {("96365", "J0256")}
    assert set(facts.crosswalk) == {"135330705"}
    assert [row.ndc for row in facts.crosswalk["135330705"]] == ["13533070501", "13533070599"]
    assert (facts.mue["J0256"][0].units, facts.mue["J0256"][0].indicator) == (1600, "3")
    # where CMS does not list every primary, the absence of one says nothing
    assert set(facts.add_ons) == {"96365"}
    assert [row.low for row in facts.diagnosis_flags] == ["E88"]
    assert facts.loaded == {"ptp", "addon", "mue:medicare", "dxflags"}


def test_ten_digits_are_looked_up_in_every_reading() -> None:
    assert set(gathered("5024206101", "1").crosswalk) == {"050242061", "502420061"}


def test_the_same_claim_is_answered_from_what_is_kept(django_assert_num_queries: Any) -> None:
    facts_changed()
    gathered("13533-0705-01", "1")

    with django_assert_num_queries(1):
        assert gathered("13533-0705-01", "1").mue["J0256"][0].units == 1600
    MueLimit.objects.filter(code="J0256").update(units=70)
    facts_changed()
    assert gathered("13533-0705-01", "1").mue["J0256"][0].units == 70


def test_nothing_is_kept_without_a_token() -> None:
    FactsToken.objects.all().delete()
    gathered("13533-0705-01", "1")
    MueLimit.objects.filter(code="J0256").update(units=70)
    assert gathered("13533-0705-01", "1").mue["J0256"][0].units == 70

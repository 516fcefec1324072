"""The publishers' own files: as many rows as their notes say, and nothing new the second time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from command import counts, imported

from codes.importers.source import open_source
from codes.importing.recognise import recognise
from codes.models import (
    AddOnCode,
    AdjustmentReason,
    DiagnosisFlag,
    HcpcsCode,
    MueLimit,
    NdcCrosswalk,
    PaymentRate,
    ReferenceRelease,
    RemarkCode,
    SelfAdministeredDrug,
)

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
APRIL = ("--release", "2026-04-01")
# kind, file, options, rows added, rows refused
FILES = [
    ("mue", "data/ncci/mue_practitioner_2024Q3.csv.gz", (), 14_677, 0),
    ("mue", "data/ncci/mue_medicaid_practitioner_2026Q1_no_mai.csv.gz", (), 8_253, 0),
    ("mue", "data/ncci/MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv", (), 8, 0),
    ("addon", "data/ncci/addon_codes_2024.csv", (), 7_465, 0),
    ("asp", "data/asp/asp_pricing_2025Q4.csv", (), 1_011, 1),
    ("ndc", "data/asp/asp_ndc_hcpcs_crosswalk_2025Q4.csv.gz", (), 6_961, 1_284),
    ("dxflags", "domain/dx_flags.csv", APRIL, 12, 0),
    ("sad", "domain/self_administered.csv", (), 2, 0),
    ("carc", "data/codesets/carc_dates_2024.csv", (), 405, 0),
    ("carc", "data/codesets/carc_codes_bfd_2026.csv", (), 407, 0),
    ("rarc", "data/codesets/rarc_codes_2024.csv", (), 1_171, 0),
]


@pytest.mark.parametrize(("kind", "file", "options", "rows", "odd"), FILES)
def test_first_and_second_run(
    shared: Path, kind: str, file: str, options: tuple[str, ...], rows: int, odd: int
) -> None:
    first = counts(kind, shared / file, *options)
    second = counts(kind, shared / file, *options)

    assert first == {"added": rows, "changed": 0, "ended": 0, "unchanged": 0, "refused": odd}
    assert second == {"added": 0, "changed": 0, "ended": 0, "unchanged": rows, "refused": odd}


@pytest.mark.parametrize(("kind", "file", "_options", "_rows", "_odd"), FILES)
def test_recognised_by_content(
    shared: Path, kind: str, file: str, _options: object, _rows: int, _odd: int
) -> None:
    assert recognise(open_source(shared / file)) == [kind]


def test_facts_of_the_files(shared: Path) -> None:
    for kind, file, options, _rows, _odd in [*FILES[:2], *FILES[3:9]]:
        imported(kind, shared / file, *options)

    limit = MueLimit.objects.get(code="J0256", program="medicare")
    assert (limit.units, limit.mai, limit.effective_from) == (1600, 3, dt.date(2024, 7, 1))
    assert MueLimit.objects.get(code="J0256", program="medicaid").mai is None
    assert AddOnCode.objects.filter(code="96366").count() == 4
    assert set(AddOnCode.objects.filter(edit_type=2).values_list("primary", flat=True)) == {""}
    rate = PaymentRate.objects.get(code="J0256")
    assert (rate.amount, rate.effective_through) == (Decimal("5.457"), dt.date(2025, 12, 31))
    two_codes = NdcCrosswalk.objects.filter(ndc="13533033504").values_list("code", flat=True)
    assert sorted(two_codes) == ["J1460", "J1560"]
    assert DiagnosisFlag.objects.get(low="O00", flag="age").value == "9-64"
    assert SelfAdministeredDrug.objects.get(code="J0129").route == "SC"
    ended = AdjustmentReason.objects.get(code="15")
    assert (ended.effective_through, ended.label) == (dt.date(2018, 5, 1), "")


def test_a_list_without_days_leaves_the_days(shared: Path) -> None:
    imported("carc", shared / "data/codesets/carc_dates_2024.csv")
    again = counts("carc", shared / "data/codesets/carc_codes_bfd_2026.csv")

    assert (again["changed"], again["ended"]) == (0, 0)
    assert AdjustmentReason.objects.get(code="15").effective_through == dt.date(2018, 5, 1)


def test_words_of_publishers_are_not_kept(shared: Path) -> None:
    imported("rarc", shared / "data/codesets/rarc_codes_2024.csv")
    imported("carc", shared / "data/codesets/carc_codes_bfd_2026.csv", "--release", "2026-01-01")

    assert not RemarkCode.objects.exclude(label="").exists()
    assert not AdjustmentReason.objects.exclude(label="").exists()


@pytest.mark.parametrize("file", ["noc_codes_2024.csv", "2019-HCPCS-NOC-Codes.zip"])
def test_unclassified_drugs_are_marked(shared: Path, file: str) -> None:
    release = ReferenceRelease.objects.create(
        kind="hcpcs", publisher="Test", title="Test", effective_from=dt.date(2020, 1, 1)
    )
    for code, kind in (("J3490", "drug"), ("J7999", "drug"), ("A4335", "other")):
        HcpcsCode.objects.create(code=code, long_descriptor=code, kind=kind, release=release)
    # on CMS's list as "not otherwise specified", and yet of a known drug with its unit
    HcpcsCode.objects.create(
        code="J0256", long_descriptor="x", kind="drug", unit_amount=Decimal(10), release=release
    )
    path = shared / "data/hcpcs" / file

    first, second = counts("noc", path), counts("noc", path)

    assert (first["changed"], first["unchanged"]) == (2, 2)
    assert (second["changed"], second["unchanged"]) == (0, 4)
    assert first["refused"] > 100  # codes that this table does not have
    assert not HcpcsCode.objects.filter(code__in=["A4335", "J0256"], is_noc=True).exists()

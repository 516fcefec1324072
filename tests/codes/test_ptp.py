"""Procedure-to-procedure edits: CMS's layout, the decoded tables, volume, rollback."""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import counts, imported, refusal

from codes.importing import undo
from codes.models import ImportRun, PtpPair, ReferenceRelease

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today_in_2030")]
Save = Callable[[str, bytes], Path]
HEADING = (
    "CPT only copyright\t\t\t\t\t\t\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n"
    "\t\t\t\t*=no data\t1=allowed\t\n"
    "\t\t\t\t\t9=not applicable\t\n"
)
DECODED = "column1,column2,modifier_indicator,rationale_id\n"
EXCERPT_ROWS = 50_000


def cms(*rows: str) -> bytes:
    return (HEADING + "".join("\t".join(row.split()) + "\tMade up\n" for row in rows)).encode()


def edit(pair: str, start: str, through: str, indicator: int) -> str:
    """A row of seven cells, the third (before 1996) a dash."""
    one, two = pair.split("/")
    return f"{one} {two} - {start} {through} {indicator}"


JANUARY = cms(
    edit("96365/99211", "20200101", "*", 0),
    edit("96365/96372", "20200101", "20251231", 1),
    edit("96365/96372", "20280101", "*", 0),
    edit("96413/96409", "20200101", "20200101", 9),
)
APRIL = cms(
    edit("96365/99211", "20200101", "20300331", 0),
    edit("96365/96372", "20200101", "20251231", 1),
    edit("96365/96372", "20280101", "*", 1),
    edit("96413/96415", "20300401", "*", 1),
)


def rows() -> list[tuple[Any, ...]]:
    columns = ("column_one", "column_two", "indicator", "effective_from", "effective_through")
    return sorted(PtpPair.objects.values_list(*columns), key=str)


@pytest.fixture
def january(saved: Save) -> Path:
    return saved("ccipra_2030_JAN.txt", JANUARY)


@pytest.fixture
def april(saved: Save) -> Path:
    return saved("ccipra_2030_APR.txt", APRIL)


def test_cms_layout(january: Path) -> None:
    printed = imported("ptp", january)

    assert printed[0] == (
        "refused: ccipra_2030_JAN.txt, row 10: 96413/96409 was never in force (indicator 9)."
    )
    assert printed[-1] == "ptp pairs: added=3 changed=0 ended=0 unchanged=0 refused=1"
    # one pair more than once, with other days
    assert [row[2:] for row in rows() if row[1] == "96372"] == [
        (0, dt.date(2028, 1, 1), None),
        (1, dt.date(2020, 1, 1), dt.date(2025, 12, 31)),
    ]
    assert counts("ptp", january)["unchanged"] == 3


def test_newer_and_older_files(january: Path, april: Path) -> None:
    imported("ptp", january)
    found = counts("ptp", april)
    after = rows()

    assert found == {"added": 1, "changed": 1, "ended": 1, "unchanged": 1, "refused": 0}
    assert counts("ptp", january)["unchanged"] == 3
    assert rows() == after


def test_days_take_the_place_of_rows_without(saved: Save, january: Path) -> None:
    imported("ptp", saved("ptp_2029Q4.csv", f"{DECODED}96365,99211,0,1\n".encode()))
    assert rows()[0][3] == dt.date(2029, 10, 1)

    found = counts("ptp", january)

    assert (found["added"], found["changed"]) == (2, 1)
    assert rows()[-1][3] == dt.date(2020, 1, 1)


def test_a_whole_table_ends_what_it_does_not_list(saved: Save) -> None:
    lines = [f"96365,{code},1,1\n" for code in range(99201, 99211)]
    imported("ptp", saved("ptp_2029Q4.csv", (DECODED + "".join(lines)).encode()))
    found = counts("ptp", saved("ptp_2030Q1.csv", (DECODED + "".join(lines[1:])).encode()))

    assert (found["ended"], found["unchanged"]) == (1, 9)
    assert rows()[0][3:] == (dt.date(2029, 10, 1), dt.date(2029, 12, 31))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (APRIL[:-20], "ends within a row"),
        (APRIL[:-20] + b"\n", "no two codes|cells; 7 are wanted|1 or 9 is wanted"),
        (APRIL.replace(b"\t1\t", b"\t3\t", 1), "0, 1 or 9 is wanted"),
        (APRIL.replace(b"20300401", b"20301340"), "is no day"),
        (APRIL + APRIL.splitlines(keepends=True)[-1], "twice with the same first day"),
        (f"{DECODED}96365,99211,0\n".encode(), "3 cells; 4 are wanted"),
    ],
)
def test_refused_whole(saved: Save, january: Path, content: bytes, says: str) -> None:
    imported("ptp", january)
    before = rows()
    sentence = refusal("ptp", saved("ccipra_2030_APR.txt", content))

    assert any(each in sentence for each in says.split("|"))
    assert rows() == before
    assert ReferenceRelease.objects.count() == 1


class TestRollback:
    """New rows are kept as a range, changed ones one by one."""

    def dump(self) -> list[dict[str, Any]]:
        return [*PtpPair.objects.order_by("pk").values()]

    def test_restores_an_equal_dump(self, january: Path, april: Path) -> None:
        imported("ptp", january)
        before = self.dump()
        imported("ptp", april)
        run = ImportRun.objects.latest("pk")
        changes = run.changes["counts"]["PTP pairs"]

        undo.roll_back(run, None)

        assert (changes["added"], changes["changed"]) == (1, 2)
        assert self.dump() == before
        undo.roll_back(ImportRun.objects.earliest("pk"), None)
        assert self.dump() == []
        assert not ReferenceRelease.objects.exists()

    def test_is_refused_where_a_new_row_was_changed(self, january: Path) -> None:
        imported("ptp", january)
        PtpPair.objects.filter(column_two="99211").update(indicator=1)
        run = ImportRun.objects.get()
        run.facts_token = "another"

        assert undo.why_not(run) == (
            "Some PTP pairs changed since the import. Rolling back would undo that work, too."
        )


@pytest.mark.shared
def test_published_excerpts(shared: Path) -> None:
    layout = counts(
        "ptp", shared / "data/ncci/ccipra-v322r0-f1.excerpt.txt", "--release", "2026-07-01"
    )
    assert (layout["added"], layout["refused"]) == (6, 2)


@pytest.mark.shared
def test_pairs_of_drugs_and_their_administration(shared: Path) -> None:
    path = shared / "data/ncci/ptp_practitioner_2024Q3_drug_and_admin_pairs.csv.gz"
    found = counts("ptp", path)

    assert (found["added"], found["refused"]) == (99_173 - 891, 891)
    assert PtpPair.objects.filter(effective_through=None).count() == 87_633
    pair = PtpPair.objects.get(column_one="96365", column_two="99211", effective_through=None)
    assert pair.indicator == 0


@pytest.mark.shared
def test_an_excerpt_of_fifty_thousand(shared: Path, saved: Save) -> None:
    path = shared / "data/ncci/ptp_practitioner_2024Q3_active_all.csv.gz"
    with gzip.open(path, "rb") as whole:
        content = b"".join(line for line, _ in zip(whole, range(EXCERPT_ROWS + 1), strict=False))
    excerpt = saved("ptp_2024Q3.csv", content)

    assert counts("ptp", excerpt)["added"] == EXCERPT_ROWS
    assert counts("ptp", excerpt)["unchanged"] == EXCERPT_ROWS
    undo.roll_back(ImportRun.objects.earliest("pk"), None)
    assert not PtpPair.objects.exists()


@pytest.mark.shared
@pytest.mark.skipif("FIRSTPASS_VOLUME" not in os.environ, reason="takes a minute; run by hand")
def test_the_whole_quarter(shared: Path) -> None:
    path = shared / "data/ncci/ptp_practitioner_2024Q3_active_all.csv.gz"

    assert counts("ptp", path)["added"] == 1_669_820
    assert counts("ptp", path)["unchanged"] == 1_669_820

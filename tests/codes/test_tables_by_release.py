"""Tables whose files state no days: what a newer, an older, a partial, a damaged file does."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from command import counts, imported, refusal

from codes.models import ImportRun, MueLimit, ReferenceRelease
from tests.import_worlds import AT_ONCE, policy_admin, rolled_back, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today_in_2030")]
Save = Callable[[str, bytes], Path]
HEADING = '"Notes above, of one cell",,,\n"HCPCS/\nCPT Code",Practitioner Services MUE Values,'
HEADING += "MUE Adjudication Indicator,MUE Rationale\n"
WORDS = "3 Date of Service Edit: Clinical"


def table(*limits: tuple[str, int]) -> bytes:
    rows = "".join(f"{code},{units},{WORDS},Nature\n" for code, units in limits)
    return (HEADING + rows).encode()


JANUARY = table(("J9901", 10), ("J9902", 20), ("J9903", 30), ("J9904", 40), ("J9905", 50))
APRIL = table(("J9901", 10), ("J9902", 25), ("J9904", 40), ("J9905", 50), ("J9906", 60))


def held(code: str) -> list[tuple[int, str, str]]:
    rows = MueLimit.objects.filter(code=code).order_by("effective_from")
    return [(row.units, str(row.effective_from), str(row.effective_through or "")) for row in rows]


@pytest.fixture
def january(saved: Save) -> Path:
    return saved("MCR_MUE_Practitioner_Eff_01-01-2030.csv", JANUARY)


@pytest.fixture
def april(saved: Save) -> Path:
    return saved("MCR_MUE_Practitioner_Eff_04-01-2030.csv", APRIL)


def test_a_newer_file_closes_and_opens(january: Path, april: Path) -> None:
    imported("mue", january)
    found = counts("mue", april)

    assert found == {"added": 1, "changed": 1, "ended": 1, "unchanged": 3, "refused": 0}
    assert held("J9901") == [(10, "2030-01-01", "")]
    assert held("J9902") == [(20, "2030-01-01", "2030-03-31"), (25, "2030-04-01", "")]
    assert held("J9903") == [(30, "2030-01-01", "2030-03-31")]
    assert held("J9906") == [(60, "2030-04-01", "")]


def complete_for(title: str) -> list[list[str]]:
    return ReferenceRelease.objects.get(kind="mue_medicare", title__endswith=title).complete_for


def test_only_a_table_of_cms_size_says_that_a_code_has_no_limit(january: Path, saved: Save) -> None:
    imported("mue", january)
    assert complete_for("January 2030") == []

    codes = [(f"J{number:04}", 1) for number in range(10_000)]
    imported("mue", saved("MCR_MUE_Practitioner_Eff_04-01-2030.csv", table(*codes)))
    assert complete_for("April 2030") == [["00000", "ZZZZZ"]]


def test_an_older_file_fills_in_what_was_before(january: Path, april: Path) -> None:
    imported("mue", april)
    found = counts("mue", january)

    assert (found["changed"], found["ended"]) == (0, 0)
    assert held("J9902") == [(20, "2030-01-01", "2030-03-31"), (25, "2030-04-01", "")]
    assert held("J9903") == [(30, "2030-01-01", "2030-03-31")]
    assert counts("mue", january)["unchanged"] == 5


def test_a_code_that_comes_back(january: Path, april: Path, saved: Save) -> None:
    for path in (january, april, saved("MUE_Eff_06-01-2030.csv", JANUARY)):
        imported("mue", path)

    assert held("J9903") == [(30, "2030-01-01", "2030-03-31"), (30, "2030-06-01", "")]


def test_programs_are_apart(january: Path, saved: Save) -> None:
    imported("mue", january)
    plain = saved("MUE_2030_APR.csv", b"hcpcs_code,mue_value,rationale\nJ9901,99,x\n")

    assert "does not say its program; give --program medicare|medicaid" in refusal("mue", plain)
    assert "has no adjudication indicator" in refusal("mue", plain, "--program", "medicare")
    assert "is of medicare, not of medicaid" in refusal("mue", january, "--program", "medicaid")
    assert counts("mue", plain, "--program", "medicaid")["added"] == 1
    assert MueLimit.objects.get(code="J9901", program="medicare").units == 10


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (JANUARY[:-30], "may be cut short"),
        (gzip.compress(JANUARY)[:-10], "damaged gzip file"),
        (table(("J9901", 1), ("J9901", 2)), "J9901 is listed twice"),
        (table(("J99", 1)), "a code of five letters and digits is wanted"),
        (JANUARY.replace(b"3 Date", b"7 Date", 1), "1, 2 or 3 is wanted"),
        (JANUARY.replace(b",10,", b",ten,", 1), "a whole number is wanted"),
        (table(("J9901", 1)), "at least 80 % of them are wanted"),
        (b"code,value\nJ9901,1\n", "no heading"),
    ],
)
def test_refused_whole(saved: Save, january: Path, content: bytes, says: str) -> None:
    imported("mue", january)
    before = list(MueLimit.objects.order_by("pk").values())
    name = "MUE_2030_JUN.csv.gz" if content[:2] == b"\x1f\x8b" else "MCR_MUE_2030_JUN.csv"

    sentence = refusal("mue", saved(name, content), "--program", "medicare")

    assert says in sentence
    assert list(MueLimit.objects.order_by("pk").values()) == before
    assert ReferenceRelease.objects.count() == 1


def test_the_page_asks_for_the_program_and_rolls_back(settings, tmp_path: Path) -> None:
    settings.TASKS, settings.DATA_DIR = AT_ONCE, tmp_path
    pia = policy_admin()
    run = upload(pia, "MUE_2030_APR.csv", b"hcpcs_code,mue_value,rationale\nJ9901,99,x\n")
    assert (run.kind, run.state) == ("mue", ImportRun.State.ASKING)
    assert "program" in run.sentence

    from billing_site.audit.record import Actor
    from codes.importing import runs
    from codes.importing.standing import APPLY, CHECK
    from codes.importing.storing import Answers

    actor = Actor(user=pia, request_id="")
    day = dt.date(2030, 4, 1)
    said = Answers(kind="mue", day=day, options={"program": "medicaid"})
    runs.take(actor, run.pk, CHECK, said)
    runs.take(actor, run.pk, APPLY)
    assert MueLimit.objects.get().program == "medicaid"

    done = rolled_back(pia, ImportRun.objects.get(pk=run.pk))
    assert done.state == ImportRun.State.ROLLED_BACK
    assert not MueLimit.objects.exists()

"""ICD-10-CM: three shapes of one list, seventh characters, what cannot stand first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from cms_files import source
from command import counts, imported, refusal

from codes.importers import icd10cm
from codes.importers.source import open_source
from codes.models import Diagnosis, DiagnosisFlag, ReferenceRelease

pytestmark = [pytest.mark.django_db]
Save = Callable[[str, bytes], Path]
TREE = b"""<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2026</version><chapter><name>1</name><section id="S06-S09">
<diag><name>S06</name><desc>Made-up injury</desc>
 <sevenChrNote><note>7th characters D and S do not apply to codes in category S06 with 6th character
 7 - made up, or 8 - made up.</note></sevenChrNote>
 <sevenChrDef><extension char="A">first</extension><extension char="D">later</extension>
 <extension char="S">sequela</extension></sevenChrDef>
 <diag><name>S06.1</name><desc>Short</desc></diag>
 <diag><name>S06.237</name><desc>Long</desc></diag></diag>
<diag><name>Q0A</name><desc>Letter second</desc><diag><name>Q0A.1</name><desc>Leaf</desc>
 <codeFirst><note>underlying disease, such as:</note><note>if any (A00)</note></codeFirst></diag>
 <diag><name>Q0A.2</name><desc>Shaking in diseases classified elsewhere</desc></diag>
 <diag><name>Q0A.3</name><desc>Other</desc>
 <codeFirst><note>underlying disease, if known</note></codeFirst></diag></diag>
</section></chapter></ICD10CM.tabular>"""
FLAT = "code,billable,kind,description\n"


def flat(*rows: str) -> bytes:
    return (FLAT + "".join(f"{row}\n" for row in rows)).encode()


def test_tree() -> None:
    file = icd10cm.read(source(TREE, "tabular.xml"))
    billable = {code for code, (_title, is_billable) in file.codes.items() if is_billable}

    assert billable == {
        *("S061XXA", "S061XXD", "S061XXS", "S06237A"),
        *("Q0A1", "Q0A2", "Q0A3"),
    }
    assert file.codes["S061XXD"][0] == "Short, later"
    assert set(file.codes) - billable == {"S06", "S061", "S06237", "Q0A"}
    assert file.not_first == {
        "Q0A1": "the underlying disease comes first",
        "Q0A2": "manifestation",
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (TREE.replace(b"<ICD10CM.tab", b"<!DOCTYPE x><ICD10CM.tab", 1), "declares a document type"),
        (TREE[:-60], "cut short or damaged"),
        (TREE.replace(b"Q0A.2", b"Q0A.1"), "is listed twice"),
        (flat("E88.01,yes,x,Made up"), "0 or 1 is wanted"),
        (flat("8E.01,1,x,Made up"), "is no ICD-10-CM code"),
        (flat("E88,0,x,Made up"), "lists no billable codes"),
        (flat("E88.01,1,x"), "may be cut short"),
    ],
)
def test_refused_whole(saved: Save, content: bytes, says: str) -> None:
    assert says in refusal("icd10cm", saved("icd10cm-April-1-2026.xml", content))
    assert not Diagnosis.objects.exists()


def test_versions_by_release(saved: Save) -> None:
    many = [f"A{number},1,x,Made up" for number in range(10, 30)]
    first = saved("icd_2025-10-01.csv", flat("E88,0,x,Header", "E88.0,1,x,Leaf", *many))
    second = saved(
        "icd_2026-04-01.csv", flat("E88,0,x,Header", "E88.0,0,x,Leaf", "E88.01,1,x,New", *many[1:])
    )
    imported("icd10cm", first)
    found = counts("icd10cm", second)

    assert found == {"added": 1, "changed": 1, "ended": 1, "unchanged": 20, "refused": 0}
    days = Diagnosis.objects.filter(code="E880").order_by("pk")
    columns = ("is_billable", "effective_from", "effective_through")
    # of the first file nobody knows since when its codes held
    assert list(days.values_list(*columns)) == [
        (True, None, dt.date(2026, 3, 31)),
        (False, dt.date(2026, 4, 1), None),
    ]
    assert Diagnosis.objects.get(code="E8801").effective_from == dt.date(2026, 4, 1)
    assert Diagnosis.objects.get(code="A10").effective_through == dt.date(2026, 3, 31)
    assert counts("icd10cm", first)["unchanged"] == 22


@pytest.mark.shared
def test_published_list(shared: Path) -> None:
    path = shared / "data/icd10cm/icd10cm_codes_2026apr.csv.gz"

    assert counts("icd10cm", path)["added"] == 98_186
    assert Diagnosis.objects.filter(is_billable=True).count() == 74_719
    marks = dict(
        Diagnosis.objects.filter(code__in=["E880", "E8801", "QA00101"]).values_list(
            "code", "is_billable"
        )
    )
    assert marks == {"E880": False, "E8801": True, "QA00101": True}
    assert DiagnosisFlag.objects.filter(value="manifestation").exists()
    assert ReferenceRelease.objects.get().complete_for


@pytest.mark.shared
def test_the_three_shapes(shared: Path) -> None:
    folder = shared / "data/icd10cm"
    tree = icd10cm.read(open_source(folder / "icd10c-tabular-April-1-2026.xml.gz"))
    listed = icd10cm.read(open_source(folder / "icd10cm_codes_2026apr.csv.gz"))
    order = icd10cm.read(open_source(folder / "2019-ICD-10-CM-Code-Descriptions.zip"))

    assert {code: mark for code, (_t, mark) in tree.codes.items()} == {
        code: mark for code, (_t, mark) in listed.codes.items()
    }
    assert sum(mark for _title, mark in order.codes.values()) == 71_932
    assert (len(order.codes), order.action_days) == (94_444, {dt.date(2018, 10, 1)})

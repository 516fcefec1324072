"""The command: what it prints, where it gets the release day, what it refuses."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from cms_files import fixed, modifier, packed, row
from django.core.management import call_command
from django.core.management.base import CommandError

from billing_site.audit.models import AuditEvent
from codes.importers.fields import day_in_name, year_in_name
from codes.models import HcpcsCode, Modifier, PlaceOfService, ReferenceRelease

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today_in_2030")]

Save = Callable[[str, bytes], Path]
TEXT = fixed(
    [
        row("J9901", "Injection, examplin, 10 mg", **{"ACT EFF DT": "20290401"}),
        modifier("Q9", "Given on a made-up day"),
    ]
)


def run(*arguments: object) -> list[str]:
    out = StringIO()
    call_command("import_reference", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert not HcpcsCode.objects.exists()
    assert not ReferenceRelease.objects.exists()
    assert not AuditEvent.objects.exists()
    return str(refusal.value)


def test_last_lines_and_audit(saved: Save) -> None:
    printed = run("hcpcs", saved("HCPC2030_JAN_ANWEB.txt", TEXT))
    event = AuditEvent.objects.get()

    assert printed == [
        "release: 2030-01-01, from HCPC2030_JAN_ANWEB.txt",
        "hcpcs codes: added=1 changed=0 ended=0 unchanged=0 refused=0",
        "hcpcs modifiers: added=1 changed=0 ended=0 unchanged=0 refused=0",
    ]
    assert (event.action, event.object_type, event.object_id) == (
        "reference.import",
        "hcpcs",
        "2030-01-01",
    )
    assert event.changes["hcpcs codes"]["added"] == 1


def test_modifiers_alone(saved: Save) -> None:
    printed = run("modifiers", saved("HCPC2030_JAN_ANWEB.txt", TEXT))

    assert printed[-1] == "modifiers: added=1 changed=0 ended=0 unchanged=0 refused=0"
    assert (HcpcsCode.objects.count(), Modifier.objects.count()) == (0, 1)


def test_refused_rows_are_told(saved: Save) -> None:
    orphan = fixed(
        [row("J9902", "and more", RECID="4"), row("J9901", "Injection, examplin, 10 mg")]
    )
    printed = run("hcpcs", saved("HCPC2030_JAN.txt", orphan))

    assert printed[0] == (
        "refused: HCPC2030_JAN.txt, line 1:"
        " J9902 is continued here without its own row just before."
    )
    assert printed[-2] == "hcpcs codes: added=1 changed=0 ended=0 unchanged=0 refused=1"


def test_dry_run_changes_nothing(saved: Save) -> None:
    printed = run("hcpcs", saved("HCPC2030_JAN_ANWEB.txt", TEXT), "--dry-run")

    assert printed[1:3] == [
        "dry run: nothing was stored",
        "hcpcs codes: added=1 changed=0 ended=0 unchanged=0 refused=0",
    ]
    assert not HcpcsCode.objects.exists()
    assert not ReferenceRelease.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("name", "options", "released"),
    [
        ("HCPC2030_JAN_ANWEB.txt", ["--release", "2031-02-03"], "2031-02-03"),
        ("HCPC2030_JUL_ANWEB.txt", [], "2030-07-01"),
        ("codes.txt", [], "2029-04-01"),
        ("HCPC2030_CONTR_ANWEB.txt", [], "2029-04-01"),
    ],
)
def test_release_day(saved: Save, name: str, options: list[str], released: str) -> None:
    run("hcpcs", saved(name, TEXT), *options)

    assert {str(each.effective_from) for each in ReferenceRelease.objects.all()} == {released}


def test_days_in_names() -> None:
    names = ["HCPC2025_OCT_ANWEB.xlsx", "october-2025-hcpcs.zip", "a 2025-10-01.csv", "decade2025"]

    assert [day_in_name(name) for name in names] == [*[dt.date(2025, 10, 1)] * 3, None]
    assert year_in_name("pos_codes_2024.csv") == dt.date(2024, 1, 1)
    assert year_in_name("2019 or 2020.csv") is None
    assert day_in_name("2025-13-01") is None


def test_a_file_that_says_no_day_asks_for_one(saved: Save) -> None:
    content = b"pos_code,pos_type,pos_name\n11,Non-Facility,Office\n"

    assert refused("pos", saved("places.csv", content)) == (
        "places.csv does not say from which day it speaks; give --release YYYY-MM-DD."
        " Nothing was changed."
    )
    run("pos", saved("places.csv", content), "--release", "2030-01-01")
    assert PlaceOfService.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.zip", packed({"a.txt": TEXT})[:150], "a.zip is a damaged zip file"),
        ("a.xlsx", b"%PDF-1.4", "a.xlsx is a PDF, whatever its name says"),
        ("a.txt", b"", "a.txt is empty."),
        ("a.csv", b"code,description\n11,Office\n", "CMS's HCPCS Level II file is wanted."),
    ],
)
def test_refused_files(saved: Save, name: str, content: bytes, says: str) -> None:
    sentence = refused("hcpcs", saved(name, content))

    assert says in sentence
    assert sentence.endswith("Nothing was changed.")


def test_refused_arguments(saved: Save) -> None:
    path = saved("HCPC2030_JAN_ANWEB.txt", TEXT)

    assert refused("drugs", path) == (
        "'drugs' is no kind of reference file; hcpcs, modifiers, pos, noc, icd10cm, dxflags, mue,"
        " ptp, addon, asp, ndc, sad, carc, rarc are known."
    )


@pytest.mark.shared
def test_october_2025(shared: Path) -> None:
    path = shared / "data/hcpcs/HCPC2025_OCT_ANWEB.xlsx"

    assert run("hcpcs", path)[-2:] == [
        "hcpcs codes: added=8463 changed=0 ended=0 unchanged=0 refused=0",
        "hcpcs modifiers: added=383 changed=0 ended=0 unchanged=0 refused=0",
    ]
    assert run("hcpcs", path)[-2:] == [
        "hcpcs codes: added=0 changed=0 ended=0 unchanged=8463 refused=0",
        "hcpcs modifiers: added=0 changed=0 ended=0 unchanged=383 refused=0",
    ]
    assert run("hcpcs", shared / "data/hcpcs/2019-Alpha-Numeric-HCPCS-File.zip")[-2:] == [
        "hcpcs codes: added=0 changed=0 ended=0 unchanged=6440 refused=0",
        "hcpcs modifiers: added=0 changed=0 ended=0 unchanged=360 refused=0",
    ]
    code, modifiers = HcpcsCode.objects.filter, Modifier.objects.filter
    assert code(code="J3370").in_force(dt.date(2025, 6, 30)).exists()
    assert not code(code="J3370").in_force(dt.date(2025, 7, 1)).exists()
    assert not code(code="J2253").in_force(dt.date(2024, 9, 30)).exists()
    assert code(code="J2253").in_force(dt.date(2024, 10, 1)).exists()
    assert modifiers(code="JG").in_force(dt.date(2024, 12, 31)).exists()
    assert not modifiers(code="JG").in_force(dt.date(2025, 1, 1)).exists()
    assert not code(is_noc=True, code="J0256").exists()
    assert code(is_noc=True, code__startswith="J").count() == 14


@pytest.mark.shared
@pytest.mark.skipif("FIRSTPASS_VOLUME" not in os.environ, reason="takes a minute; run by hand")
def test_from_2019_to_2025(shared: Path) -> None:
    """Three releases in order: no code has two versions on one day."""
    for name in (
        "2019-Alpha-Numeric-HCPCS-File.zip",
        "HCPC2020_JUL_anweb.xlsx",
        "HCPC2025_OCT_ANWEB.xlsx",
    ):
        printed = run("hcpcs", shared / "data/hcpcs" / name)
    days = list(
        HcpcsCode.objects.order_by("code", "effective_from").values_list(
            "code", "effective_from", "effective_through"
        )
    )
    overlaps = [
        first[0]
        for first, second in pairwise(days)
        if first[0] == second[0]
        and (first[2] is None or second[1] is None or first[2] >= second[1])
    ]

    assert printed[-2] == "hcpcs codes: added=1674 changed=486 ended=408 unchanged=5895 refused=0"
    assert overlaps == []
    assert HcpcsCode.objects.filter(code="J7189").count() == 2

"""Imports that would spoil the table: parts of a file, days far ahead, rubbish in an option."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cms_files import fixed, modifier, packed, row
from django.core.management import call_command
from django.core.management.base import CommandError

from billing_site.audit.models import AuditEvent
from codes.importers.release import PUBLISHER
from codes.models import FactsToken, HcpcsCode, Modifier, ReferenceRelease

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today_in_2030")]

Save = Callable[[str, bytes], Path]
CODES = [row(f"J990{n}", f"Injection, examplin {n}, 10 mg") for n in range(5)]
MODIFIERS = [modifier(f"Q{n}", f"Made-up words {n}") for n in range(5)]
CONTENT = fixed([*CODES, *MODIFIERS])


def run(*arguments: object) -> list[str]:
    out = StringIO()
    call_command("import_reference", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def stored() -> list[list[Any]]:
    tables = (HcpcsCode, Modifier, ReferenceRelease, AuditEvent, FactsToken)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def refused(*arguments: object) -> str:
    """What the command says; every table stays as it was."""
    before = stored()
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert stored() == before
    return str(refusal.value)


def test_a_part_of_a_file_is_refused(saved: Save) -> None:
    run("hcpcs", saved("HCPC2030_JAN.txt", CONTENT))
    part = saved("HCPC2030_APR.txt", fixed([CODES[0], *MODIFIERS]))

    assert refused("hcpcs", part) == (
        "HCPC2030_APR.txt lists 1 HCPCS code, but the newest official release has 5 that were"
        " added by 2030-04-01; at least 80 % of them are wanted, unless --allow-fewer is given."
        " Nothing was changed."
    )
    assert run("hcpcs", part, "--allow-fewer")[-2] == (
        "hcpcs codes: added=0 changed=4 ended=0 unchanged=1 refused=0"
    )
    assert HcpcsCode.objects.filter(absent_since="2030-04-01").count() == 4
    assert run("hcpcs", part)[-2].endswith("added=0 changed=0 ended=0 unchanged=1 refused=0")


@pytest.mark.parametrize("kind", ["hcpcs", "modifiers"])
def test_a_part_of_the_modifiers_is_refused(saved: Save, kind: str) -> None:
    run(kind, saved("HCPC2030_JAN.txt", CONTENT))
    part = saved("HCPC2030_APR.txt", fixed([*CODES, *MODIFIERS[:3]]))

    assert "lists 3 HCPCS modifiers, but the newest official release has 5" in refused(kind, part)
    run(kind, part, "--allow-fewer")
    assert Modifier.objects.filter(absent_since="2030-04-01").count() == 2


def test_four_of_five_are_enough(saved: Save) -> None:
    run("hcpcs", saved("HCPC2030_JAN.txt", CONTENT))
    printed = run("hcpcs", saved("HCPC2030_APR.txt", fixed([*CODES[1:], *MODIFIERS[1:]])))

    assert printed[-2] == "hcpcs codes: added=0 changed=1 ended=0 unchanged=4 refused=0"


def test_an_older_file_is_measured_by_the_codes_of_its_day(saved: Save) -> None:
    later = [each | {"ADD DT": "20290101"} for each in CODES[3:]]
    run("hcpcs", saved("HCPC2030_JAN.txt", fixed([*CODES[:3], *later, *MODIFIERS])))
    older = saved("HCPC2020_JUL.txt", fixed([*CODES[:3], *MODIFIERS]))

    assert run("hcpcs", older)[-2].endswith("added=0 changed=0 ended=0 unchanged=3 refused=0")
    part = saved("HCPC2020_APR.txt", fixed([*CODES[:2], *MODIFIERS]))
    assert "lists 2 HCPCS codes, but the newest official release has 3" in refused("hcpcs", part)


def test_demonstration_rows_are_no_official_release(saved: Save) -> None:
    run("hcpcs", saved("HCPC2030_JAN.txt", CONTENT))
    ReferenceRelease.objects.filter(publisher=PUBLISHER).update(publisher="Made up")
    printed = run("hcpcs", saved("HCPC2030_APR.txt", fixed([CODES[0]])))

    assert printed[-2] == "hcpcs codes: added=0 changed=4 ended=0 unchanged=1 refused=0"


def test_a_day_far_ahead_is_refused(saved: Save) -> None:
    says = "more than a year ahead; a day no later than 2031-06-15 is wanted;"

    assert says in refused("hcpcs", saved("HCPC2031_JUL.txt", CONTENT))
    named = saved("HCPC2030_JAN.txt", CONTENT)
    assert says in refused("hcpcs", named, "--release", "9999-12-31")


def test_an_open_end_sets_no_release_to_the_year_9999(saved: Save) -> None:
    endless = CODES[0] | {"ACT EFF DT": "99991231"}

    assert "give --release YYYY-MM-DD" in refused("hcpcs", saved("part.txt", fixed([endless])))
    printed = run("hcpcs", saved("codes.txt", fixed([endless, CODES[1]])))
    assert printed[0] == "release: 2010-01-01, from codes.txt"


@pytest.mark.parametrize("option", ["20300101", "2030-02-30", "soon", "", "\u0662030-01-01"])
def test_rubbish_for_a_day_is_one_sentence(saved: Save, option: str) -> None:
    path = saved("HCPC2030_JAN.txt", CONTENT)

    assert refused("hcpcs", path, f"--release={option}") == (
        f"--release {option!r} is no day; YYYY-MM-DD is wanted. Nothing was changed."
    )


def test_a_code_in_small_letters_beside_its_own_is_refused(saved: Save) -> None:
    twice = fixed([*CODES, CODES[0] | {"HCPC": "j9900"}])

    assert refused("hcpcs", saved("HCPC2030_JAN.zip", packed({"a.txt": twice}))) == (
        "a.txt, line 6: J9900 is listed twice; once is wanted. Nothing was changed."
    )


def test_a_dry_run_over_known_codes_changes_nothing(saved: Save) -> None:
    run("hcpcs", saved("HCPC2030_JAN.txt", CONTENT))
    before = stored()
    reworded = [each | {"LONG DESCRIPTION": "Other words, 5 mg"} for each in CODES[1:]]
    printed = run("hcpcs", saved("HCPC2030_APR.txt", fixed([*reworded, *MODIFIERS])), "--dry-run")

    assert printed == [
        "release: 2030-04-01, from HCPC2030_APR.txt",
        "dry run: nothing was stored",
        "hcpcs codes: added=0 changed=5 ended=0 unchanged=0 refused=0",
        "hcpcs modifiers: added=0 changed=0 ended=0 unchanged=5 refused=0",
    ]
    assert stored() == before

"""Modifiers in the table: from CMS's file, and from a list without days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from cms_files import file, modifier, origin, row

from codes.importers import hcpcs, modifiers
from codes.importers.modifiers import ModifierFile, ModifierRecord
from codes.models import Modifier, ReferenceRelease

pytestmark = pytest.mark.django_db

CODE = row("J9901", "Injection, examplin, 10 mg")


def test_modifiers_follow_the_file() -> None:
    old = file(CODE, modifier("Q9", "Old words"), modifier("Q8", "Other"))
    hcpcs.store(old, origin("2025-01-01"))
    ended = modifier("Q9", "New words", **{"TERM DT": "20250331"})
    fewer = replace(origin("2025-04-01"), may_list_fewer=True)
    _codes, tally = hcpcs.store(file(CODE, ended), fewer)
    q9 = Modifier.objects.get(code="Q9")

    assert str(tally) == "hcpcs modifiers: added=0 changed=1 ended=1 unchanged=0 refused=0"
    assert (q9.label, q9.effective_through) == ("New words", dt.date(2025, 3, 31))
    assert Modifier.objects.get(code="Q8").absent_since == dt.date(2025, 4, 1)
    back = modifier("Q9", "New words", **{"ADD DT": "20260101"})
    hcpcs.store(file(CODE, back), origin("2026-01-01"))
    assert Modifier.objects.filter(code="Q9").count() == 2


def test_a_list_without_days_leaves_days_and_our_words() -> None:
    demo = ReferenceRelease.objects.create(
        kind="modifiers", publisher="Made up", title="Demo", effective_from=dt.date(2031, 1, 1)
    )
    cpt = Modifier.objects.create(code="25", label="Our words", is_cpt=True, release=demo)
    hcpcs.store(file(CODE, modifier("Q9", "Words")), origin("2020-01-01"))
    listed = ModifierFile(
        records=(
            ModifierRecord(code="25", label="", is_cpt=True),
            ModifierRecord(code="59", label="", is_cpt=True),
            ModifierRecord(code="Q9", label="Newer words"),
        ),
        is_complete=False,
    )
    [tally] = modifiers.store(listed, origin("2024-01-01"))
    cpt.refresh_from_db()
    q9 = Modifier.objects.get(code="Q9")

    assert str(tally) == "modifiers: added=1 changed=1 ended=0 unchanged=1 refused=0"
    assert (cpt.label, cpt.release.title) == ("Our words", "Demo")
    assert (q9.label, q9.effective_from) == ("Newer words", dt.date(2010, 1, 1))
    assert Modifier.objects.get(code="59").label == "CPT modifier 59"

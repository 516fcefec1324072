"""Imports of two releases one after the other, and back: equal tables, or the reason why not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command

from billing_site.audit.models import AuditEvent
from codes.conflicts import refresh_conflicts
from codes.facts import facts_changed
from codes.importing.standing import standing
from codes.models import (
    CodeGuide,
    DrugProduct,
    FactConflict,
    GuideStatement,
    HcpcsCode,
    ImportRun,
    ReferenceRelease,
)
from tests.import_worlds import (
    AT_ONCE,
    JULY,
    OCTOBER,
    applied,
    dump,
    journal_rows,
    policy_admin,
    rolled_back,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today_in_2030")]


@pytest.fixture(autouse=True)
def worker(settings, tmp_path: Path) -> Path:
    settings.TASKS = AT_ONCE
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_old_days_keep_old_words() -> None:
    pia = policy_admin()
    applied(pia, "HCPC2030_JUL.txt", JULY)
    applied(pia, "HCPC2030_OCT.txt", OCTOBER)

    words = {
        day: HcpcsCode.objects.in_force(day).get(code="J9901").long_descriptor
        for day in (dt.date(2030, 9, 30), dt.date(2030, 10, 1))
    }

    assert list(words.values()) == ["Injection, examplin, 10 mg", "Injection, examplin, 20 mg"]


def test_rolling_back_restores_an_equal_dump_and_may_be_repeated() -> None:
    pia = policy_admin()
    guide = CodeGuide.objects.create(code="J9901", title="Examplin", article="Test")
    GuideStatement.objects.create(
        guide=guide, section="definition", position=1, text="20 mg a unit", source="Test",
        fact_code="J9901", fact_field="unit", fact_value="20 mg",
    )  # fmt: skip
    empty = dump()
    july = applied(pia, "HCPC2030_JUL.txt", JULY)
    between = dump()
    october = applied(pia, "HCPC2030_OCT.txt", OCTOBER)

    assert FactConflict.objects.get().state == "corrected"
    assert rolled_back(pia, october).state == "rolled_back"
    assert dump() == between
    again = applied(pia, "HCPC2030_OCT.txt", OCTOBER)
    rolled_back(pia, again)
    assert dump() == between
    rolled_back(pia, july)
    assert dump() == empty
    assert journal_rows() == 0
    actions = AuditEvent.objects.filter(action__startswith="reference.").order_by("pk")
    assert list(actions.values_list("action", "actor_label")) == [
        ("reference.import", "pia"),
        ("reference.import", "pia"),
        ("reference.roll_back", "pia"),
        ("reference.import", "pia"),
        ("reference.roll_back", "pia"),
        ("reference.roll_back", "pia"),
    ]


def test_a_later_import_of_the_same_tables_is_in_the_way() -> None:
    pia = policy_admin()
    july = applied(pia, "HCPC2030_JUL.txt", JULY)
    applied(pia, "pos 2030-01-01.csv", b"code,description\n11,Office\n")
    assert standing(july).sentence == ""
    october = applied(pia, "HCPC2030_OCT.txt", OCTOBER)
    before = dump()

    refused = rolled_back(pia, july)

    assert (refused.state, refused.sentence) == (
        "applied",
        (
            f"Import {october.pk} (HCPC2030_OCT.txt) was applied later and changed the same"
            " tables; roll it back first. Nothing was changed."
        ),
    )
    assert dump() == before


def test_a_row_edited_since_is_in_the_way_and_named() -> None:
    pia = policy_admin()
    july = applied(pia, "HCPC2030_JUL.txt", JULY)
    HcpcsCode.objects.filter(code="J9902").update(drug="samplin")
    facts_changed()

    refused = rolled_back(pia, july)

    assert refused.state == "applied"
    assert refused.sentence.startswith("Changed since the import: J9902 from 01/01/2010.")


def test_a_row_that_names_the_release_is_in_the_way() -> None:
    pia = policy_admin()
    july = applied(pia, "HCPC2030_JUL.txt", JULY)
    DrugProduct.objects.create(
        brand="Examplon", presentation="1 g", hcpcs="J9901", container="single", strength=1000,
        strength_measure="mg", release=ReferenceRelease.objects.filter(kind="hcpcs").get(),
    )  # fmt: skip
    before = dump()

    refused = rolled_back(pia, july)

    assert refused.sentence.startswith("1 drug products entered since name this release")
    assert dump() == before


def test_what_a_person_said_of_a_conflict_outlives_the_rollback() -> None:
    pia = policy_admin()
    guide = CodeGuide.objects.create(code="J9901", title="Examplin", article="Test")
    GuideStatement.objects.create(
        guide=guide, section="definition", position=1, text="5 mg a unit", source="Test",
        fact_code="J9901", fact_field="unit", fact_value="5 mg",
    )  # fmt: skip
    july = applied(pia, "HCPC2030_JUL.txt", JULY)
    FactConflict.objects.update(state="accepted", note="The article is older.")

    rolled_back(pia, july)

    assert FactConflict.objects.get().note == "The article is older."
    assert refresh_conflicts().opened == 0


def test_the_command_is_in_the_history_and_can_be_undone(saved) -> None:
    before = dump()
    call_command("import_reference", "hcpcs", str(saved("HCPC2030_JUL.txt", JULY)))
    run = ImportRun.objects.get()

    assert (run.state, run.file_name, run.applied_by) == ("applied", "HCPC2030_JUL.txt", None)
    rolled_back(policy_admin(), run)
    assert dump() == before


@pytest.mark.shared
def test_2020_then_2025_and_back(shared: Path) -> None:
    """CMS's own files, through the path of the page."""
    pia = policy_admin()
    files = [
        shared / "data/hcpcs" / name
        for name in ("HCPC2020_JUL_anweb.xlsx", "HCPC2025_OCT_ANWEB.xlsx")
    ]
    old = applied(pia, files[0].name, files[0].read_bytes())
    between = dump()
    new = applied(pia, files[1].name, files[1].read_bytes())
    code = HcpcsCode.objects.filter(code="J1050")

    assert (old.state, new.state) == ("applied", "applied")
    assert dict(new.counts)["hcpcs codes"]["added"] == 1674
    assert code.in_force(dt.date(2021, 1, 1)).count() == 1
    reworded = (
        HcpcsCode.objects.filter(code__in=new.touched["codes.HcpcsCode"])
        .exclude(effective_through=None)
        .filter(release__effective_from=dt.date(2020, 7, 1), ended=None)
    )
    code = reworded.order_by("code").values_list("code", flat=True)[0]
    earlier = HcpcsCode.objects.in_force(dt.date(2020, 8, 1)).get(code=code)
    later = HcpcsCode.objects.in_force(dt.date(2025, 10, 1)).get(code=code)
    assert earlier.long_descriptor != later.long_descriptor
    rolled_back(pia, new)
    assert dump() == between

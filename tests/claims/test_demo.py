"""The demo command: once, again, anew, never in production; and its private file of sign-ins."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from pytest_django import Settings

from billing_site.accounts.models import Membership, Practice, Role, RoleGrant, User
from billing_site.audit.models import AuditEvent
from claims.demo.load import load
from claims.models import (
    Claim,
    Container,
    Coverage,
    Facility,
    Patient,
    PriorAuthorization,
    Provider,
    ServiceLine,
    Weight,
)
from codes.models import HcpcsCode, ReferenceRelease

NOW = dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.UTC)
OURS: list[type[Model]] = [Claim, ServiceLine, Container, Patient, Coverage, Weight]
OURS += [PriorAuthorization, Provider, Facility, Practice, Membership, RoleGrant, User]
OURS += [HcpcsCode, ReferenceRelease, AuditEvent]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def _everything() -> dict[str, list[tuple[object, ...]]]:
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in OURS}


class TestCommand:
    """Once, again, anew, and never in production."""

    def test_second_run_on_another_day_changes_nothing(self) -> None:
        load(now=NOW, password="", reset=False)
        before = _everything()

        added = load(now=NOW + dt.timedelta(days=9), password="", reset=False)

        assert set(added.values()) == {0}
        assert _everything() == before

    @pytest.mark.parametrize("days", [1, 11, 41, 100])
    def test_every_day_has_ten_waiting(self, days: int) -> None:
        load(now=NOW + dt.timedelta(days=days), password="", reset=False)

        newest = Claim.objects.order_by("-updated_at").values_list("status", flat=True)[:10]
        assert list(newest) == ["draft"] * 10
        assert set(Claim.objects.values_list("status", flat=True)) == set(Claim.Status.values)

    def test_reset_loads_anew(self) -> None:
        load(now=NOW, password="", reset=False)
        Claim.objects.filter(number="C-01001").update(member_id="CHANGED")

        load(now=NOW, password="", reset=True)

        assert Patient.objects.count() == 25
        assert not Claim.objects.filter(member_id="CHANGED").exists()
        assert User.objects.count() == 5

    def test_an_imported_fact_stands(self) -> None:
        newer = ReferenceRelease.objects.create(
            kind="hcpcs", publisher="CMS", title="January 2026", effective_from="2026-01-01"
        )
        HcpcsCode.objects.create(code="J0256", long_descriptor="Imported", release=newer)

        load(now=NOW, password="", reset=True)

        [row] = HcpcsCode.objects.filter(code="J0256")
        assert (row.long_descriptor, row.release) == ("Imported", newer)

    def test_if_empty_leaves_known_users_alone(self) -> None:
        User.objects.create(username="someone")

        call_command("demo", "--if-empty")

        assert User.objects.count() == 1
        assert not Claim.objects.exists()

    def test_refused_in_production(self, settings: Settings) -> None:
        settings.PRODUCTION = True

        with pytest.raises(CommandError, match="not loaded with production settings"):
            call_command("demo")

        assert not User.objects.exists()


class TestSignIns:
    """Five users, one password, one private file."""

    def test_users_hold_their_roles(self) -> None:
        load(now=NOW, password="", reset=False)

        found = {user.username: set(user.roles) for user in User.objects.all()}
        assert found == {role.value: {role.value} for role in Role}
        members = Membership.objects.values_list("user__username", flat=True)
        assert set(members) == {"biller", "lead", "auditor"}

    def test_the_file_is_its_owners_alone_and_tells_the_password(self, tmp_path: Path) -> None:
        load(now=NOW, password="", reset=False)

        kept = tmp_path / "demo-sign-ins.txt"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert User.objects.get(username="biller").check_password(_told(kept))

    def test_a_second_demo_changes_no_password(self, tmp_path: Path) -> None:
        load(now=NOW, password="first-choice-1", reset=False)
        load(now=NOW, password="", reset=True)

        assert User.objects.get(username="lead").check_password("first-choice-1")
        assert _told(tmp_path / "demo-sign-ins.txt") == "first-choice-1"

    def test_a_chosen_password_replaces_the_old_one(self, tmp_path: Path) -> None:
        load(now=NOW, password="", reset=False)
        load(now=NOW, password="second-choice-2", reset=False)

        assert User.objects.get(username="system").check_password("second-choice-2")
        assert _told(tmp_path / "demo-sign-ins.txt") == "second-choice-2"


def _told(kept: Path) -> str:
    [line] = [line for line in kept.read_text().splitlines() if line.startswith("Password:")]
    return line.removeprefix("Password:").strip()

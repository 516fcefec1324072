"""Published versions stay as they are, whoever writes to the database and however."""

# ruff: noqa: S608 - statements of tests, made of the names of our own tables

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from billing_site.accounts.models import User
from codes.models import PolicyExample, PolicyVersion
from codes.policies import protection
from codes.policies.publishing import PublishRefusedError, shorten_policy, withdraw_policy
from codes.policies.storing import import_policy
from tests.codes.policy_worlds import DAY, drafted, make_payers, make_people, published, small

pytestmark = pytest.mark.django_db
RICH = {
    "labs": [{"lab": "aat", "any_of": [{"unit": "umol/L", "op": "<", "value": 11}]}],
    "limits": [{"kind": "interval_by_dose", "rows": [{"dose": 60, "min_days": 7}]}],
}


@pytest.fixture
def people() -> tuple[User, User]:
    make_payers()
    protection.install()
    return make_people()


def refused(sql: str, *values: object) -> bool:
    """Whether the database refuses a statement of the application's own connection."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except IntegrityError as refusal:
        return protection.REFUSAL in str(refusal)
    return False


def tables_with_rows(version: PolicyVersion) -> list[tuple[str, str]]:
    """Each protected table that holds rows of the version, with a condition that finds them."""
    found = [("codes_policyversion", f"id = {version.pk}")]
    for guard in protection.wanted():
        table = guard.table
        if guard.act != "DELETE" or table == "codes_policyversion":
            continue
        of_a_part = {"codes_policydoseinterval", "codes_policylabthreshold", "codes_policypayer"}
        condition = f"version_id = {version.pk}" if table not in of_a_part else "1 = 1"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {condition}")
            if cursor.fetchone()[0]:
                found.append((table, condition))
    return found


def test_no_row_of_a_published_version_is_updated_or_deleted(people: tuple[User, User]) -> None:
    draft = drafted(people[0], **RICH)
    PolicyExample.objects.create(
        version=draft, name="Limit", rule="POL-008", expect="fires", claim={"lines": []}
    )
    version = PolicyVersion.objects.get(pk=draft.pk)
    version.status, version.approver, version.published_on = "published", people[1], DAY
    version.save()

    tables = tables_with_rows(version)
    assert {"codes_policylabthreshold", "codes_policydoseinterval", "codes_policyexample"} <= {
        table for table, _condition in tables
    }
    for table, condition in tables:
        column = "title" if table == "codes_policyversion" else "id"
        assert refused(f"UPDATE {table} SET {column} = {column} WHERE {condition}") or (
            table == "codes_policyversion"  # setting a column to what it is changes nothing
        )
        assert refused(f"DELETE FROM {table} WHERE {condition}"), table


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Other'", "effective_from = '2020-01-01'", "effective_through = '2027-01-01'",
        "effective_through = NULL", "effective_through = '2026-03-01'", "status = 'draft'",
        "status = 'in_review'", "identifier = 'T-AAT-9'", "author_id = NULL", "policy_id = 0",
        "standing = 'primary', title = 'x'", "approver_id = NULL", "lapses_at = '2030-01-01'",
        "source_sha256 = 'x'", "review_by = '2030-01-01'", "number = 7",
    ],
)  # fmt: skip
def test_a_published_version_refuses(people: tuple[User, User], change: str) -> None:
    published(people)
    assert refused(f"UPDATE codes_policyversion SET {change}")


def test_nothing_is_added_to_a_published_version(people: tuple[User, User]) -> None:
    version = published(people)
    assert refused(
        "INSERT INTO codes_policyproduct (version_id, position, severity, cited_document,"
        " cited_section, cited_quote, cited_address, brand, tier)"
        " VALUES (%s, 0, 'error', '', '', '', '', 'Zemaira', 'preferred')",
        version.pk,
    )


def test_nobody_else_goes_by_a_published_version(people: tuple[User, User]) -> None:
    version = published(people)
    assert refused("UPDATE codes_policypayer SET position = 7")
    assert refused("DELETE FROM codes_policypayer")
    assert refused(
        "INSERT INTO codes_policypayer (policy_id, payer_id, position) SELECT %s, id, 9"
        " FROM codes_payer",
        version.policy_id,
    )
    drafted(people[0], id="T-OTHER-1")  # a draft of another policy is free to change its payers


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
def test_replace_is_refused_too(people: tuple[User, User]) -> None:
    published(people)
    assert refused("REPLACE INTO codes_policyversion SELECT * FROM codes_policyversion")
    assert refused("REPLACE INTO codes_policylimit SELECT * FROM codes_policylimit")


def test_the_author_alone_does_not_shorten_by_any_way(people: tuple[User, User]) -> None:
    version = published(people, effective_to=None)
    author, _approver = people
    assert refused(
        "UPDATE codes_policyversion SET effective_through = '2026-03-01', shortened_by_id = %s",
        author.pk,
    )
    with pytest.raises(PublishRefusedError, match="alone"):
        shorten_policy(version.pk, by=author, on=DAY, last=DAY)


def test_what_is_allowed_still_works(people: tuple[User, User]) -> None:
    version = published(people, effective_to="2027-06-30")
    earlier = DAY + dt.timedelta(days=10)

    shorten_policy(version.pk, by=people[1], on=DAY, last=earlier)
    version.refresh_from_db()
    assert (version.effective_through, version.shortened_by) == (earlier, people[1])
    with pytest.raises(PublishRefusedError, match="only an earlier day"):
        shorten_policy(version.pk, by=people[1], on=DAY, last=earlier)
    with pytest.raises(PublishRefusedError, match="is past"):
        shorten_policy(version.pk, by=people[1], on=DAY, last=DAY - dt.timedelta(days=1))

    withdraw_policy(version.pk, by=people[0], on=DAY, reason="The payer took it back.")
    assert refused("UPDATE codes_policyversion SET status = 'published'")
    # drafts are free, and the same content again is recognised
    assert import_policy(small(id="T-NEW-1"), author=people[0]).outcome == "added"
    assert import_policy(small(id="T-NEW-1", title="New"), author=people[0]).outcome == "changed"


def test_the_command_installs_and_verifies(people: tuple[User, User]) -> None:
    protection.remove()
    with pytest.raises(CommandError, match="triggers are not there"):
        call_command("protect", "--verify")
    call_command("protect")
    call_command("protect")
    call_command("protect", "--verify")


@pytest.fixture
def fresh_database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/fresh.sqlite3"
        return
    held = settings.DATABASES["default"]
    name = f"firstpass_fresh_{uuid.uuid4().hex[:8]}"
    import psycopg

    where = {"host": held["HOST"], "port": held["PORT"], "user": held["USER"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{held['USER']}@{held['HOST']}:{held['PORT']}/{name}"
        server.execute(f"DROP DATABASE {name}")


def test_triggers_stand_after_every_migration(fresh_database: str, tmp_path: Path) -> None:
    """From the first schema to the last: whatever a migration rebuilds is protected again."""
    surroundings = os.environ | {"DATABASE_URL": fresh_database, "FIRSTPASS_DATA": str(tmp_path)}

    def manage(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(  # noqa: S603 - our own command
            command, cwd=settings.BASE_DIR, env=surroundings, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    assert manage("migrate", "codes", "0001", "-v0").returncode == 0
    assert manage("protect", "--verify").returncode == 1
    assert manage("migrate", "-v0").returncode == 0
    verified = manage("protect", "--verify")
    assert verified.returncode == 0, verified.stderr

"""Triggers that keep published versions as they are, whoever writes to the database.

The rules of a version's life stand in the services; the constraints of its row stand in the model.
These triggers hold what neither can: that nothing of a published version is changed or deleted but
its end. A migration that rebuilds a table drops its triggers, so they are installed by a command
that may be run again and again, after every migration, and verified when the application starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

from codes.models import PolicyVersion
from codes.policies.writing import KINDS

PREFIX = "firstpass_keeps"
REFUSAL = "A published policy version is not changed."
VERSIONS = "codes_policyversion"
# what may change on a published row: its end, its withdrawal, the approval of an emergency
MAY_CHANGE = {
    "effective_through", "shortened_by_id", "shortened_on", "status", "withdrawn_by_id",
    "withdrawn_on", "withdrawn_reason", "approver_id", "lapses_at", "changed_at",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """One trigger: on what act of which table it refuses, and under which condition."""

    table: str
    act: str
    condition: str

    @property
    def name(self) -> str:
        return f"{PREFIX}_{self.table}_{self.act}".lower()


def install() -> int:
    """Install every trigger anew; returns how many there are."""
    guards = list(wanted())
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)
        for guard in guards:
            for statement in _statements(guard):
                cursor.execute(statement)
    return len(guards)


def remove() -> None:
    """Drop every trigger: for tests that empty all tables, and for nobody else."""
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)


def missing() -> list[str]:
    """The names of the triggers that ought to be there and are not."""
    with connection.cursor() as cursor:
        there = _there(cursor)
    return sorted(guard.name for guard in wanted() if guard.name not in there)


def wanted() -> Iterator[Guard]:
    """Every trigger: of the versions, of each kind of requirement, and of their parts."""
    kept = "{row}.status IN ('published', 'withdrawn')"
    yield Guard(table=VERSIONS, act="DELETE", condition=kept.format(row="OLD"))
    yield Guard(table=VERSIONS, act="UPDATE", condition=_changed_too_much())
    of_version = (  # names of our own tables, nothing that anybody typed
        f"EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.id = {{row}}.version_id"  # noqa: S608 - as above
        " AND v.status IN ('published', 'withdrawn'))"
    )
    tables = [apps.get_model("codes", kind)._meta.db_table for kind in KINDS]
    for table in [*tables, "codes_policyexample"]:
        yield from _of_table(table, of_version)
    of_policy = (  # who goes by a version is part of what it says
        f"EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.policy_id = {{row}}.policy_id"  # noqa: S608
        " AND v.status IN ('published', 'withdrawn'))"
    )
    yield from _of_table("codes_policypayer", of_policy)
    for table, key, owner in (
        ("codes_policydoseinterval", "limit_id", "codes_policylimit"),
        ("codes_policylabthreshold", "criterion_id", "codes_policylab"),
    ):
        of_owner = (
            f"EXISTS (SELECT 1 FROM {owner} o JOIN {VERSIONS} v ON v.id = o.version_id"  # noqa: S608
            f" WHERE o.id = {{row}}.{key} AND v.status IN ('published', 'withdrawn'))"
        )
        yield from _of_table(table, of_owner)


def _of_table(table: str, condition: str) -> Iterator[Guard]:
    old, new = condition.format(row="OLD"), condition.format(row="NEW")
    yield Guard(table=table, act="DELETE", condition=old)
    yield Guard(table=table, act="INSERT", condition=new)
    yield Guard(table=table, act="UPDATE", condition=f"{old} OR {new}")


def _changed_too_much() -> str:
    """What an update of a version may not do once it is published, or withdrawn."""
    fixed = [
        field.column
        for field in PolicyVersion._meta.concrete_fields
        if field.column not in MAY_CHANGE
    ]
    differs = " OR ".join(f"{_differs(column)}" for column in fixed)
    longer = (
        "(NEW.effective_through IS NULL AND OLD.effective_through IS NOT NULL)"
        " OR NEW.effective_through > OLD.effective_through"
    )
    unsigned = f"({_differs('effective_through')} AND NEW.shortened_by_id IS NULL)"
    alone = "NEW.shortened_by_id = NEW.author_id"
    approved = (
        f"({_differs('approver_id')} AND NOT (OLD.approver_id IS NULL AND NEW.approver_id IS NOT"
        " NULL AND OLD.lapses_at IS NOT NULL AND NEW.lapses_at IS NULL))"
    )
    lapse = f"({_differs('lapses_at')} AND NEW.lapses_at IS NOT NULL)"
    reopened = "NEW.status NOT IN ('published', 'withdrawn')"
    parts = [differs, longer, unsigned, alone, approved, lapse, reopened]
    published = "OLD.status = 'published' AND (" + " OR ".join(parts) + ")"
    return f"OLD.status = 'withdrawn' OR ({published})"


def _differs(column: str) -> str:
    """Whether a column changes; a comparison that knows what to do with nothing."""
    operator = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    return f"NEW.{column} {operator} OLD.{column}"


def _statements(guard: Guard) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table}"
            f" WHEN {guard.condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    result = "OLD" if guard.act == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {guard.condition} THEN RAISE EXCEPTION"
        f" USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{REFUSAL}';"
        f" END IF; RETURN {result}; END $$"
    )
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
    )


def _there(cursor: object) -> dict[str, str]:
    """Our triggers by name, with the table that each is on."""
    if connection.vendor == "sqlite":
        question = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        question = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal"
        )
    cursor.execute(question)  # type: ignore[attr-defined]  # Django's cursor has no public type
    rows = cursor.fetchall()  # type: ignore[attr-defined]  # as above
    return {name: table for name, table in rows if name.startswith(PREFIX)}


def _drop(cursor: object) -> None:
    for name, table in _there(cursor).items():
        on = "" if connection.vendor == "sqlite" else f" ON {table}"
        cursor.execute(f"DROP TRIGGER {name}{on}")  # type: ignore[attr-defined]  # as above

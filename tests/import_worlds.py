"""Imports that tests share: made-up files, a worker in the same process, dumps of the tables."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from billing_site.accounts.models import Role, User
from billing_site.audit.record import Actor
from codes.importing import runs
from codes.importing.standing import APPLY, ROLL_BACK
from codes.models import (
    CodeSuccessor,
    FactConflict,
    GuideStatement,
    HcpcsCode,
    ImportJournal,
    ImportRun,
    Modifier,
    PlaceOfService,
    ReferenceRelease,
)
from tests.codes.cms_files import fixed, modifier, row
from tests.factories import make_user

AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WRITTEN = (
    CodeSuccessor,
    ReferenceRelease,
    HcpcsCode,
    Modifier,
    PlaceOfService,
    FactConflict,
    GuideStatement,
)
JULY = fixed(
    [
        row("J9901", "Injection, examplin, 10 mg"),
        row("J9902", "Injection, samplin, 5 mg"),
        modifier("Q9", "Given on a made-up day"),
    ]
)
OCTOBER = fixed(
    [
        row("J9901", "Injection, examplin, 20 mg", **{"ACT EFF DT": "20301001"}),
        row("J9902", "Injection, samplin, 5 mg", **{"TERM DT": "20300930"}),
        row("J9903", "Injection, testin, 1 mg", **{"ADD DT": "20301001"}),
        modifier("Q9", "Given on a made-up day"),
    ]
)


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that an importer writes."""
    return {
        table.__name__: list(table._default_manager.order_by("pk").values()) for table in WRITTEN
    }


def policy_admin(name: str = "pia") -> User:
    """Who may import."""
    return make_user(name, Role.POLICY)


def upload(user: User, name: str, content: bytes) -> ImportRun:
    """Hand over a file; with the worker in the same process its dry run is done."""
    actor = Actor(user=user, request_id="")
    run = runs.receive(actor, SimpleUploadedFile(name, content), None)
    return ImportRun.objects.get(pk=run.pk)


def step(user: User, run: ImportRun, name: str) -> ImportRun:
    """Take a step; with the worker in the same process it is done."""
    runs.take(Actor(user=user, request_id=""), run.pk, name)
    return ImportRun.objects.get(pk=run.pk)


def applied(user: User, name: str, content: bytes) -> ImportRun:
    """Upload and apply."""
    return step(user, upload(user, name, content), APPLY)


def rolled_back(user: User, run: ImportRun) -> ImportRun:
    """Roll back."""
    return step(user, run, ROLL_BACK)


def journal_rows() -> int:
    """How many rows the journals hold."""
    return sum(ImportJournal.objects.values_list("rows", flat=True))

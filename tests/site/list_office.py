"""A policy admin with a draft, and what she posts to the pages of payers' lists."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.record import Actor
from codes.models import HcpcsCode, ReferenceRelease
from codes.policies.reviewing import draft_from
from tests.codes.policy_worlds import DAY, make_payers, make_people, published
from tests.factories import make_user

NOBODY = Actor(user=None, request_id="")
LIST = "/policies/T-AAT-2/list/"


@pytest.fixture(name="office")
def list_office(client: Client, settings, tmp_path: Path, time_machine) -> SimpleNamespace:
    """A policy admin with a draft beside the version in force, and 999 known codes."""
    time_machine.move_to("2026-11-21T12:00:00Z")
    settings.DATA_DIR = tmp_path
    make_payers()
    people = make_people()
    codes = [{"code": "J0256"}, *[{"code": f"J{number}"} for number in range(1990, 2000)]]
    before = published(people, codes=codes, effective_to=None, pa=None)
    draft = draft_from(before, author=people[0], on=DAY, actor=NOBODY)
    release = ReferenceRelease.objects.create(
        kind="hcpcs", publisher="Test", title="Test", effective_from=dt.date(2026, 1, 1),
        complete_for=[["J0000", "J9999"]],
    )  # fmt: skip
    known = [("J9997", dt.date(2025, 12, 31)), *((f"J{n}", None) for n in range(1000, 2000))]
    HcpcsCode.objects.bulk_create(
        HcpcsCode(code=code, ended=ended, release=release) for code, ended in known
    )
    user = make_user("pia", Role.POLICY)
    client.force_login(user)
    return SimpleNamespace(client=client, user=user, draft=draft, people=people)


def sent(office: SimpleNamespace, content: bytes, name: str = "list.xlsx", kind="authorization"):
    return office.client.post(LIST, {"kind": kind, "file": SimpleUploadedFile(name, content)})


def opened(office: SimpleNamespace, content: bytes, name: str = "list.xlsx", **more: str):
    """The page of the difference, with the address that it stands at."""
    answer = sent(office, content, name, **more)
    assert answer.status_code == 302, answer.content.decode()
    where = answer.headers["Location"]
    return where, office.client.get(where)


def fields_of(answer: HttpResponse) -> dict[str, str]:
    """What the form of the page would post."""
    form, context = answer.context["form"], answer.context
    typed = {field.html_name: str(field.value() or "") for field in form}
    return typed | {
        "table": context["page"].table,
        "revision": str(context["version"].revision),
        "seen": context["proposal"].sha256 if context["proposal"] else "",
    }


def applied(office: SimpleNamespace, content: bytes, name: str = "list.xlsx", **more: str):
    where, answer = opened(office, content, name, **more)
    return office.client.post(where, fields_of(answer) | {"do": "apply"})


def tallies(answer: HttpResponse) -> list[tuple[int, int, int, int]]:
    """(added, removed, changed, unchanged) against each base."""
    return [
        (len(one.added), len(one.removed), one.changes, len(one.unchanged))
        for one in (compared.found for compared in answer.context["page"].compared)
    ]

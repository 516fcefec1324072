"""Files of payers' lists on the pages: bounds, whose they are, how long, and the stored source."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from codes.importing import uploads
from tests.codes.payer_lists import xlsx_of
from tests.factories import make_user
from tests.site.list_office import LIST, applied, list_office, opened, sent  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.xlsx", "empty.xlsx is empty."),
        (b"%PDF-1.7", "list.xlsx", "is a PDF"),
        (b"PK\x03\x04" + b"x" * 99, "../../etc/passwd", "passwd is a damaged"),
    ],
)
def test_a_file_that_is_no_list(office: SimpleNamespace, content, name, words) -> None:
    answer = sent(office, content, name)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not list((uploads._folder()).iterdir())


def test_a_file_over_the_bound(office: SimpleNamespace, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000
    assert "The file is larger than" in sent(office, b"x" * 5_000).content.decode()


def test_a_kept_file_is_nobody_elses(office: SimpleNamespace) -> None:
    where, _answer = opened(office, xlsx_of([["Code"], ["J1000"]]))
    other = Client()
    other.force_login(make_user("another", Role.POLICY))

    for client, address in ((other, where), (office.client, f"{LIST}mapping/?file=../x")):
        answer = client.get(address)
        assert answer.headers["Location"] == LIST


def test_forgotten_files_are_removed(office: SimpleNamespace, time_machine) -> None:
    opened(office, xlsx_of([["Code"], ["J1000"]]))
    uploads.drop_forgotten()  # those of imports are told apart
    [kept] = (uploads._folder()).glob("*.list")
    uploads.drop_older("list", dt.datetime.now(dt.UTC) + dt.timedelta(days=999))
    assert not kept.exists()


def test_what_is_no_draft_takes_no_list(office: SimpleNamespace) -> None:
    for where in ("/policies/T-AAT-1/list/", "/policies/T-AAT-1/list/mapping/?file=x"):
        assert office.client.get(where).headers["Location"] == "/policies/T-AAT-1/"
    assert office.client.get("/policies/T-NONE/list/").status_code == 404


def test_the_source_is_there_for_those_who_may_see_the_version(office: SimpleNamespace) -> None:
    content = xlsx_of([["Code"], ["J1000"]])
    applied(office, content, "Liste <b>„Süd“.xlsx")
    where = "/policies/T-AAT-2/source/"
    answer = office.client.get(where)

    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.match(
        r"attachment; filename\*=utf-8''Liste%20", answer.headers["Content-Disposition"]
    )
    assert AuditEvent.objects.filter(action="policy.source", object_id="T-AAT-2").count() == 1
    assert office.client.get("/policies/T-AAT-1/source/").status_code == 404  # none is stored
    statuses = {}
    for role in Role:
        office.client.force_login(make_user(f"a-{role}", role))
        statuses[role] = office.client.get(where).status_code
    seeing = {Role.LEAD, Role.POLICY, Role.AUDITOR}
    assert statuses == {role: 200 if role in seeing else 404 for role in Role}

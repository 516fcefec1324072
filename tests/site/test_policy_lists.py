"""The pages of payers' lists: a thousand rows into a draft, what is refused, who may do what."""

from __future__ import annotations

import hashlib
import time
from types import SimpleNamespace

import pytest

from codes.importing import uploads
from codes.models import PolicySourceFile, PolicyVersion
from codes.policies.reviewing import save_draft
from codes.policies.storing import export_policy
from tests.codes.cms_files import workbook
from tests.codes.payer_lists import HEADINGS, csv_of, thousand, xlsx_of
from tests.site.list_office import (  # noqa: F401 - list_office is a fixture
    NOBODY,
    applied,
    fields_of,
    list_office,
    opened,
    tallies,
)

pytestmark = pytest.mark.django_db
TITLES: list[list[object]] = [["Northlake Health"], [], ["Codes that need authorization"]]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_thousand_rows_become_a_draft(office: SimpleNamespace, form: str) -> None:
    rows = [*TITLES, HEADINGS, *thousand()]
    content = xlsx_of(rows) if form == "xlsx" else csv_of(rows)
    start = time.perf_counter()
    where, answer = opened(office, content, f"list.{form}")
    done = office.client.post(where, fields_of(answer) | {"do": "apply"})
    took = time.perf_counter() - start
    print(f"1,000 rows as {form}: {took:.2f} s")  # noqa: T201 - asked for in the measurements

    assert tallies(answer) == [(990, 1, 10, 0)]
    assert took < 10
    assert done.headers["Location"] == "/policies/T-AAT-2/edit/"
    body = export_policy("T-AAT-2")
    assert len(body["codes"]) == 1000
    assert body["pa"] == {"required": True}
    assert body["source"] == {"kind": "bulletin", "sha256": hashlib.sha256(content).hexdigest()}
    stored = PolicySourceFile.objects.get()
    assert (stored.name, bytes(stored.content)) == (f"list.{form}", content)
    assert not list((uploads._folder()).iterdir())  # nothing is left between the pages


def test_twenty_wrong_rows_are_named_and_the_others_kept(office: SimpleNamespace) -> None:
    _where, answer = opened(office, xlsx_of([HEADINGS, *thousand(wrong=True)]))
    read = answer.context["proposal"].read

    assert (read.rows, read.taken, len(read.refused)) == (1000, 980, 20)
    assert [one.row for one in read.refused] == [at * 50 + 9 for at in range(20)]
    text = " ".join(answer.content.decode().split())
    for words in (
        "“J10O7” is no code; J1007 may be meant.",
        "Code is blank.",
        "J9998 is unknown to the HCPCS table in force.",
        "J9997 ended on 12/31/2025, before the first day 12/01/2026.",
        "“soon” is no day; 01/31/2026 is wanted.",
        "“perhaps” is neither yes nor no.",
        "“=1+1” is no code",
        "Row 2 has it already.",
    ):
        assert words in text


def test_codes_that_nothing_is_known_of_are_said(office: SimpleNamespace) -> None:
    _where, answer = opened(office, csv_of([["Code"], ["J1000"], ["Q5103"]]), "l.csv")

    assert answer.context["page"].unlisted == ("Q5103",)
    assert "1 of the codes taken could not be checked" in answer.content.decode()


def test_a_second_import_changes_nothing(office: SimpleNamespace) -> None:
    content = xlsx_of([HEADINGS, *thousand()])
    applied(office, content)
    where, answer = opened(office, content)

    assert "Nothing changes" in answer.content.decode()
    assert 'id="do-apply"' not in answer.content.decode()
    assert tallies(answer) == [(990, 1, 10, 0), (0, 0, 0, 1000)]
    revision = PolicyVersion.objects.get(identifier="T-AAT-2").revision
    office.client.post(where, fields_of(answer) | {"do": "apply"})
    assert PolicyVersion.objects.get(identifier="T-AAT-2").revision == revision


def test_the_columns_can_be_chosen(office: SimpleNamespace) -> None:
    rows = [["A", "B", "C"], ["J1000", "J1001", "N"], ["J1002", "J1003", "Y"]]
    where, answer = opened(office, csv_of(rows), "l.csv")
    assert fields_of(answer)["column-0"] == "code"  # either could be

    chosen = {"column-0": "", "column-1": "code", "column-2": "answer", "do": "show"}
    answer = office.client.post(where, fields_of(answer) | chosen)
    read = answer.context["proposal"].read
    assert [entry.key for entry in read.entries] == ["J1003"]
    assert read.declined == ("J1001",)

    twice = fields_of(answer) | {"column-0": "code", "do": "apply"}
    answer = office.client.post(where, twice)
    assert answer.status_code == 422
    assert "Column A is “Code” already." in answer.content.decode()
    assert office.client.get(where).status_code == 200
    assert PolicyVersion.objects.get(identifier="T-AAT-2").revision == 1


def test_a_column_that_is_wanted_is_asked_for(office: SimpleNamespace) -> None:
    _where, answer = opened(office, csv_of([["Drug"], ["A"], ["B"]]), "l.csv")

    assert answer.status_code == 200
    assert "Choose the column that is “Code”." in answer.content.decode()
    assert 'id="do-apply"' not in answer.content.decode()


def test_another_sheet_is_guessed_anew(office: SimpleNamespace) -> None:
    book = workbook({"One": [["Code"], ["J1000"], ["J1001"]], "Two": [["PA", "Code"],
                     ["Y", "J1002"]]})  # fmt: skip
    where, answer = opened(office, book)
    assert fields_of(answer)["sheet"] == "1"

    answer = office.client.post(where, fields_of(answer) | {"sheet": "2", "do": "apply"})
    assert answer.status_code == 409  # what is applied was looked at first
    assert [entry.key for entry in answer.context["proposal"].read.entries] == ["J1002"]


@pytest.mark.parametrize(
    ("kind", "rows", "wanted"),
    [
        ("channel", [["Code"], ["J1000"]], {"channels": ["specialty_pharmacy"]}),
        ("site", [["Code", "POS"], ["J1000", "11, 12"]],
         {"site_of_care": {"allowed": ["11", "12"]}}),
        ("products", [["Brand", "Tier"], ["Zemaira", "preferred"]],
         {"products": [{"brand": "Zemaira", "tier": "preferred"}]}),
    ],
)  # fmt: skip
def test_each_kind_of_list(office: SimpleNamespace, kind: str, rows: list, wanted: dict) -> None:
    assert applied(office, xlsx_of(rows), kind=kind).status_code == 302

    body = export_policy("T-AAT-2")
    assert {key: body[key] for key in wanted} == wanted
    assert len(body["codes"]) == (11 if kind == "products" else 1)


def test_two_who_write_one_draft(office: SimpleNamespace) -> None:
    where, answer = opened(office, xlsx_of([["Code"], ["J1000"]]))
    typed = fields_of(answer)
    body = export_policy("T-AAT-2") | {"title": "Another title"}
    save_draft(office.draft, body, base=1, by=office.people[0], actor=NOBODY)

    answer = office.client.post(where, typed | {"do": "apply"})
    assert answer.status_code == 409
    assert "have changed since" in answer.content.decode()
    stale = fields_of(answer) | {"revision": "1", "do": "apply"}
    answer = office.client.post(where, stale)
    assert answer.status_code == 409
    assert "was saved by author since you opened it" in answer.content.decode()
    assert not PolicySourceFile.objects.exists()
    assert office.client.post(where, fields_of(answer) | {"do": "apply"}).status_code == 302
    assert export_policy("T-AAT-2")["title"] == "Another title"

"""Every fix that the page offers says on the form what it says on claim JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import QueryDict

from billing_site.accounts.models import Role
from claims.forms.entry import Entry
from claims.forms.posted import PostedRows, carries
from claims.forms.written import LINE_FIELDS, diagnosis_fields, line_fields
from claims.gather.desk import Desk
from claims.gather.reference import reference_for
from claims.gather.snapshots import snapshot_of
from claims.scrubber.catalogue import all_rules
from claims.scrubber.changes import apply_changes
from claims.scrubber.claim_json import read_claim, write_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.findings import Fix
from tests.factories import DAY, make_practice, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
# what the form says for every line at once, and what claim JSON says apart from it
ELSEWHERE = {
    "n",
    "dos_from",
    "dos_to",
    "pos",
    "container_type",
    "prior_auth",
    "start",
    "stop",
    "drug",
}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-for-tests")
    call_command("demo", stdout=io.StringIO())
    return Desk(make_user("ana", Role.BILLER, practice=make_practice()))


def posted(claim: dict[str, Any]) -> QueryDict:
    """The form as it would be filled in for the lines and diagnoses of a claim."""
    data = QueryDict(mutable=True)
    data.update(diagnosis_fields(claim.get("diagnoses") or ()))
    data["lines-TOTAL_FORMS"], data["lines-INITIAL_FORMS"] = str(len(claim["lines"])), "0"
    for index, line in enumerate(claim["lines"]):
        data.update({f"lines-{index}-{name}": text for name, text in line_fields(line).items()})
    return data


def understood(desk: Desk, data: QueryDict) -> tuple[list[str], list[str]]:
    """Lines and diagnoses that the form means, as comparable text; lines in any order."""
    draft = Entry(desk, data=data).draft()
    snapshot = snapshot_of(draft, as_of=DAY, authority_mode="official")
    return plain(write_claim(snapshot))


def plain(claim: dict[str, Any]) -> tuple[list[str], list[str]]:
    lines = [
        json.dumps(
            {
                key: value
                for key, value in line.items()
                if key in LINE_FIELDS and key not in ELSEWHERE and value not in (None, [], "")
            },
            sort_keys=True,
        )
        for line in claim["lines"]
    ]
    return sorted(lines), list(claim.get("diagnoses") or ())


def numbered(claim: dict[str, Any]) -> bool:
    """A form numbers its lines from 1 in their order."""
    return [line["n"] for line in claim["lines"]] == list(range(1, len(claim["lines"]) + 1))


def test_fixes_of_the_golden_claims(desk: Desk, shared: Path) -> None:
    cases = json.loads((shared / "domain" / "golden_cases.json").read_text())["cases"]
    carried: set[str] = set()
    for position, case in enumerate(cases, start=1):
        claim = read_claim(case, as_of=DAY, position=position)
        written = json.loads(json.dumps(write_claim(claim)))
        before = posted(written)
        if not numbered(written) or understood(desk, before) != plain(written):
            continue  # the form would refuse it as it stands, so it never gets to a fix
        report = scrub(Context(claim=claim, reference=reference_for([claim])), all_rules())
        for found in report.findings:
            fix = found.fix
            if fix is None or not carries([{"path": one.path} for one in fix.changes]):
                continue
            rows = PostedRows(posted(written), len(written["lines"]))
            fixed = _fixed(written, fix)
            with rows.noting(fix.label):
                rows.mend(written, fixed)
            assert understood(desk, rows.to_data()) == plain(fixed), (case["id"], found.rule.id)
            carried.add(found.rule.id)
            _goes_back(desk, rows, written, (case["id"], found.rule.id))
    assert len(carried) > 15, sorted(carried)


def _fixed(written: dict[str, Any], fix: Fix) -> dict[str, Any]:
    """The fixed claim, its numbers written as the reader writes them."""
    fixed = read_claim(apply_changes(written, fix.changes), as_of=DAY, position=1)
    return json.loads(json.dumps(write_claim(fixed)))


def _goes_back(desk: Desk, rows: PostedRows, written: dict[str, Any], where: object) -> None:
    """Undone, the form means what it meant before, also through the hidden input."""
    data = rows.to_data()
    again = PostedRows(data, int(data["lines-TOTAL_FORMS"]))
    for position in reversed(range(len(again.undos))):
        assert again.undo(position) is not None, where
    assert understood(desk, again.to_data()) == plain(written), where

"""`manage.py bench`: the claims it makes, what it prints, and a stream that is never held whole."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.bench.by_rule import MOST, shares
from claims.bench.measuring import write_claims
from claims.bench.varied import LAST_DAY, SEED, varied_claims
from claims.interchange.claim_file import claims_in
from claims.scrubber.catalogue import all_rules
from claims.services import batch
from claims.services.batch import reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-for-tests")
    call_command("demo", stdout=io.StringIO())


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("bench", *arguments, stdout=out)
    return out.getvalue()


def test_the_same_seed_gives_the_same_claims() -> None:
    assert list(varied_claims(30)) == list(varied_claims(30))
    assert list(varied_claims(3, seed=1)) != list(varied_claims(3, seed=2))


def test_it_says_what_a_run_cost_and_keeps_the_claims(facts: None, tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"

    told = printed("--claims", "40", "--write", str(file))

    assert told.startswith("40 claims, ")
    assert "claims in each" in told
    assert "MiB at most in one process" in told
    assert [json.loads(line)["id"] for line in file.read_text().splitlines()][-1] == "V0000040"


def test_without_facts_it_says_so() -> None:
    with pytest.raises(CommandError, match="run demo first"):
        printed()


def test_every_family_of_rules_has_work_and_none_takes_it_all(facts: None, tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"
    write_claims(file, 400, SEED)
    with file.open("rb") as lines:
        told = [
            json.loads(one.text) for one in reports(claims_in(lines), as_of=LAST_DAY, processes=1)
        ]

    fired = {found["rule"][:3] for report in told for found in report["findings"]}
    families = {rule.id[:3] for rule in all_rules()}
    found = dict(shares(file, as_of=LAST_DAY))
    assert families - fired <= {"COB", "COV", "ESA", "DAT", "SAD"}
    assert set(found) == {rule.id for rule in all_rules()}
    assert {rule: share for rule, share in found.items() if share > 2 * MOST} == {}


@pytest.mark.parametrize("first", [b"", b"{broken}\n"], ids=["sound", "first_line_broken"])
def test_lines_are_read_as_they_are_checked(
    facts: None, monkeypatch: pytest.MonkeyPatch, first: bytes
) -> None:
    monkeypatch.setattr(batch, "CHUNK", 10)
    given = 0

    def lines() -> Iterator[bytes]:
        nonlocal given
        yield first
        for one in varied_claims(200):
            given += 1
            yield json.dumps(one, default=str).encode() + b"\n"

    told = reports(claims_in(lines()), as_of=LAST_DAY, processes=1)
    next(told)
    assert given <= 11


@pytest.mark.forks
@pytest.mark.django_db(transaction=True)
def test_one_process_and_two_give_the_same_bytes(
    facts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK", 25)
    file = tmp_path / "claims.jsonl"
    write_claims(file, 300, SEED)
    told = []
    for processes in (1, 2):
        with file.open("rb") as lines:
            told.append(list(reports(claims_in(lines), as_of=LAST_DAY, processes=processes)))

    assert told[0] == told[1]
    assert len(told[0]) == 300

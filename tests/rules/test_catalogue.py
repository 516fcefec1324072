"""Every rule is in the shared catalogue, has its manual, and has its cases."""

from __future__ import annotations

import re
import string

import pytest
import shared_files
from test_cases import FILES

from claims.scrubber.catalogue import all_rules
from claims.scrubber.edition import rules_version
from claims.scrubber.rule import Rule
from claims.scrubber.suppression import TABLE

SECTIONS = ["What is checked", "Why payers deny it", "How to put it right"]
RULES = all_rules()
BOOK = {rule: book for file in FILES.values() for rule, book in file.items()}


def by_id(rule: Rule) -> str:
    return rule.id


@pytest.mark.shared
def test_every_rule_is_in_the_shared_catalogue() -> None:
    shared_files.needs_shared()
    known = {row["id"] for row in shared_files.load("rules.json")["rules"]}
    assert {rule.id for rule in RULES} - known == set()


@pytest.mark.shared
@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_severity_codes_and_override_are_those_of_the_catalogue(rule: Rule) -> None:
    shared_files.needs_shared()
    [row] = [one for one in shared_files.load("rules.json")["rules"] if one["id"] == rule.id]
    carcs = [one for one in row["carc"].split("/") if one != "-"]
    rarcs = [one for one in row["rarc"].split("/") if one != "-"]
    assert rule.severity == row["severity"]
    assert rule.overridable == (row["overridable"] == "y")
    assert rule.carc in (carcs or [None])
    assert set(rule.rarc) <= {one.split(" ")[0] for one in rarcs}


@pytest.mark.shared
def test_suppression_is_that_of_the_catalogue() -> None:
    shared_files.needs_shared()
    wanted = {
        (row["cause"], hidden)
        for row in shared_files.load("rules.json")["suppression"]
        for hidden in re.findall(r"[A-Z]{2,3}-(?:[0-9]{3}|\*)", row["suppresses"]) or ["*"]
    }
    assert {(row.cause, hidden) for row in TABLE for hidden in row.hidden} == wanted


def test_ids_and_keys_are_used_once() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert len({rule.key for rule in RULES}) == len(RULES)
    assert rules_version()


@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_manual_has_its_sections(rule: Rule) -> None:
    lines = rule.manual.splitlines()
    assert lines[0].endswith(".")
    assert [line for line in lines if line in SECTIONS] == SECTIONS
    assert len(rule.title) <= 80


@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_messages_are_plain(rule: Rule) -> None:
    for message in rule.messages.values():
        words = " ".join(text for text, *_ in string.Formatter().parse(message)).lower()
        assert not set(re.findall(r"[a-z]+", words)) & {"invalid", "please", "oops"}
        assert message.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_every_rule_has_a_pass_and_a_fail(rule: Rule) -> None:
    book = BOOK[rule.id]
    assert book["pass"]
    assert book["fail"]
    names = [name for name in book if name in {"pass", "not_checked", "fail"}]
    assert names == [name for name in ("pass", "not_checked", "fail") if name in names]

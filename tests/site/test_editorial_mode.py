"""J2253 billed as alfacalcidol: an error by default, a warning that goes nowhere in training."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from claims.models import Check, Claim
from tests.site.posts import new

pytestmark = pytest.mark.django_db
DISPUTED = {
    "lines__0__code": "J2253", "lines__0__dose": "10 mcg", "lines__0__units": "10",
    "lines__0__product": "alfacalcidol", "lines__0__vials": "", "lines__0__mod1": "",
    "lines__0__charge": "50.00",
}  # fmt: skip


@pytest.fixture
def desk_with_guides(desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-for-tests")
    call_command("demo", stdout=io.StringIO())
    return desk


def found(answer: Any) -> list[tuple[str, str, str]]:
    """(rule, mark, sentence) of what the panel shows."""
    """What is found of the disputed code; other edits have other things to say."""
    shown = answer.context["check"].findings
    assert [one.rule for one in shown if one.kind == "block" and one.rule != "COD-003"] == []
    return [(one.rule, one.kind, one.message) for one in shown if one.rule == "COD-003"]


SENTENCE = (
    'The guide to J2253 says "alfacalcidol"; the official file says "Injection, midazolam '
    '(seizalam), 1 mg". The line names alfacalcidol.'
)


def test_an_error_by_default(desk_with_guides: SimpleNamespace) -> None:
    answer = new(desk_with_guides, "check", **DISPUTED)

    assert found(answer) == [("COD-003", "block", SENTENCE)]
    assert "Editorial mode" not in answer.content.decode()
    assert new(desk_with_guides, "ready", **DISPUTED).status_code == 422


def test_a_warning_in_editorial_mode_and_nothing_is_made_ready(
    desk_with_guides: SimpleNamespace, settings: Any
) -> None:
    settings.AUTHORITY_MODE = "editorial"
    desk = desk_with_guides
    before = Check.objects.count()
    answer = new(desk, "check", **DISPUTED)

    assert found(answer) == [("COD-003", "risk", SENTENCE)]
    text = answer.content.decode()
    assert "Editorial mode</span>" in text
    assert "Editorial mode is on: disputed codes are judged by the guides" in text

    refused = new(desk, "ready", **DISPUTED)
    assert refused.status_code == 422
    [(target, said)] = refused.context["summary"].items
    assert target == "id_lines-0-code"
    assert said == (
        "Line 1: Editorial mode is on, and no claim about a disputed code is made ready in it."
        f" Guide and official file disagree about the code. {SENTENCE}"
    )
    assert Check.objects.count() == before
    assert not Claim.objects.filter(practice=desk.practice).exists()


def test_a_line_without_its_drug_is_held_back_too(
    desk_with_guides: SimpleNamespace, settings: Any
) -> None:
    settings.AUTHORITY_MODE = "editorial"
    refused = new(desk_with_guides, "ready", **DISPUTED | {"lines__0__product": ""})

    assert refused.status_code == 422
    assert "does not name its drug" in refused.context["summary"].items[-1][1]


def test_other_codes_and_drafts_are_as_ever(
    desk_with_guides: SimpleNamespace, settings: Any
) -> None:
    settings.AUTHORITY_MODE = "editorial"

    assert new(desk_with_guides, "save", **DISPUTED).status_code == 302
    assert new(desk_with_guides, "ready").status_code == 302
    statuses = Claim.objects.filter(practice=desk_with_guides.practice).order_by("pk")
    assert list(statuses.values_list("status", flat=True)) == ["draft", "ready"]

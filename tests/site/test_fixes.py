"""Fixes on the entry page: one by one, all together after a look, and each taken back alone."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace
from typing import Any

import pytest

from codes.facts import facts_changed
from codes.models import PaymentRate, ReferenceRelease
from tests.site.posts import new, typed

pytestmark = pytest.mark.django_db
# milligrams typed as units, one diagnosis twice, no JZ although nothing was discarded
WRONG = {"lines__0__units": "5000", "lines__0__mod1": "", "dx_b": "E88.01"}


def inputs(answer: Any) -> dict[str, str]:
    """What the form of the page holds, by the name of the input."""
    entry = answer.context["entry"]
    held = {name: str(entry.data[name]) for name in entry.data if name not in {"undo", "do"}}
    return {name: text for name, text in held.items() if text and "TOTAL" not in name}


def press(desk: SimpleNamespace, answer: Any, do: str, **changes: str) -> Any:
    """Press a button on the page as it was answered, after typing ``changes``."""
    entry = answer.context["entry"]
    data = {name: str(entry.data[name]) for name in entry.data if name not in {"undo", "do"}}
    undos = [text for _at, _label, text in reversed(entry.undos)]
    data |= {name.replace("__", "-"): text for name, text in changes.items()}
    return desk.client.post("/claims/new/", data | {"do": do, "undo": undos})


def rules(answer: Any) -> set[str]:
    return {finding.rule for finding in answer.context["check"].findings}


def undone(answer: Any) -> list[str]:
    return [label for _at, label, _text in answer.context["entry"].undos]


def test_a_fix_is_taken_back_alone(desk: SimpleNamespace) -> None:
    before = new(desk, "check", **WRONG)
    fixed = press(desk, before, "fix:UNI-002:1:units")
    both = press(desk, fixed, "fix:DX-006:0:diagnoses[0]")
    back = press(desk, both, "undo:0")

    assert inputs(fixed)["lines-0-units"] == "500"
    assert undone(both)[1] == "Bill 500 units (line 1)"
    assert "dx_b" not in inputs(both)
    assert inputs(back)["lines-0-units"] == "5000"
    assert "dx_b" not in inputs(back)  # the other fix stands
    assert len(undone(back)) == 1
    assert 'value="undo:0"' in back.content.decode()


def test_undo_leaves_alone_what_was_typed_since(desk: SimpleNamespace) -> None:
    fixed = press(desk, new(desk, "check", **WRONG), "fix:UNI-002:1:units")
    answer = press(desk, fixed, "undo:0", lines__0__units="499")

    assert inputs(answer)["lines-0-units"] == "499"
    assert "has changed since" in answer.content.decode()


def test_an_undo_finds_its_line_after_another_is_removed(desk: SimpleNamespace) -> None:
    start = new(desk, "repeat", **WRONG)
    lone = press(
        desk, start, "check", lines__0__code="96365", lines__0__dose="", lines__0__vials=""
    )
    fixed = press(desk, lone, "fix:UNI-002:2:units")
    moved = press(desk, fixed, "remove:0")
    back = press(desk, moved, "undo:0")

    assert undone(moved) == ["Line 1 removed", "Bill 500 units (line 2)"]
    assert inputs(moved)["lines-0-units"] == "500"
    assert inputs(back)["lines-0-units"] == "5000"
    assert undone(back) == ["Line 1 removed"]


def test_removed_line_comes_back(desk: SimpleNamespace) -> None:
    removed = new(desk, "remove:0")
    restored = press(desk, removed, "undo:0", lines__0__code="96365").context["entry"]

    assert "Line 1 removed" in removed.content.decode()
    codes = [form["code"].value() for form in restored.lines.forms]
    assert codes == ["J0256", "96365"]
    assert restored.lines.forms[0]["vials"].value() == "5 x 1,000 mg"


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "{}", '{"label":1,"head":[],"cells":[[99,[]]],"added":[],"gone":[]}',
     '{"label":"a","head":[[1]],"cells":[],"added":[],"gone":[]}', "[" * 9000],
)  # fmt: skip
@pytest.mark.parametrize("do", ["undo:0", "undo:99", "undo:", "undo:x"])
def test_odd_undo_changes_nothing(desk: SimpleNamespace, text: str, do: str) -> None:
    answer = desk.client.post("/claims/new/", typed(desk) | {"do": do, "undo": [text]})

    assert answer.status_code == 200
    forms = answer.context["entry"].lines.forms
    assert [form["code"].value() for form in forms] == ["J0256", None]


def test_all_fixes_are_shown_before_they_are_made(desk: SimpleNamespace) -> None:
    shown = new(desk, "fixall", **WRONG)
    page = html.unescape(re.sub(r"<[^>]+>", " ", shown.content.decode()))

    assert inputs(shown)["lines-0-units"] == "5000"  # nothing is done yet
    assert "Line 1 units: 5000 → 500" in page
    assert "Line 1 modifier 1: nothing → JZ" in page
    assert "Diagnosis B: E88.01 → nothing" in page

    made = press(desk, shown, "fixed:all")
    assert (inputs(made)["lines-0-units"], inputs(made)["lines-0-mod1"]) == ("500", "JZ")
    assert not {"UNI-002", "WST-001", "DX-006"} & rules(made)
    assert len(undone(made)) == len(shown.context["steps"]) == 3


def test_leaving_it_as_typed_changes_nothing(desk: SimpleNamespace) -> None:
    shown = new(desk, "fixall", **WRONG)
    left = press(desk, shown, "leave")

    assert inputs(left) == inputs(shown)
    assert left.context["steps"] is None


def test_fix_all_is_offered_for_two_and_more(desk: SimpleNamespace) -> None:
    one = new(desk, "check", lines__0__units="5000")

    assert "Fix all" not in one.content.decode()
    assert "Fix all" in new(desk, "check", **WRONG).content.decode()


def test_money_at_stake_counts_the_right_units(desk: SimpleNamespace) -> None:
    charged = new(desk, "check", **WRONG).content.decode()
    assert "$5,141.00 at stake" in charged  # no payment limit is loaded: the charge

    release = ReferenceRelease.objects.get(title="HCPCS test")
    PaymentRate.objects.create(
        code="J0256", amount="5.457", release=release, effective_from="2026-10-01"
    )
    facts_changed()
    limited = new(desk, "check", **WRONG).content.decode()
    assert "$2,728.50 at stake" in limited  # 500 units, not the 5,000 that were typed
    assert "500 units at Medicare&#x27;s payment limit of $5.457" in limited


def test_a_choice_is_offered_as_buttons_and_taken(desk: SimpleNamespace) -> None:
    """NCC and the like ask somebody; the answers are buttons, none of them is taken by itself."""
    changes = {"lines__0__mod1": "GA", "lines__0__mod2": "GZ"}
    asked = new(desk, "check", **changes)
    [found] = [one for one in asked.context["check"].findings if one.rule == "MOD-004"]
    key, label = found.choices[0]
    taken = press(desk, asked, key)

    assert key in asked.content.decode()
    assert "MOD-004" not in rules(taken)
    assert undone(taken) == [f"{label} (line 1)"]
    assert inputs(press(desk, taken, "undo:0"))["lines-0-mod2"] == "GZ"
    assert press(desk, asked, f"{key}9").context["entry"].undos == []

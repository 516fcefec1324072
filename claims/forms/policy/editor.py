"""The editor of a draft: its head, and one small form per requirement."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.numbers import TextField
from claims.forms.policy.criteria import MOST, Body, Composed, Criterion, compose, in_two
from claims.forms.policy.inputs import WordsField, listed
from claims.forms.policy.kinds import BY_KEY, CITED, KINDS, SCOPE, Kind
from codes.models import PolicyVersion
from codes.policies.values import PolicyProblemError

_ROW = re.compile(r"c-([0-9]{1,3})-requirement")
_DAYS = ("effective_from", "effective_to", "review_by", "observe_to", "source_day")


class HeadForm(CheckedForm):
    """Title, codes and days of a version, and where it was read."""

    title = TextField(label="Title", max_length=160)
    codes = WordsField(label="Codes", upper=True, max_length=20_000, offers="codes")
    effective_from = DayField(label="First day", help_text="dates of service")
    effective_to = DayField(label="Last day", help_text="empty: until further notice")
    review_by = DayField(label="Review by", help_text="after it, nothing blocks")
    observe_to = DayField(label="Observe only until", help_text="until then, notes only")
    standing = forms.ChoiceField(
        label="Standing", choices=PolicyVersion.Standing.choices, required=False
    )
    source_kind = forms.ChoiceField(
        label="Source", choices=listed(*PolicyVersion.SourceKind.choices), required=False
    )
    source_day = DayField(label="Source of")
    source_url = TextField(label="Address of the source", max_length=400)
    notes = TextField(label="Notes", max_length=2000)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _DAYS:
            self.fields[name].today = today  # type: ignore[attr-defined]  # a DayField

    def told(self) -> Body:
        """The head of policy JSON."""
        given = dict(self.cleaned_data)
        kind, day = given.pop("source_kind"), given.pop("source_day")
        given.pop("codes")
        told = {
            key: value.isoformat() if isinstance(value, dt.date) else value
            for key, value in given.items()
            if value
        }
        if told.get("standing") == PolicyVersion.Standing.PRIMARY:
            del told["standing"]
        source = {"kind": kind, "day": day and day.isoformat()}
        if kind or day:
            told["source"] = {key: value for key, value in source.items() if value}
        return told


class CriterionForm(CheckedForm):
    """One requirement, its weight and where the payer wrote it."""

    requirement = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, of: Kind, scopes: Iterable[str], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        for one in (*of.inputs, *CITED):
            field = one.field()
            if one.key == SCOPE and isinstance(field, forms.ChoiceField):
                named = [(scope, scope.replace("/", " for ")) for scope in scopes]
                field.choices = [("", "the whole policy"), *named]
            if isinstance(field, DayField):
                field.today = today
            self.fields[one.key] = field
        self.fields["requirement"].initial = of.key
        self.words = ""
        self.sentence = ""

    @property
    def own(self) -> list[tuple[Any, str]]:
        """The inputs of the requirement, each with its width."""
        return [(self[one.key], one.width) for one in self.of.inputs]

    @property
    def cited(self) -> list[tuple[Any, str]]:
        """The inputs of weight and citation."""
        return [(self[one.key], one.width) for one in CITED]

    @property
    def weight(self) -> str:
        """How much it weighs, in one word."""
        return dict(CITED[0].choices).get(str(self["severity"].value() or "error"), "")

    @property
    def citation(self) -> str:
        """Where it is written, in one line; empty where nobody said."""
        parts = (self["document"].value(), self["section"].value())
        return ", ".join(str(part) for part in parts if part)


class Editor:
    """A draft as it is stored or typed. What was typed stays whatever becomes of it."""

    def __init__(self, body: Body, *, today: dt.date, data: QueryDict | None = None) -> None:
        self.body, self.today, self.data = body, today, data
        self.problem = ""
        self.shown, self.aside = in_two(body)
        self.head = HeadForm(data, initial=None if data else _head(body), today=today)
        self.criteria = self._stored() if data is None else self._posted(data)

    def _scopes(self) -> list[str]:
        codes = self.body.get("codes") or ()
        named = [
            f"{code['code']}/{one['name']}"
            for code in codes
            for one in code.get("indications") or ()
        ]
        return [*(code["code"] for code in codes[:MOST]), *named]

    def _form(self, kind: Kind, index: int, **more: Any) -> CriterionForm:
        return CriterionForm(
            of=kind, scopes=self._scopes(), today=self.today, prefix=f"c-{index}", **more
        )

    def _stored(self) -> list[CriterionForm]:
        return [
            self._form(one.kind, index, initial=one.values) for index, one in enumerate(self.shown)
        ]

    def _posted(self, data: QueryDict) -> list[CriterionForm]:
        rows = sorted(int(match[1]) for name in data if (match := _ROW.fullmatch(name)))
        if len(rows) > MOST:
            self.problem = f"{len(rows)} requirements were typed; wanted: {MOST} at most."
        found = []
        for row in rows[:MOST]:
            kind = BY_KEY.get(str(data[f"c-{row}-requirement"]))
            if kind is not None:
                found.append(self._form(kind, row, data=data))
        return found

    @property
    def set_aside(self) -> list[tuple[Kind, int]]:
        """The kinds without inputs here, each with how many requirements it has."""
        counts = Counter(one.kind.key for one in self.aside)
        return [(BY_KEY[key], count) for key, count in counts.items()]

    @property
    def sections(self) -> list[tuple[Kind, list[CriterionForm]]]:
        """The requirements by kind, as a policy page orders them."""
        found: dict[str, list[CriterionForm]] = {}
        for form in self.criteria:
            found.setdefault(form.of.key, []).append(form)
        return [(kind, found[kind.key]) for kind in KINDS if kind.key in found]

    def add(self, key: str) -> str:
        """One more requirement of a kind; returns the id of its first input."""
        kind = BY_KEY.get(key)
        if kind is None or len(self.criteria) >= MOST:
            return ""
        taken = [int(form.prefix.removeprefix("c-")) for form in self.criteria if form.prefix]
        form = self._form(kind, max(taken, default=-1) + 1)
        self.criteria.append(form)
        first = next((one.key for one in kind.inputs if one.key != SCOPE), "")
        return f"id_{form.prefix}-{first}"

    def remove(self, prefix: str) -> None:
        """Take a requirement away."""
        self.criteria = [form for form in self.criteria if form.prefix != prefix]

    def composed(self) -> Composed | None:
        """Policy JSON of what was typed; None where something is not understood."""
        if self.problem:
            return None
        parts = [self.head, *self.criteria]
        if not all([form.is_valid() for form in parts]):  # noqa: C419 - each is to be asked
            return None
        criteria = [Criterion(kind=form.of, values=form.cleaned_data) for form in self.criteria]
        codes = self.head.cleaned_data["codes"] or []
        head = self.head.told()
        stored = (self.body.get("source") or {}).get("sha256")
        if stored:
            head["source"] = (head.get("source") or {}) | {"sha256": stored}
        return compose(self.body, head, codes, [*criteria, *self.aside])

    def blame(self, composed: Composed, problem: PolicyProblemError) -> None:
        """Put a refusal beside the input that it is about, else on top."""
        path = problem.path.removeprefix("requirements.")
        owner = composed.owner_of(path)
        if owner is None or owner >= len(self.criteria):
            name = path.partition("[")[0].partition(".")[0]
            if name in self.head.fields:
                self.head.add_error(name, problem.sentence)
            else:
                self.problem = f"{problem.path}: {problem.sentence}"
            return
        form = self.criteria[owner]
        key = path.rpartition(".")[2].partition("[")[0]
        key = {"value": "max", "days": "span", "months": "span", "any_of": "op1"}.get(key, key)
        own = (one.key for one in form.of.inputs if one.key != SCOPE)
        form.add_error(key if key in form.fields else next(own), problem.sentence)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) of what keeps the draft from being saved."""
        found = [("", self.problem)] if self.problem else []
        for form in (self.head, *self.criteria):
            title = f"{form.of.title}: " if isinstance(form, CriterionForm) else ""
            found += [(target, f"{title}{sentence}") for target, sentence in form.problems]
        return found


def _head(body: Body) -> dict[str, Any]:
    initial = {name: body.get(name) for name in HeadForm.base_fields}
    source = body.get("source") or {}
    initial |= {"source_kind": source.get("kind"), "source_day": source.get("day")}
    for name in _DAYS:
        text = initial.get(name)
        initial[name] = dt.date.fromisoformat(text) if isinstance(text, str) else None
    initial["codes"] = [one["code"] for one in body.get("codes") or ()]
    initial["standing"] = body.get("standing") or PolicyVersion.Standing.PRIMARY
    return initial

"""The editor of a draft: its head, and one small form per requirement."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

from claims.forms.policy.criteria import MOST, Body, Composed, Criterion, compose, in_two
from claims.forms.policy.kinds import BY_KEY, KINDS, SCOPE, Kind
from claims.forms.policy.parts import DAYS, CriterionForm, HeadForm
from codes.models import PolicyVersion
from codes.policies.values import PolicyProblemError

_ROW = re.compile(r"c-(0|[1-9][0-9]{0,2})-requirement")


class Editor:
    """A draft as it is stored or typed. What was typed stays whatever becomes of it."""

    def __init__(self, body: Body, *, today: dt.date, data: QueryDict | None = None) -> None:
        self.body, self.today, self.data = body, today, data
        self.problem = ""
        self.shown, self.aside = in_two(body)
        self.head = HeadForm(data, initial=None if data else _head(body), today=today)
        self.criteria = self._stored() if data is None else self._posted(data)

    def _scopes(self) -> list[str]:
        """Codes and indications that a requirement may be of, as stored and as typed."""
        codes = [one["code"] for one in self.body.get("codes") or ()]
        used = [str(one.values.get(SCOPE) or "") for one in self.shown]
        typed = [*self.head_codes, *self._indications_typed()]
        return list(dict.fromkeys(filter(None, [*codes[:MOST], *typed[:MOST], *used])))

    def _indications_typed(self) -> Iterator[str]:
        for name, typed in self.data.items() if self.data else ():
            code = self.data.get(f"{name.removesuffix('-name')}-{SCOPE}") if self.data else ""
            if name.endswith("-name") and code:
                yield f"{code}/{' '.join(str(typed).split())}"

    @property
    def head_codes(self) -> list[str]:
        """The codes that were typed; empty where none are understood."""
        if self.data is None or not self.head.is_valid():
            return []
        return list(self.head.cleaned_data["codes"] or ())

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
        if not self._holds_scopes(codes):
            return None
        head = self.head.told()
        stored = (self.body.get("source") or {}).get("sha256")
        if stored:
            head["source"] = (head.get("source") or {}) | {"sha256": stored}
        return compose(self.body, head, codes, [*criteria, *self.aside])

    def _holds_scopes(self, codes: list[str]) -> bool:
        """Whether every requirement is of a code that is still there, and of its indication."""
        named = {
            f"{form.cleaned_data.get(SCOPE) or codes[0]}/{form.cleaned_data.get('name')}"
            for form in self.criteria
            if form.of.at == "indications" and codes
        } | {
            f"{one.values[SCOPE]}/{one.told.get('name')}"
            for one in self.aside
            if one.kind.at == "indications"
        }
        for form in self.criteria:
            scope = str(form.cleaned_data.get(SCOPE) or "")
            is_open = form.of.at == "indications" and not scope and len(codes) > 1
            if is_open:
                form.add_error(SCOPE, "An indication is of one code: choose it.")
            elif scope and scope not in {*codes, *named}:
                words = f"{scope.replace('/', ' for ')} is not in this policy any more."
                form.add_error(SCOPE, f"{words} Choose what it is of, or remove it.")
        return not any(form.errors for form in self.criteria)

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
    for name in DAYS:
        text = initial.get(name)
        initial[name] = dt.date.fromisoformat(text) if isinstance(text, str) else None
    initial["codes"] = [one["code"] for one in body.get("codes") or ()]
    initial["standing"] = body.get("standing") or PolicyVersion.Standing.PRIMARY
    return initial

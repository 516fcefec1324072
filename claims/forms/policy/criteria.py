"""A whole draft: its requirements in order, from policy JSON and to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from claims.forms.policy.inputs import from_json, to_json
from claims.forms.policy.kinds import CITED, KINDS, SCOPE, Kind
from claims.forms.policy.shapes import told_of, values_of
from codes.policies.writing import json_text

Body = dict[str, Any]
MOST, MOST_OF_A_KIND = 200, 60  # requirements that the editor shows at once
KEPT = ("id", "version", "payer", "payers", "supersedes", "modelled_on", "source")


@dataclass(slots=True, kw_only=True)
class Criterion:
    """One requirement of a draft; ``path`` is where policy JSON has it.

    ``told`` is its policy JSON where it goes back as it is, whatever the inputs can hold.
    """

    kind: Kind
    values: dict[str, Any]
    path: str = ""
    told: Any = None


@dataclass(slots=True, kw_only=True)
class Composed:
    """Policy JSON, and which criterion each path came from."""

    body: Body
    owners: dict[str, int] = field(default_factory=dict)

    def owner_of(self, path: str) -> int | None:
        """The criterion that a refusal at ``path`` is about."""
        held = [
            one for one in self.owners if path == one or path.startswith((f"{one}.", f"{one}["))
        ]
        return self.owners[max(held, key=len)] if held else None


def criteria_of(body: Body) -> list[Criterion]:
    """The requirements of policy JSON, in the order of the kinds, each with its citation."""
    cited = body.get("requirements") or {}
    found = []
    for kind in KINDS:
        for path, scope, told in _places(kind, body):
            values = values_of(kind, told) | {SCOPE: scope}
            says = cited.get(path) or {}
            values |= {one.key: from_json(says.get(one.key), one.kind) for one in CITED}
            values["severity"] = says.get("severity") or "error"
            found.append(Criterion(kind=kind, values=values, path=path, told=_own(kind, told)))
    return found


def _own(kind: Kind, told: Any) -> Any:
    """What a requirement says itself; the limits of an indication are requirements of their own."""
    if kind.at != "indications":
        return told
    return {key: value for key, value in told.items() if key != "limits"}


def in_two(body: Body) -> tuple[list[Criterion], list[Criterion]]:
    """The requirements that the editor has inputs for, and those of the kinds that it has not.

    A kind that is there more than `MOST_OF_A_KIND` times (a list brings thousands of products), or
    that would not come back whole from its inputs, is set aside and goes back as it is.
    """
    shown: list[Criterion] = []
    aside: list[Criterion] = []
    for kind in KINDS:
        of_kind = [one for one in criteria_of(body) if one.kind is kind]
        has_room = len(of_kind) <= MOST_OF_A_KIND and len(shown) + len(of_kind) <= MOST
        if has_room and all(map(_comes_back, of_kind)):
            shown += [replace(one, told=None) for one in of_kind]
        else:
            aside += of_kind
    return shown, aside


def _comes_back(one: Criterion) -> bool:
    """Whether the inputs hold all that policy JSON says of the requirement."""
    told, back = (json.loads(json_text(held)) for held in (one.told, told_of(one.kind, one.values)))
    if isinstance(told, dict):  # null and left out are one thing
        told = {key: value for key, value in told.items() if value is not None}
    return bool(back == told) and all(_is_typed_alike(one) for one in _words_in(told))


def _words_in(told: Any) -> Iterator[str]:
    """The single words and lines that a list of the requirement holds."""
    if isinstance(told, dict):
        for value in told.values():
            yield from value if isinstance(value, list) and all(map(_is_text, value)) else ()
    elif isinstance(told, list):
        yield from filter(_is_text, told)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_typed_alike(word: str) -> bool:
    """Whether a word of a list comes back from an input that has commas between words."""
    return not {",", ";", "\n"} & set(word) and word == " ".join(word.split())


def _places(kind: Kind, body: Body) -> Iterator[tuple[str, str, Any]]:
    """(path, scope, JSON) of every requirement of one kind."""
    for start, scope, held in _scopes(kind, body):
        told = held.get(kind.at)
        if told and kind.is_list and not kind.only:
            for at, one in enumerate(told):
                yield f"{start}{kind.at}[{at}]", scope, one
        elif told:
            yield f"{start}{kind.at}", scope, told


def _scopes(kind: Kind, body: Body) -> Iterator[tuple[str, str, Body]]:
    """(beginning of the path, scope, object) wherever requirements of that kind may stand."""
    if kind.at != "indications":
        yield "", "", body
    for at, code in enumerate(body.get("codes") or ()):
        if kind.at in {"dx_any", "limits", "indications"}:
            yield f"codes[{at}].", code["code"], code
        for place, one in enumerate(code.get("indications") or ()):
            if kind.at == "limits":
                yield f"codes[{at}].indications[{place}].", f"{code['code']}/{one['name']}", one


def compose(body: Body, head: Body, codes: list[str], criteria: list[Criterion]) -> Composed:
    """Policy JSON of a draft as it was typed; what the editor has no input for is kept."""
    made: Body = {key: body[key] for key in KEPT if key in body} | head
    made["codes"] = [{"code": code} | _kept_of(body, code) for code in codes]
    composed = Composed(body=made)
    cited = _citations_of_codes(body, codes)
    # an indication first: its limits are put into it
    for index, one in sorted(enumerate(criteria), key=lambda one: one[1].kind.key != "indication"):
        path = _put(made, one)
        composed.owners[path] = index
        says = {key.key: to_json(one.values.get(key.key), key.kind) for key in CITED}
        says = {key: value for key, value in says.items() if value not in (None, "error")}
        if says:
            cited[path] = says
    if cited:
        made["requirements"] = cited
    return composed


def _kept_of(body: Body, code: str) -> Body:
    """What a code said of itself before that the editor has no input for."""
    none: Body = {}
    before = next((one for one in body.get("codes") or () if one["code"] == code), none)
    return {key: value for key, value in before.items() if key in _OF_CODE}


def _citations_of_codes(body: Body, codes: list[str]) -> Body:
    """Citations of the codes themselves, which have no criterion, at their new places."""
    cited = body.get("requirements") or {}
    before = [one["code"] for one in body.get("codes") or ()]
    places = {code: f"codes[{before.index(code)}]" for code in codes if code in before}
    return {
        f"codes[{at}]": cited[places[code]]
        for at, code in enumerate(codes)
        if places.get(code) in cited
    }


_OF_CODE = {"editorial_only", "drug"}


def _put(made: Body, one: Criterion) -> str:
    """Put a requirement into the JSON; returns its path."""
    holder, start = _holder(made, one)
    told, at = one.told, one.kind.at
    if told is None:
        told = told_of(one.kind, one.values)
    if one.kind.only:
        holder[at] = list(dict.fromkeys([*(holder.get(at) or ()), *told]))
        return f"{start}{at}"
    if not one.kind.is_list:
        holder[at] = told
        return f"{start}{at}"
    holder.setdefault(at, []).append(dict(told))
    return f"{start}{at}[{len(holder[at]) - 1}]"


def _holder(made: Body, one: Criterion) -> tuple[Body, str]:
    """Where a requirement of that scope stands: the policy, a code, or an indication of one."""
    scope = str(one.values.get(SCOPE) or "")
    code, _, indication = scope.partition("/")
    codes = made["codes"]
    at = next((at for at, row in enumerate(codes) if row["code"] == code), None)
    if one.kind.at == "indications" and at is None:
        at = 0 if codes else None  # an indication is always of a code
    if at is None:
        return made, ""
    if indication and one.kind.at == "limits":
        for place, row in enumerate(codes[at].get("indications") or ()):
            if row.get("name") == indication:
                return row, f"codes[{at}].indications[{place}]."
    return codes[at], f"codes[{at}]."

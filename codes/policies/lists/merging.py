"""A list that was read, put into the policy JSON of a draft; what else the draft says is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from codes.policies.lists.kinds import ListKind
from codes.policies.lists.reading import Entry, ReadList

Body = dict[str, Any]
_OF = re.compile(r"(codes|products)\[([0-9]+)\](.*)")


_SETS = {
    ListKind.AUTHORIZATION: "pa",
    ListKind.CHANNEL: "channels",
    ListKind.SITE: "site_of_care",
}


def merge(
    body: Body,
    read: ReadList,
    *,
    keeps_others: bool,
    restricted: Sequence[str] = (),
    document: str = "",
) -> Body:
    """The draft as the list has it.

    Codes and products that stay keep their place, what is said of them, and its citations. With
    ``keeps_others`` those that the list does not name stay too; those of which it says no never.
    What holds for all codes cites ``document`` where it cites nothing yet.
    """
    if read.kind is ListKind.PRODUCTS:
        return _with_products(body, read, keeps_others=keeps_others)
    made = _with_setting(_with_codes(body, read, keeps_others=keeps_others), body, read, restricted)
    path, cited = _SETS[read.kind], made.get("requirements") or {}
    if document and path in made and path not in cited:
        made["requirements"] = cited | {path: {"document": document}}
    return made


def _with_setting(made: Body, body: Body, read: ReadList, restricted: Sequence[str]) -> Body:
    if read.kind is ListKind.AUTHORIZATION:
        made["pa"] = (body.get("pa") or {}) | {"required": True}
    elif read.kind is ListKind.CHANNEL and read.setting:
        made["channels"] = list(read.setting)
    elif read.kind is ListKind.SITE and read.setting:
        site = (body.get("site_of_care") or {}) | {"allowed": list(read.setting)}
        left = [place for place in restricted if place not in read.setting]
        made["site_of_care"] = site | {"restricted": left}
        if not left:
            del made["site_of_care"]["restricted"]
    return made


def _with_codes(body: Body, read: ReadList, *, keeps_others: bool) -> Body:
    named = {entry.key for entry in read.entries}
    before = body.get("codes") or []
    stay = [
        at
        for at, one in enumerate(before)
        if one["code"] in named or (keeps_others and one["code"] not in read.declined)
    ]
    held = {one["code"] for one in before}
    new = [{"code": entry.key} for entry in read.entries if entry.key not in held]
    return _moved(body | {"codes": [before[at] for at in stay] + new}, "codes", stay)


def _with_products(body: Body, read: ReadList, *, keeps_others: bool) -> Body:
    named = {entry.key.casefold(): entry for entry in read.entries}
    before = body.get("products") or []
    stay = [at for at, one in enumerate(before) if keeps_others or one["brand"].casefold() in named]
    held = {one["brand"].casefold() for one in before}
    kept = [_as_listed(before[at], named) for at in stay]
    new = [
        {"brand": entry.key, "tier": entry.value}
        for name, entry in named.items()
        if name not in held
    ]
    return _moved(body | {"products": kept + new}, "products", stay)


def _as_listed(product: Body, named: dict[str, Entry]) -> Body:
    entry = named.get(product["brand"].casefold())
    return product if entry is None else product | {"tier": entry.value}


def _moved(body: Body, key: str, stay: Sequence[int]) -> Body:
    """The JSON with the citations of ``key`` at the new places of what they speak of."""
    cited = body.get("requirements")
    if not cited:
        return body
    places = {before: after for after, before in enumerate(stay)}
    moved: Body = {}
    for path, says in cited.items():
        found = _OF.fullmatch(path)
        if found is None or found[1] != key:
            moved[path] = says
        elif int(found[2]) in places:
            moved[f"{key}[{places[int(found[2])]}]{found[3]}"] = says
    return body | {"requirements": moved}

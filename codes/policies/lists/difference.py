"""What a list changes in a policy: against the version in force and against the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codes.models.policy import PolicyProduct
from codes.policies.lists.kinds import ListKind

Body = Mapping[str, Any]
_TIERS = {str(value): str(label) for value, label in PolicyProduct.Tier.choices}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Codes or products of which another thing is said than before, in words."""

    keys: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Codes or products that come, go, change and stay; ``lost`` is what goes with a code."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[str, ...]
    lost: tuple[tuple[str, str], ...] = ()

    @property
    def changes(self) -> int:
        """How many are changed."""
        return sum(len(one.keys) for one in self.changed)

    @property
    def is_none(self) -> bool:
        """Whether nothing comes, goes or changes."""
        return not (self.added or self.removed or self.changed)


def difference(kind: ListKind, before: Body, after: Body) -> Difference:
    """What is said of each code or product before and after, compared."""
    old, new = _told(kind, before), _told(kind, after)
    groups: dict[tuple[str, str], list[str]] = {}
    for key in sorted(old.keys() & new.keys()):
        if old[key] != new[key]:
            groups.setdefault((old[key], new[key]), []).append(key)
    removed = tuple(sorted(old.keys() - new.keys()))
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=removed,
        changed=tuple(
            Changed(keys=tuple(keys), before=first, after=then)
            for (first, then), keys in sorted(groups.items())
        ),
        unchanged=tuple(sorted(key for key in old.keys() & new.keys() if old[key] == new[key])),
        lost=() if kind is ListKind.PRODUCTS else tuple(_lost(before, removed)),
    )


def _told(kind: ListKind, body: Body) -> dict[str, str]:
    """What such a list could say, by code or brand."""
    if kind is ListKind.PRODUCTS:
        return {one["brand"]: _TIERS[one["tier"]] for one in body.get("products") or ()}
    words = _WORDS[kind](body)
    return {one["code"]: words for one in body.get("codes") or ()}


def _authorization(body: Body) -> str:
    required = (body.get("pa") or {}).get("required")
    return "Prior authorization required" if required else "No prior authorization required"


def _places(body: Body) -> str:
    site = body.get("site_of_care")
    if not site:
        return "Any place of service"
    restricted = ", ".join(site.get("restricted") or ())
    words = f"Covered places {', '.join(site.get('allowed') or ()) or 'none'}"
    return f"{words}; {restricted} with an exception" if restricted else words


def _channels(body: Body) -> str:
    allowed = [str(one).replace("_", " ") for one in body.get("channels") or ()]
    return f"Bought by {' or '.join(sorted(allowed))}" if allowed else "Bought in any way"


_WORDS = {
    ListKind.AUTHORIZATION: _authorization,
    ListKind.SITE: _places,
    ListKind.CHANNEL: _channels,
}
_OWN = {"dx_any": "diagnoses", "limits": "limits", "indications": "indications"}


def _lost(before: Body, removed: tuple[str, ...]) -> list[tuple[str, str]]:
    """(code, what the policy says of it alone) of the codes that go."""
    found = []
    for code in before.get("codes") or ():
        own = [word for key, word in _OWN.items() if code.get(key)]
        if code["code"] in removed and own:
            found.append((code["code"], f"goes with its {' and '.join(own)}"))
    return found

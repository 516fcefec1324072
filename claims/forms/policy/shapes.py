"""Requirements whose inputs are not the keys of policy JSON one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import slugify

from claims.forms.policy.inputs import from_json, to_json
from claims.forms.policy.kinds import SCOPE, Kind
from codes.models.policy import PolicyLimit

Values = dict[str, Any]
_THRESHOLDS = (1, 2, 3)


def values_of(kind: Kind, told: Any) -> Values:
    """What the inputs of a requirement show of its policy JSON."""
    reshape = _READ.get(kind.key)
    if kind.only:
        return {kind.inputs[-1].key: told}
    held = reshape(dict(told)) if reshape else told
    return {one.key: from_json(held.get(one.key), one.kind) for one in kind.inputs}


def told_of(kind: Kind, values: Values) -> Any:
    """Policy JSON of a requirement from the cleaned values of its inputs."""
    told = {one.key: to_json(values.get(one.key), one.kind) for one in kind.inputs}
    told = {key: value for key, value in told.items() if value is not None and key != SCOPE}
    if kind.only:
        return told.get(kind.inputs[-1].key) or []
    reshape = _WRITE.get(kind.key)
    return reshape(told) if reshape else told


def _read_limit(told: Values) -> Values:
    told["max"] = told.pop("value", told.get("max"))
    told["per"] = "months" if told.get("months") else "days"
    told["span"] = told.get("months") or told.get("days")
    told["loading"] = (told.get("loading") or {}).get("days")
    return told


def _write_limit(told: Values) -> Values:
    span, per = told.pop("span", None), told.pop("per", "days")
    most, loading = told.pop("max", None), told.pop("loading", None)
    if span is not None:
        told[per] = span
    if loading:
        told["loading"] = {"days": loading}
    if most is not None:
        is_days = told.get("kind") == PolicyLimit.Kind.MIN_INTERVAL
        told["value" if is_days else "max"] = most
    return told


def _read_lab(told: Values) -> Values:
    for at, one in zip(_THRESHOLDS, told.pop("any_of", ()), strict=False):
        told |= {f"{key}{at}": one.get(key) for key in ("op", "value", "unit", "method")}
    return told


def _write_lab(told: Values) -> Values:
    thresholds = []
    for at in _THRESHOLDS:
        one = {
            key: told.pop(f"{key}{at}")
            for key in ("op", "value", "unit", "method")
            if f"{key}{at}" in told
        }
        if one:
            thresholds.append(one)
    return told | ({"any_of": thresholds} if thresholds else {})


def _read_document(told: Values) -> Values:
    return told | {"phase": [one for one in str(told.get("phase") or "").split(",") if one]}


def _write_document(told: Values) -> Values:
    phases = told.pop("phase", None)
    return _named(told) | ({"phase": ",".join(phases)} if phases else {})


def _named(told: Values) -> Values:
    """A short name made of the label where nobody typed one."""
    if told.get("label") and not told.get("code"):
        told["code"] = slugify(str(told["label"]))[:20].strip("-")
    return told


_READ: dict[str, Callable[[Values], Values]] = {
    "limit": _read_limit,
    "lab": _read_lab,
    "document": _read_document,
}
_WRITE: dict[str, Callable[[Values], Values]] = {
    "limit": _write_limit,
    "lab": _write_lab,
    "document": _write_document,
    "attestation": _named,
}

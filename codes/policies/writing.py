"""From stored rows to policy JSON: the inverse of `codes.policies.reading`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from codes.models import PolicyVersion
from codes.models.policy import PolicyLimit, Requirement
from codes.policies import layout
from codes.policies.layout import Key, written
from codes.policies.reading import LISTS, SINGLES, WAYS

KINDS = (
    "policycode", "policydiagnoses", "policyindication", "policylimit", "policylab", "policystep",
    "policyproduct", "policyattestation", "policydocument", "policyauthorization",
    "policyexemption", "policysite", "policyage", "policyweight", "policyways",
)  # fmt: skip
VALUE_IS_DAYS = PolicyLimit.Kind.MIN_INTERVAL


def with_requirements(versions: QuerySet[PolicyVersion]) -> QuerySet[PolicyVersion]:
    """The versions with everything that writing them reads, in a fixed number of queries."""
    return versions.select_related("policy").prefetch_related(
        "policy__held_by__payer",
        *(f"{kind}_rows" for kind in KINDS),
        "policylimit_rows__rows",
        "policylab_rows__any_of",
    )


def write_policy(version: PolicyVersion, *, payer: str = "") -> dict[str, Any]:
    """Policy JSON of a version that `with_requirements` read.

    With ``payer`` it is told for that payer alone; else all its payers are named.
    """
    return _Written(version).body(payer)


def published_policies() -> dict[str, list[dict[str, Any]]]:
    """Policy JSON of all published versions by payer, each told for that payer alone."""
    found: dict[str, list[dict[str, Any]]] = {}
    published = PolicyVersion.objects.filter(status=PolicyVersion.Status.PUBLISHED)
    for version in with_requirements(published).order_by("identifier"):
        for held in version.policy.held_by.all():
            code = held.payer.code
            body = write_policy(version, payer=code)
            if version.lapses_at is not None:
                body["emergency"] = True  # nobody's second word yet: the check warns only
            found.setdefault(code, []).append(body)
    return found


class _Written:
    """One version on its way out; rows that are cited or lowered are kept by their path."""

    def __init__(self, version: PolicyVersion) -> None:
        self.version = version
        self.cited: dict[str, dict[str, Any]] = {}

    def body(self, payer: str) -> dict[str, Any]:
        payers = [held.payer.code for held in self.version.policy.held_by.all()]
        body = _object(self.version, layout.VERSION)
        body["payer"] = payer or payers[0]
        if len(payers) > 1 and not payer:
            body["payers"] = payers
        if self.version.standing != PolicyVersion.Standing.PRIMARY:
            body["standing"] = self.version.standing
        filled = {
            "source": _object(self.version, layout.SOURCE),
            "codes": [self._code(row, at) for at, row in enumerate(self._rows("policycode"))],
            "dx_any": self._any_diagnoses(None, "dx_any"),
            "limits": self._limits("limits"),
            "labs": [self._lab(row, at) for at, row in enumerate(self._rows("policylab"))],
            **self._plain(),
        }
        filled["requirements"] = self.cited
        return body | {key: value for key, value in filled.items() if value not in ({}, [], None)}

    def _rows(self, kind: str) -> list[Any]:
        rows: Iterable[Any] = getattr(self.version, f"{kind}_rows").all()
        return sorted(rows, key=lambda row: row.position)

    def _plain(self) -> dict[str, object]:
        """The kinds whose rows are an object each, without rows of their own."""
        found: dict[str, object] = {}
        for key, (model, keys, fixed) in LISTS.items():
            rows = [row for row in self._rows(_name(model)) if _is(row, fixed)]
            found[key] = [
                self._requirement(row, f"{key}[{at}]", keys) for at, row in enumerate(rows)
            ]
        for key, (model, keys) in SINGLES.items():
            found[key] = next(
                (self._requirement(row, key, keys) for row in self._rows(_name(model))), None
            )
        for key, (kind, _read) in WAYS.items():
            row = next((row for row in self._rows("policyways") if row.kind == kind), None)
            found[key] = row.allowed if row and self._cite(row, key) else None
        return found

    def _code(self, row: Any, at: int) -> dict[str, Any]:
        path = f"codes[{at}]"
        found = self._requirement(row, path, layout.POLICY_CODE)
        own = [one for one in self._rows("policyindication") if one.code_id == row.pk]
        inside = {
            "dx_any": self._any_diagnoses(row.pk, f"{path}.dx_any"),
            "limits": self._limits(f"{path}.limits", code=row.pk),
            "indications": [
                self._indication(one, f"{path}.indications[{place}]")
                for place, one in enumerate(own)
            ],
        }
        return found | {key: value for key, value in inside.items() if value}

    def _indication(self, row: Any, path: str) -> dict[str, Any]:
        found = self._requirement(row, path, layout.INDICATION)
        limits = self._limits(f"{path}.limits", indication=row.pk)
        return found | ({"limits": limits} if limits else {})

    def _any_diagnoses(self, code: int | None, path: str) -> list[str]:
        rows = [
            row
            for row in self._rows("policydiagnoses")
            if row.kind == "any" and row.code_id == code
        ]
        return [pattern for row in rows if self._cite(row, path) for pattern in row.patterns]

    def _limits(
        self, path: str, *, code: int | None = None, indication: int | None = None
    ) -> list[dict[str, Any]]:
        rows = [
            row
            for row in self._rows("policylimit")
            if row.code_id == code and row.indication_id == indication
        ]
        return [self._limit(row, f"{path}[{at}]") for at, row in enumerate(rows)]

    def _limit(self, row: Any, path: str) -> dict[str, Any]:
        found = self._requirement(row, path, layout.LIMIT)
        if row.value is not None:
            found["value" if row.kind == VALUE_IS_DAYS else "max"] = written(row.value)
        if row.loading_days:
            found["loading"] = {"days": row.loading_days}
        steps = [_object(one, layout.DOSE_INTERVAL) for one in row.rows.all()]
        return found | ({"rows": steps} if steps else {})

    def _lab(self, row: Any, at: int) -> dict[str, Any]:
        found = self._requirement(row, f"labs[{at}]", layout.LAB)
        found["any_of"] = [_object(one, layout.THRESHOLD) for one in row.any_of.all()]
        return found

    def _requirement(self, row: Requirement, path: str, keys: Sequence[Key]) -> dict[str, Any]:
        self._cite(row, path)
        return _object(row, keys)

    def _cite(self, row: Requirement, path: str) -> bool:
        cited = _object(row, layout.CITED)
        if cited.get("severity") == Requirement.Severity.ERROR:
            del cited["severity"]
        if cited:
            self.cited[path] = cited
        return True


def _object(row: Model, keys: Sequence[Key]) -> dict[str, Any]:
    """The columns of ``row`` under their keys; empty ones only where their key always stands."""
    found: dict[str, Any] = {}
    for key in keys:
        value = getattr(row, key.column)
        if isinstance(value, list) and isinstance(key.read, layout.Phases):
            value = ",".join(value)
        if key.always or not (value is None or value in ("", [])):
            found[key.name] = written(value)
    return found


def _name(model: type[Requirement]) -> str:
    return str(model._meta.model_name)


def _is(row: Requirement, fixed: dict[str, str]) -> bool:
    return all(getattr(row, name) == value for name, value in fixed.items())


def json_text(value: object, indent: str = "") -> str:
    """JSON with decimals as the digits they are; `json` would need them as binary numbers."""
    inner = f"{indent}  "
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(key)}: {json_text(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}" if parts else "{}"
    if isinstance(value, list):
        parts = [f"{inner}{json_text(one, inner)}" for one in value]
        return "[\n" + ",\n".join(parts) + f"\n{indent}]" if parts else "[]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)

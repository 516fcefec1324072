"""From policy JSON to unsaved rows. Nothing is stored here; whatever is odd is refused by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from codes.models.policy import (
    PolicyAge,
    PolicyAttestation,
    PolicyAuthorization,
    PolicyCode,
    PolicyDiagnoses,
    PolicyDocument,
    PolicyDoseInterval,
    PolicyExemption,
    PolicyIndication,
    PolicyLab,
    PolicyLabThreshold,
    PolicyLimit,
    PolicyProduct,
    PolicySite,
    PolicyStep,
    PolicyVersion,
    PolicyWays,
    PolicyWeight,
    Requirement,
)
from codes.policies import layout
from codes.policies.columns import ask_the_columns
from codes.policies.layout import Key
from codes.policies.sense import ask_for_sense
from codes.policies.values import (
    PolicyProblemError,
    chosen,
    list_at,
    number,
    object_at,
    text,
    texts,
)

CHANNELS = chosen(
    "buy_and_bill", "payer_supplied", "specialty_pharmacy", "free", "sample", "patient_brought"
)
LISTS: dict[str, tuple[type[Requirement], Sequence[Key], dict[str, str]]] = {
    "dx_all_of": (PolicyDiagnoses, layout.GROUP, {"kind": "all"}),
    "dx_excluded": (PolicyDiagnoses, layout.EXCLUDED, {"kind": "excluded"}),
    "step": (PolicyStep, layout.STEP, {}),
    "products": (PolicyProduct, layout.PRODUCT, {}),
    "attestations": (PolicyAttestation, layout.ATTESTATION, {}),
    "docs": (PolicyDocument, layout.DOCUMENT, {}),
}
SINGLES: dict[str, tuple[type[Requirement], Sequence[Key]]] = {
    "pa": (PolicyAuthorization, layout.AUTHORIZATION),
    "exemption": (PolicyExemption, layout.EXEMPTION),
    "site_of_care": (PolicySite, layout.SITE),
    "age": (PolicyAge, layout.AGE),
    "weight": (PolicyWeight, layout.WEIGHT),
}
WAYS = {"routes": ("route", texts), "channels": ("channel", CHANNELS)}
KEYS = {
    *(key.name for key in layout.VERSION), *LISTS, *SINGLES, *WAYS, "payer", "payers", "standing",
    "source", "codes", "dx_any", "labs", "limits", "requirements",
}  # fmt: skip


@dataclass(slots=True)
class PolicyRows:
    """A version with its requirements by path, in an order in which they can be stored.

    ``payers`` are codes, the writer of the policy first; ``parts`` are rows of requirements.
    """

    version: PolicyVersion
    payers: list[str]
    requirements: dict[str, Requirement] = field(default_factory=dict)
    parts: dict[str, Model] = field(default_factory=dict)

    def add(
        self, made: Requirement, path: str, value: object, keys: Sequence[Key], *more: str
    ) -> Mapping[str, Any]:
        """Fill a requirement from the object at ``path``; ``more`` are keys read elsewhere."""
        found = fill(made, value, path, keys, *more)
        made.version = self.version
        self.requirements[path] = made
        return found


def read_policy_rows(value: object) -> PolicyRows:
    """The rows of one version. Raises PolicyProblemError with the path of what is refused."""
    found = object_at(value, "", KEYS)
    version = PolicyVersion()
    fill(version, {key: found[key] for key in found if key in _VERSION_KEYS}, "", layout.VERSION)
    if found.get("standing") is not None:
        version.standing = text(found["standing"], "standing")
    fill(version, found.get("source") or {}, "source", layout.SOURCE)
    rows = PolicyRows(version=version, payers=_payers(found))
    _codes(rows, found)
    _diagnoses(rows, found.get("dx_any"), "dx_any")
    _limits(rows, found.get("limits"), "limits")
    _labs(rows, found.get("labs"))
    for key, (model, keys, fixed) in LISTS.items():
        for at, one in enumerate(list_at(found.get(key), key)):
            rows.add(model(position=at, **fixed), f"{key}[{at}]", one, keys)
    for key, (model, keys) in SINGLES.items():
        if found.get(key) is not None:
            rows.add(model(), key, found[key], keys)
    for key, (kind, read) in WAYS.items():
        if found.get(key):
            made = PolicyWays(kind=kind, allowed=read(found[key], key), version=version)
            rows.requirements[key] = made
    _citations(rows, found.get("requirements"))
    ask_the_columns(_all(rows))
    ask_for_sense(rows.version, rows.requirements)
    return rows


_VERSION_KEYS = {key.name for key in layout.VERSION}


def fill(
    row: Model, value: object, path: str, keys: Sequence[Key], *more: str
) -> Mapping[str, Any]:
    """Write the keys of an object into the columns of ``row``."""
    found = object_at(value, path, {*(key.name for key in keys), *more})
    start = f"{path}." if path else ""
    for key in keys:
        given = found.get(key.name)
        if given is not None:
            setattr(row, key.column, key.read(given, start + key.name))
        elif key.wanted:
            raise PolicyProblemError(start + key.name, "is missing.")
    return found


def _payers(found: Mapping[str, Any]) -> list[str]:
    first = text(found.get("payer"), "payer")
    payers = texts(found.get("payers"), "payers") or [first]
    if payers[0] != first:
        raise PolicyProblemError("payers", f"wanted: {first} first, as payer says.")
    return payers


def _codes(rows: PolicyRows, found: Mapping[str, Any]) -> None:
    listed = list_at(found.get("codes"), "codes")
    if not listed:
        raise PolicyProblemError("codes", "is missing; wanted: one code or more.")
    for at, one in enumerate(listed):
        path = f"codes[{at}]"
        code = PolicyCode(position=at)
        inside = rows.add(code, path, one, layout.POLICY_CODE, "dx_any", "limits", "indications")
        _diagnoses(rows, inside.get("dx_any"), f"{path}.dx_any", code)
        _limits(rows, inside.get("limits"), f"{path}.limits", code=code)
        for place, each in enumerate(list_at(inside.get("indications"), f"{path}.indications")):
            _indication(rows, each, f"{path}.indications[{place}]", code, place)
    codes = [row.code for row in rows.requirements.values() if isinstance(row, PolicyCode)]
    for at, name in enumerate(codes):
        if name in codes[:at]:
            raise PolicyProblemError(f"codes[{at}].code", f"{name} stands here twice.")


def _indication(
    rows: PolicyRows, value: object, path: str, code: PolicyCode, position: int
) -> None:
    made = PolicyIndication(code=code, position=position)
    found = rows.add(made, path, value, layout.INDICATION, "limits")
    _limits(rows, found.get("limits"), f"{path}.limits", indication=made)


def _diagnoses(rows: PolicyRows, value: object, path: str, code: PolicyCode | None = None) -> None:
    if value:
        made = PolicyDiagnoses(kind="any", code=code, version=rows.version)
        made.patterns = layout.PATTERNS(value, path)
        rows.requirements[path] = made


def _limits(rows: PolicyRows, value: object, path: str, **owner: Requirement) -> None:
    for at, one in enumerate(list_at(value, path)):
        here = f"{path}[{at}]"
        limit = PolicyLimit(position=at, **owner)
        found = rows.add(limit, here, one, layout.LIMIT, "value", "max", "loading", "rows")
        if "value" in found and "max" in found:
            raise PolicyProblemError(f"{here}.max", "stands beside value; wanted: one of them.")
        for key in (layout.LIMIT_VALUE, layout.LIMIT_MOST):
            if found.get(key.name) is not None:
                limit.value = number(found[key.name], f"{here}.{key.name}")
        if found.get("loading") is not None:
            fill(limit, found["loading"], f"{here}.loading", layout.LOADING)
        for place, row in enumerate(list_at(found.get("rows"), f"{here}.rows")):
            part = PolicyDoseInterval(limit=limit, position=place)
            fill(part, row, f"{here}.rows[{place}]", layout.DOSE_INTERVAL)
            rows.parts[f"{here}.rows[{place}]"] = part
        _whole_limit(limit, here, has_rows=bool(found.get("rows")))


def _whole_limit(limit: PolicyLimit, path: str, *, has_rows: bool) -> None:
    """Refuse a limit that limits nothing; the database refuses it too, but not by its path."""
    kind = limit.kind
    if kind == PolicyLimit.Kind.INTERVAL_BY_DOSE:
        if not has_rows:
            raise PolicyProblemError(f"{path}.rows", f"is missing; {kind} wants it.")
        return
    if not limit.value:
        raise PolicyProblemError(f"{path}.max", f"is missing; {kind} wants a number above 0.")
    windowed = {PolicyLimit.Kind.MAX_COUNT, PolicyLimit.Kind.UNITS, PolicyLimit.Kind.AMOUNT}
    if kind in windowed and not limit.days and not limit.months:
        raise PolicyProblemError(f"{path}.days", f"is missing; {kind} wants days or months.")
    if limit.days is not None and limit.months is not None:
        raise PolicyProblemError(f"{path}.months", "stands beside days; wanted: one of them.")


def _labs(rows: PolicyRows, value: object) -> None:
    for at, one in enumerate(list_at(value, "labs")):
        path = f"labs[{at}]"
        lab = PolicyLab(position=at)
        found = rows.add(lab, path, one, layout.LAB, "any_of")
        thresholds = list_at(found.get("any_of"), f"{path}.any_of")
        if not thresholds:
            raise PolicyProblemError(f"{path}.any_of", "is missing; wanted: one value or more.")
        for place, each in enumerate(thresholds):
            part = PolicyLabThreshold(criterion=lab, position=place)
            fill(part, each, f"{path}.any_of[{place}]", layout.THRESHOLD)
            rows.parts[f"{path}.any_of[{place}]"] = part


def _citations(rows: PolicyRows, value: object) -> None:
    """What ``requirements`` says of each row by its path: severity, and where it is written."""
    for path, cited in object_at(value or {}, "requirements", rows.requirements).items():
        fill(rows.requirements[path], cited, f"requirements.{path}", layout.CITED)


def _all(rows: PolicyRows) -> Iterator[tuple[str, Model]]:
    yield "", rows.version
    yield from rows.requirements.items()
    yield from rows.parts.items()

"""The requirements of policy JSON, one reader each."""

from __future__ import annotations

from claims.scrubber.findings import Severity
from claims.scrubber.policy import (
    Authorization,
    DiagnosisGroup,
    Indication,
    LabCriterion,
    LabThreshold,
    Limit,
    PolicyCode,
    PolicyDocument,
    Product,
    Site,
    Step,
    Weight,
)
from claims.scrubber.policy_json.values import (
    PolicyError,
    each_at,
    number_at,
    object_at,
    text_at,
)

_OUTCOMES = ("failure", "intolerance", "contraindication")
KINDS = (
    "min_interval_days",
    "interval_by_dose",
    "max_count",
    "cumulative_units",
    "cumulative_amount",
    "max_single",
    "max_single_units",
    "dose_per_kg",
)


def read_code(value: object, path: str) -> PolicyCode:
    keys = {"code", "editorial_only", "drug", "dx_any", "limits", "indications"}
    found = object_at(value, path, keys)
    return PolicyCode(
        code=text_at(found, "code", f"{path}.code").upper(),
        editorial_only=bool(found.get("editorial_only")),
        drug=found.get("drug") or "",
        dx_any=tuple(found.get("dx_any") or ()),
        limits=each_at(found, "limits", read_limit, f"{path}."),
        indications=each_at(found, "indications", _indication, f"{path}."),
        path=path,
    )


def _indication(value: object, path: str) -> Indication:
    found = object_at(value, path, {"name", "dx_any", "limits", "max_single_units"})
    limits = each_at(found, "limits", read_limit, f"{path}.")
    if found.get("max_single_units") is not None:
        most = number_at(found["max_single_units"], f"{path}.max_single_units")
        limits = (*limits, Limit(kind="max_single_units", value=most, path=path))
    return Indication(
        name=text_at(found, "name", f"{path}.name"),
        codes=tuple(found.get("dx_any") or ()),
        limits=limits,
        path=path,
    )


def read_limit(value: object, path: str) -> Limit:
    keys = {"kind", "value", "max", "uom", "days", "months", "window", "tolerance"}
    found = object_at(value, path, keys | {"counts_waste", "loading", "rows", "brand"})
    kind = text_at(found, "kind", f"{path}.kind")
    if kind not in KINDS:
        raise PolicyError(f"{path}.kind", f"{kind} is not known; {', '.join(KINDS)} are.")
    most = found.get("max", found.get("value", 0))
    loading = object_at(found.get("loading") or {}, f"{path}.loading", {"days"})
    return Limit(
        kind=kind,
        value=number_at(most, f"{path}.value"),
        measure=found.get("uom") or "",
        days=found.get("days"),
        months=found.get("months"),
        window=found.get("window") or "rolling",
        tolerance=number_at(found.get("tolerance") or 0, f"{path}.tolerance"),
        counts_waste=bool(found.get("counts_waste")),
        loading=tuple(loading.get("days") or ()),
        rows=tuple(
            (number_at(one["dose"], f"{path}.rows"), int(one["min_days"]))
            for one in found.get("rows") or ()
        ),
        brand=found.get("brand") or "",
        path=path,
    )


def read_group(value: object, path: str) -> DiagnosisGroup:
    found = object_at(value, path, {"group", "codes"})
    return DiagnosisGroup(
        name=text_at(found, "group", f"{path}.group"),
        codes=tuple(found.get("codes") or ()),
        path=path,
    )


def read_excluded(value: object, path: str) -> DiagnosisGroup:
    found = object_at(value, path, {"codes", "reason"})
    return DiagnosisGroup(
        name=found.get("reason") or "", codes=tuple(found.get("codes") or ()), path=path
    )


def read_lab(value: object, path: str) -> LabCriterion:
    found = object_at(value, path, {"lab", "any_of", "max_age_days"})
    return LabCriterion(
        lab=text_at(found, "lab", f"{path}.lab"),
        any_of=each_at(found, "any_of", _threshold, f"{path}."),
        max_age_days=found.get("max_age_days"),
        path=path,
    )


def _threshold(value: object, path: str) -> LabThreshold:
    found = object_at(value, path, {"unit", "method", "op", "value"})
    if found.get("op") not in {"<", "<=", ">", ">="}:
        raise PolicyError(f"{path}.op", "one of <, <=, > and >= is wanted.")
    return LabThreshold(
        unit=text_at(found, "unit", f"{path}.unit"),
        op=found["op"],
        value=number_at(found.get("value"), f"{path}.value"),
        method=found.get("method") or "",
    )


def read_authorization(value: object) -> Authorization | None:
    if value is None:
        return None
    keys = {"required", "initial_months", "renewal_months", "counts_waste", "ref"}
    found = object_at(value, "pa", keys)
    return Authorization(
        required=bool(found.get("required")), counts_waste=found.get("counts_waste", True)
    )


def read_step(value: object, path: str) -> Step:
    keys = {"applies_to", "any_of", "min_trials", "outcomes", "lookback_days", "new_starts_only"}
    found = object_at(value, path, keys)
    return Step(
        any_of=tuple(found.get("any_of") or ()),
        min_trials=int(found.get("min_trials") or 1),
        outcomes=tuple(found.get("outcomes") or _OUTCOMES),
        applies_to=tuple(found.get("applies_to") or ()),
        lookback_days=found.get("lookback_days"),
        new_starts_only=bool(found.get("new_starts_only")),
        path=path,
    )


def read_weight(value: object) -> Weight | None:
    if value is None:
        return None
    found = object_at(value, "weight", {"required", "max_age_days"})
    return Weight(required=bool(found.get("required")), max_age_days=found.get("max_age_days"))


def read_product(value: object, path: str) -> Product:
    found = object_at(value, path, {"brand", "tier"})
    return Product(
        brand=text_at(found, "brand", f"{path}.brand"), tier=found.get("tier") or "", path=path
    )


def read_site(value: object) -> Site | None:
    if value is None:
        return None
    found = object_at(value, "site_of_care", {"allowed", "restricted", "exceptions"})
    return Site(
        allowed=tuple(found.get("allowed") or ()),
        restricted=tuple(found.get("restricted") or ()),
        exceptions=tuple(found.get("exceptions") or ()),
    )


def read_document(value: object, path: str) -> PolicyDocument:
    found = object_at(value, path, {"code", "label", "phase"})
    return PolicyDocument(
        code=text_at(found, "code", f"{path}.code"),
        label=text_at(found, "label", f"{path}.label"),
        phases=tuple((found.get("phase") or "every").split(",")),
        path=path,
    )


def read_severities(value: object) -> dict[str, Severity]:
    """The requirements that are marked as raising less than an error, by their path."""
    found: dict[str, Severity] = {}
    for path, cited in object_at(value or {}, "requirements", None).items():
        mark = object_at(cited, f"requirements.{path}", None).get("severity")
        if mark is None:
            continue
        if mark not in set(Severity):
            wanted = f"{mark} is not known; {', '.join(Severity)} are."
            raise PolicyError(f"requirements.{path}.severity", wanted)
        found[path] = Severity(mark)
    return found

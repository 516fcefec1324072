"""What varied claims are drawn from: the presentations, codes, diagnoses and payers of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from claims.demo.fixtures import Entry, amount, read
from claims.scrubber.quantities import as_decimal, convert

NPIS = ("1558598797", "1999001021", "1999001039", "1999001047")
ORDERING = ("1999001054", "1999001062", "1999001070")
BILLING = "1234567893"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """One presentation with the unit of its code; ``held`` is one container in that measure."""

    entry: Entry
    code: Entry
    held: Decimal
    unit: Decimal
    measure: str
    diagnoses: tuple[str, ...]
    most: int  # containers that stay below the national limit of the code

    @property
    def is_single(self) -> bool:
        return bool(self.entry["container"] == "single")

    @property
    def route(self) -> str:
        routes = self.entry.get("routes") or self.code.get("routes") or ("IV",)
        return str(routes[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything a claim is made of."""

    stock: tuple[Stock, ...]
    payers: tuple[Entry, ...]
    drug_codes: tuple[str, ...]
    diagnoses: tuple[str, ...]


def shelf() -> Shelf:
    """Read the fixtures once."""
    codes = {entry["code"]: entry for entry in read("codes")["codes"]}
    billable = tuple(
        entry["code"]
        for entry in read("diagnoses")["diagnoses"]
        if entry.get("is_billable", True) and "through" not in entry
    )
    stock = (_stock(entry, codes, billable) for entry in read("products")["products"])
    return Shelf(
        stock=tuple(one for one in stock if one is not None),
        payers=tuple(read("payers")["payers"]),
        drug_codes=tuple(code for code, entry in codes.items() if entry["kind"] == "drug"),
        diagnoses=billable,
    )


def _stock(entry: Entry, codes: dict[str, Entry], billable: tuple[str, ...]) -> Stock | None:
    """The presentation as it is billed; None where its code has no unit it can be told in."""
    code = codes.get(entry["hcpcs"], {})
    if "unit" not in code:
        return None
    strength, own = amount(entry["holds"])
    unit, measure = amount(code["unit"])
    converted = convert(strength, own, measure)
    if converted is None:
        return None
    held = as_decimal(converted)
    return Stock(
        entry=entry,
        code=code,
        held=held,
        unit=unit,
        measure=measure,
        diagnoses=_covered(entry["hcpcs"], billable),
        most=max(1, min(6, int(_limit(entry["hcpcs"]) * unit / held))),
    )


def _limit(code: str) -> int:
    """The fewest units that a national limit allows, far more where there is none."""
    rows = (row for row in read("limits")["limits"] if row["code"] == code)
    return min(
        (row[key] for row in rows for key in ("medicare", "medicaid") if key in row), default=9999
    )


def _covered(code: str, billable: tuple[str, ...]) -> tuple[str, ...]:
    """Diagnoses that some policy names for the code; any diagnosis where none does."""
    patterns: list[str] = []
    for policy in read("policies")["policies"]:
        for row in policy["codes"]:
            if row["code"] == code:
                patterns += _named(policy) + row.get("dx_any", [])
    found = tuple(dx for dx in billable if any(fnmatchcase(dx, one) for one in patterns))
    return found or billable


def _named(policy: Entry) -> list[Any]:
    groups = [one for group in policy.get("dx_all_of", ()) for one in group["codes"]]
    return [*policy.get("dx_any", ()), *groups]

"""What the generator plans: plain values, made before any row is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from claims.demo.fixtures import Entry, amount, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """One size of a brand, as products.json states it, with the unit of its code."""

    brand: str
    name: str
    hcpcs: str
    strength: Decimal
    measure: str
    unit: Decimal
    label_potency: bool
    is_single_dose: bool
    volume: Decimal  # what one container is in NDC units: millilitres, or 1 for a powder
    ndc: str
    ndc_measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vials:
    """Containers of one presentation opened for one visit; ``size`` is printed on the vial."""

    of: Presentation
    count: int
    size: Decimal
    lot: str

    @property
    def content(self) -> Decimal:
        """All that these containers hold."""
        return self.count * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """One service line to be."""

    code: str
    units: int
    charge_cents: int
    modifiers: tuple[str, ...] = ()
    route: str = ""
    product: str = ""
    dose: Decimal | None = None
    discarded: Decimal | None = None
    measure: str = ""
    ndc: str = ""
    ndc_quantity: Decimal | None = None
    ndc_measure: str = ""
    minutes: int | None = None
    drug_source: str = ""
    vials: tuple[Vials, ...] = ()
    outcome: str = ""
    paid_cents: int | None = None
    carc: str = ""
    rarc: str = ""

    @property
    def is_drug(self) -> bool:
        """Whether the line bills the drug, given or discarded."""
        return bool(self.product)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClaim:
    """One claim to be; ``queue`` names it when it waits in the queue."""

    patient: str
    practice: str
    payer: str
    member_id: str
    day: dt.date
    rendering: str
    ordering: str
    facility: int
    diagnoses: tuple[str, ...]
    documents: tuple[str, ...]
    lines: tuple[PlannedLine, ...]
    authorization: str = ""
    haemoglobin: Decimal | None = None
    said_missing: tuple[str, ...] = ()
    queue: str = ""
    status: str = "draft"

    @property
    def total_cents(self) -> int:
        """The sum of the charges."""
        return sum(line.charge_cents for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Presentations, charges per unit in cents, and what payers want, from the fixtures."""

    presentations: dict[tuple[str, str], Presentation]
    charges: dict[str, int]
    terms: dict[str, Entry] = field(default_factory=dict)


def catalogue() -> Catalogue:
    """Read once per load."""
    units = {entry["code"]: amount(entry["unit"])[0] for entry in _with_unit()}
    presentations = [_presentation(entry, units) for entry in read("products")["products"]]
    return Catalogue(
        presentations={(row.brand, row.name): row for row in presentations},
        charges={
            code: int(Decimal(charge) * 100) for code, charge in read("practice")["charges"].items()
        },
        terms={entry["code"]: entry["terms"] for entry in read("payers")["payers"]},
    )


def _with_unit() -> list[Entry]:
    return [entry for entry in read("codes")["codes"] if "unit" in entry]


def _presentation(entry: Entry, units: dict[str, Decimal]) -> Presentation:
    strength, measure = amount(entry["holds"])
    liquid = entry["ndc_measure"] == "ML" and "volume_ml" in entry
    return Presentation(
        brand=entry["brand"],
        name=entry["presentation"],
        hcpcs=entry["hcpcs"],
        strength=strength,
        measure=measure,
        unit=units[entry["hcpcs"]],
        label_potency=entry.get("label_potency", False),
        is_single_dose=entry["container"] == "single",
        volume=Decimal(entry["volume_ml"]) if liquid else Decimal(1),
        ndc=entry.get("ndc", ""),
        ndc_measure=entry["ndc_measure"],
    )

"""A claim as the rules see it. None is a missing fact, never a default.

Field for field this is claim JSON, schema 1: amounts are `Decimal`, days are `date`, lists are
tuples. A list that was absent is None, an empty one is ().
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A dose, a discarded amount: ``amount`` in ``measure`` (mg, mcg, g, mL, IU, unit, ...)."""

    amount: Decimal
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerSnapshot:
    """``count`` containers of ``size`` ``measure`` each; size is the amount printed on the vial."""

    size: Decimal
    measure: str
    count: Decimal
    lot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NdcSnapshot:
    """The NDC as written, with its quantity in ``measure`` (UN, ML, GR, F2, ME)."""

    number: str | None = None
    quantity: Decimal | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationSnapshot:
    """A prior authorization; units are billing units of ``code``."""

    number: str | None = None
    code: str | None = None
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    approved_units: Decimal | None = None
    used_units: Decimal | None = None
    provider: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentSnapshot:
    """One adjustment of another payer: group, CARC and dollars."""

    group: str
    reason: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPayerSnapshot:
    """What another payer did (coordination of benefits)."""

    primary: str | None = None
    order: int | None = None
    other_coverage: bool | None = None
    paid: Decimal | None = None
    adjustments: tuple[AdjustmentSnapshot, ...] | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSnapshot:
    """One service line; ``number`` is its n, and order means order of n.

    ``position`` is its place in the list of the claim JSON it came from, for the paths of fixes;
    None where there is no such list: then the lines count in order of their number.
    """

    number: int
    position: int | None = None
    code: str | None = None
    units: Decimal | None = None
    modifiers: tuple[str, ...] | None = None
    dos_from: dt.date | None = None
    dos_to: dt.date | None = None
    place: str | None = None
    charge: Decimal | None = None
    pointers: tuple[int, ...] | None = None
    dose: Amount | None = None
    route: str | None = None
    brand: str | None = None
    drug: str | None = None
    container_type: str | None = None
    containers: tuple[ContainerSnapshot, ...] | None = None
    discarded: Amount | None = None
    ndc: NdcSnapshot | None = None
    minutes: Decimal | None = None
    start: str | None = None
    stop: str | None = None
    description: str | None = None
    drug_source: str | None = None
    prior_auth: AuthorizationSnapshot | None = None
    other_payer: OtherPayerSnapshot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSnapshot:
    """The patient, without more than the rules need."""

    birth_date: dt.date | None = None
    death_date: dt.date | None = None
    sex: str | None = None
    member_id: str | None = None
    weight_kg: Decimal | None = None
    weight_date: dt.date | None = None
    name: str | None = None
    address: str | None = None
    on_dialysis: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitySnapshot:
    """The service location."""

    name: str | None = None
    npi: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageSnapshot:
    """The days on which the payer's coverage was in force."""

    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    verified_on: dt.date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One earlier service line of this patient."""

    code: str
    dos: dt.date
    status: str
    claim: str | None = None
    units: Decimal | None = None
    jw_units: Decimal | None = None
    dose: Decimal | None = None
    measure: str | None = None
    modifiers: tuple[str, ...] | None = None
    ndc: str | None = None
    charge: Decimal | None = None
    payer: str | None = None
    provider: str | None = None
    brand: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabSnapshot:
    """One laboratory result."""

    lab: str
    value: Decimal
    date: dt.date | None = None
    unit: str | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HaemoglobinSnapshot:
    """Hemoglobin in g/dL or hematocrit in %, as ESA claims carry it."""

    value: Decimal | None = None
    measure: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSnapshot:
    """One earlier agent of a step therapy, with how it ended."""

    agent: str
    outcome: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationsSnapshot:
    """What somebody attested to; ``flags`` are (code, answer) pairs of the policy."""

    steps: tuple[StepSnapshot, ...] | None = None
    flags: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionSnapshot:
    """A payer's exemption for a non-preferred product."""

    id: str | None = None
    product: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSnapshot:
    """One professional claim; lines are in order of their number.

    ``said_missing`` names the keys that were given as null: somebody looked and there is nothing,
    where an absent key says nothing at all.
    """

    id: str
    as_of: dt.date
    lines: tuple[LineSnapshot, ...]
    payer: str | None = None
    authority_mode: str | None = None
    patient: PatientSnapshot | None = None
    billing_npi: str | None = None
    rendering_npi: str | None = None
    ordering_npi: str | None = None
    supervising_npi: str | None = None
    billing_entity: str | None = None
    assignment: str | None = None
    facility: FacilitySnapshot | None = None
    frequency_code: str | None = None
    original_ref: str | None = None
    total: Decimal | None = None
    diagnoses: tuple[str, ...] | None = None
    prior_auth: AuthorizationSnapshot | None = None
    coverage: CoverageSnapshot | None = None
    history: tuple[HistoryLine, ...] | None = None
    history_scope: str | None = None
    labs: tuple[LabSnapshot, ...] | None = None
    haemoglobin: HaemoglobinSnapshot | None = None
    attestations: AttestationsSnapshot | None = None
    documents: tuple[str, ...] | None = None
    exemption: ExemptionSnapshot | None = None
    site_exception: str | None = None
    drug_source: str | None = None
    acquired_340b: bool | None = None
    other_payer: OtherPayerSnapshot | None = None
    said_missing: frozenset[str] = frozenset()

"""Reference facts as the rules see them: what the tables say about the codes of a claim.

A `ReferenceSnapshot` holds rows for the codes, modifiers, places, diagnoses, products and payers
that were asked for. Lookups take the date of service; a lookup that finds nothing says nothing of
existence unless the table is complete for that code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from claims.scrubber.national import (
    AddOnFacts,
    CrosswalkFacts,
    DiagnosisFlagFacts,
    MueFacts,
    PairFacts,
    RateFacts,
    SelfAdministeredFacts,
    SuccessorFacts,
)
from claims.scrubber.policy import PolicyFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """A file that is loaded: it speaks of dates of service from ``effective_from`` on.

    ``vintage`` is the day of the publisher's own file; None where that is not known.
    ``complete`` are ranges of codes within which it lists every code there is.
    """

    kind: str
    title: str
    effective_from: dt.date
    vintage: dt.date | None = None
    is_illustrative: bool = False
    complete: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """One version of a HCPCS or CPT code.

    Valid on ``added`` .. ``ended``; this version's descriptor and unit hold on ``effective_from``
    .. ``effective_through``. ``unit_amount`` of ``unit_measure`` is one billing unit;
    ``unit_standing`` is parsed, confirmed, needs_review or none.
    """

    code: str
    descriptor: str
    kind: str  # drug, administration, visit, other
    added: dt.date | None = None
    ended: dt.date | None = None
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    unit_amount: Decimal | None = None
    unit_measure: str | None = None
    unit_standing: str = "none"
    drug: str | None = None
    is_noc: bool = False
    opps_status: str | None = None
    routes: tuple[str, ...] = ()
    max_units: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierFacts:
    """One version of a modifier, valid on ``effective_from`` .. ``effective_through``."""

    code: str
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    is_cpt: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """A place of service."""

    code: str
    is_facility: bool = False
    is_assigned: bool = True
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisFacts:
    """An ICD-10-CM code, undotted; ``leaves`` are billable codes below a header."""

    code: str
    is_billable: bool
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    leaves: tuple[str, ...] = ()
    title: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """One presentation of a brand; ``strength`` of ``measure`` is in one container."""

    brand: str
    presentation: str
    hcpcs: str
    container: str  # single or multi
    strength: Decimal
    measure: str
    drug: str | None = None
    label_potency: bool = False
    volume_ml: Decimal | None = None
    ndc: str | None = None
    ndc_measure: str | None = None
    routes: tuple[str, ...] = ()
    verified: bool = False
    ndc_ended: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionFacts:
    """A code kept for a group of patients: dialysis, no_dialysis or prevention.

    ``dialysis_bundle`` marks a drug that the dialysis payment holds already.
    """

    code: str
    use: str
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictFacts:
    """A guide and the official file disagree about a code; both texts are kept."""

    code: str
    field: str
    official: str
    editorial: str
    editorial_drug: str | None
    editorial_unit_amount: Decimal | None
    editorial_unit_measure: str | None
    severity: str  # blocking, warning, info
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsFacts:
    """What the payer asks for on a range of dates of service."""

    payer: str
    payer_name: str
    line_of_business: str  # medicare_ffs, medicare_advantage, medicaid, commercial
    waste_modifiers: str  # required, jw_accepted_jz_optional, not_used
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    waste_required_from: dt.date | None = None
    waste_edited_from: dt.date | None = None
    facility_drug: str = "policy"  # deny, allow, policy
    excludes_self_administered: bool = False
    requires_dose: bool = False
    requires_ordering_provider: bool = False
    takes_abn_modifiers: bool = False
    max_units_per_line: int = 99_999
    retired_340b_modifier_from: dt.date | None = None
    ndc: str = "optional"
    uses_mue: bool = True
    uses_ptp: bool = True
    mue_counts_waste: bool = True
    route_modifier_codes: tuple[str, ...] = ()
    filing_days: int | None = None
    filing_years: int | None = None
    ndc_grace_days: int = 0
    simple_administration: tuple[str, ...] | None = None  # drugs kept out of the complex class
    correction_paths: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """One document that somebody asks for; ``payer`` None means every payer.

    ``document`` is the code under which a claim lists it. ``phase`` says when it is wanted: every,
    start, renewal, start_renewal, every_if_waste, unclassified.
    """

    document: str
    label: str
    why: str
    provided_by: str
    satisfied_by: str
    phase: str
    source: str
    payer: str | None = None
    is_required: bool = True
    is_advice: bool = False  # the policy marks it as a note
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSnapshot:
    """Everything the tables say about one claim (or one chunk of claims).

    Keys are upper-case codes, diagnoses without their dot; of ``documents`` the drug codes, and ""
    for every drug. ``products`` are those of the codes,
    brands, drugs and NDCs asked for. ``complete`` holds, per kind of table (hcpcs, modifiers, pos,
    icd10cm, ndc), ranges of codes within which the table lists every code there is. ``loaded``
    names the tables that hold rows at all (mue:medicare, mue:medicaid, ptp, addon, asp, dxflags,
    sad, dialysis_bundle): in those, no row for a code means that there is no such edit, except
    that only a whole MUE table says so. ``releases`` are the files behind the tables, by kind.
    ``crosswalk`` is keyed by the labeler and product digits of the NDC, ``pairs`` by both codes in
    order of the alphabet, ``policies`` by payer.
    """

    codes: Mapping[str, tuple[CodeFacts, ...]] = field(default_factory=dict)
    modifiers: Mapping[str, tuple[ModifierFacts, ...]] = field(default_factory=dict)
    places: Mapping[str, PlaceFacts] = field(default_factory=dict)
    diagnoses: Mapping[str, tuple[DiagnosisFacts, ...]] = field(default_factory=dict)
    products: tuple[ProductFacts, ...] = ()
    restrictions: Mapping[str, tuple[RestrictionFacts, ...]] = field(default_factory=dict)
    conflicts: Mapping[str, tuple[ConflictFacts, ...]] = field(default_factory=dict)
    terms: Mapping[str, tuple[TermsFacts, ...]] = field(default_factory=dict)
    documents: Mapping[str, tuple[DocumentFacts, ...]] = field(default_factory=dict)
    complete: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    mue: Mapping[str, tuple[MueFacts, ...]] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], tuple[PairFacts, ...]] = field(default_factory=dict)
    add_ons: Mapping[str, tuple[AddOnFacts, ...]] = field(default_factory=dict)
    rates: Mapping[str, tuple[RateFacts, ...]] = field(default_factory=dict)
    crosswalk: Mapping[str, tuple[CrosswalkFacts, ...]] = field(default_factory=dict)
    diagnosis_flags: tuple[DiagnosisFlagFacts, ...] = ()
    self_administered: Mapping[str, tuple[SelfAdministeredFacts, ...]] = field(default_factory=dict)
    successors: Mapping[str, tuple[SuccessorFacts, ...]] = field(default_factory=dict)
    policies: Mapping[str, tuple[PolicyFacts, ...]] = field(default_factory=dict)
    loaded: frozenset[str] = frozenset()
    releases: Mapping[str, tuple[ReleaseFacts, ...]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    # what was looked up once for all claims that share this reference
    memo: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

"""A payer's policy as the rules see it: one version, its requirements typed.

Empty tuples and None mean that the policy asks nothing of that kind. ``path`` is where a
requirement stands in policy JSON (``codes[0].limits[1]``): its mark and citation go by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from claims.scrubber.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit: ``kind`` says of what.

    min_interval_days (``value`` days), max_count (``value`` doses), cumulative_units and
    cumulative_amount (``value`` in ``measure``), max_single (``value`` of ``measure``),
    max_single_units, dose_per_kg (``value`` ``measure`` per kg), interval_by_dose (``rows`` of dose
    and days). The window is ``days`` or ``months``, rolling or calendar. ``tolerance`` is days for
    intervals and a share for doses per kg. ``loading`` are days after the first dose.
    """

    kind: str
    value: Decimal = Decimal(0)
    measure: str = ""
    days: int | None = None
    months: int | None = None
    window: str = "rolling"
    tolerance: Decimal = Decimal(0)
    counts_waste: bool = False
    loading: tuple[int, ...] = ()
    rows: tuple[tuple[Decimal, int], ...] = ()
    brand: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisGroup:
    """Diagnoses with ``*`` for any ending; ``name`` is the group's, or why it is excluded."""

    name: str
    codes: tuple[str, ...]
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """Limits that hold for some diagnoses of a code."""

    name: str
    codes: tuple[str, ...]
    limits: tuple[Limit, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCode:
    """A code that the policy speaks of, with what holds for it alone."""

    code: str
    editorial_only: bool = False
    drug: str = ""
    dx_any: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    indications: tuple[Indication, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabThreshold:
    """A value that meets the criterion: ``op`` is <, <=, > or >=."""

    unit: str
    op: str
    value: Decimal
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabCriterion:
    """A laboratory result that must meet any of its thresholds."""

    lab: str
    any_of: tuple[LabThreshold, ...]
    max_age_days: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """Whether a prior authorization is required, and whether waste uses it up."""

    required: bool
    counts_waste: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Agents of which ``min_trials`` must have ended with one of ``outcomes`` before."""

    any_of: tuple[str, ...]
    min_trials: int = 1
    outcomes: tuple[str, ...] = ("failure", "intolerance", "contraindication")
    applies_to: tuple[str, ...] = ()
    lookback_days: int | None = None
    new_starts_only: bool = False
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Places of service that are covered; an exception may open the ``restricted`` ones."""

    allowed: tuple[str, ...]
    restricted: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Whether a weight is required and how old it may be on the date of service."""

    required: bool
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A brand and its tier: preferred, non_preferred or excluded."""

    brand: str
    tier: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument:
    """A document; ``phases`` are start, renewal, every and every_if_jw."""

    code: str
    label: str
    phases: tuple[str, ...]
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts:
    """One published version of a payer's policy, in force on a range of dates of service.

    ``severities`` are the marks of requirements that raise less than an error, by their path.
    """

    id: str
    payer: str
    title: str
    version: int = 1
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    review_by: dt.date | None = None
    standing: str = "primary"
    is_alone: bool = False  # published by one person in an emergency
    observed_through: dt.date | None = None  # until then its findings are notes
    source: str = ""
    codes: tuple[PolicyCode, ...] = ()
    routes: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    dx_any: tuple[str, ...] = ()
    dx_all_of: tuple[DiagnosisGroup, ...] = ()
    dx_excluded: tuple[DiagnosisGroup, ...] = ()
    labs: tuple[LabCriterion, ...] = ()
    attestations: tuple[tuple[str, str], ...] = ()
    authorization: Authorization | None = None
    steps: tuple[Step, ...] = ()
    limits: tuple[Limit, ...] = ()
    weight: Weight | None = None
    products: tuple[Product, ...] = ()
    exemption_allowed: bool = False
    exemption_by_step: bool = False
    site: Site | None = None
    channels: tuple[str, ...] = ()
    documents: tuple[PolicyDocument, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)

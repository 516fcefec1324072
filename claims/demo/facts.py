"""Loading the reference facts of the demonstration, where nothing else is known.

A code, modifier, payer ... that the database has already is left as it is, whoever entered it: so
the second run changes nothing, and an imported CMS file or a correction by hand always stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from claims.demo import documents, fixtures, guides, national, tables
from codes.conflicts import refresh_conflicts
from codes.facts import facts_changed
from codes.models import (
    AdjustmentReason,
    CodeGuide,
    CodeRestriction,
    CodeSuccessor,
    Diagnosis,
    DiagnosisFlag,
    DocumentRequirement,
    DrugProduct,
    GuideStatement,
    HcpcsCode,
    Modifier,
    MueLimit,
    Payer,
    PayerTerms,
    PaymentRate,
    PlaceOfService,
    PtpPair,
    ReferenceRelease,
    RemarkCode,
    SelfAdministeredDrug,
    SimilarCode,
)

Row = TypeVar("Row", bound=Model)

EFFECTIVE_FROM = dt.date(2019, 1, 1)  # older than every file of CMS that can be imported
# kind, title, and the day of the publisher's file that the rows follow
TITLES: dict[str, tuple[str, str, dt.date | None]] = {
    "codes": ("hcpcs", "Demonstration codes, after CMS October 2025", dt.date(2025, 10, 1)),
    "modifiers": (
        "modifiers",
        "Demonstration modifiers, after CMS October 2025",
        dt.date(2025, 10, 1),
    ),
    "places": ("pos", "Places of service, after CMS 2024", dt.date(2024, 1, 1)),
    "diagnoses": (
        "icd10cm",
        "Demonstration diagnoses, after ICD-10-CM April 2026",
        dt.date(2026, 4, 1),
    ),
    "limits": ("mue", "Demonstration MUE limits, after CMS July 2024", dt.date(2024, 7, 1)),
    "pairs": ("ptp", "Demonstration PTP pairs, after CMS July 2024", dt.date(2024, 7, 1)),
    "products": ("products", "Demonstration products", None),
    "flags": (
        "dxflags",
        "Demonstration diagnosis flags, after ICD-10-CM April 2026",
        dt.date(2026, 4, 1),
    ),
    "self_administered": ("sad", "Demonstration list of self-administered drugs", None),
    "reasons": ("carc", "Adjustment reasons in our own words", None),
    "remarks": ("rarc", "Remark codes in our own words", None),
    "rates": ("asp", "Demonstration payment limits, after CMS 2025-2026", dt.date(2025, 10, 1)),
}


@transaction.atomic
def load() -> dict[str, int]:
    """Add the facts that are missing; the answer is the number of rows added, per table."""
    added = {
        "codes": _load("codes", tables.codes, HcpcsCode, ["code"]),
        "modifiers": _load("modifiers", tables.modifiers, Modifier, ["code"]),
        "places": _load("places", tables.places, PlaceOfService, ["code"]),
        "diagnoses": _load("diagnoses", tables.diagnoses, Diagnosis, ["code"]),
        "products": _load("products", tables.products, DrugProduct, ["brand", "presentation"]),
        "limits": _load("limits", national.limits, MueLimit, ["code", "program"]),
        "pairs": _load("pairs", national.pairs, PtpPair, ["column_one", "column_two"]),
        "rates": _load("rates", documents.rates, PaymentRate, ["code"]),
        "flags": _load("flags", national.flags, DiagnosisFlag, ["low", "high", "flag"]),
        "self_administered": _load(
            "self_administered",
            national.self_administered,
            SelfAdministeredDrug,
            ["contractor", "code", "route"],
        ),
        "reasons": _load("reasons", national.reasons, AdjustmentReason, ["code"]),
        "remarks": _load("remarks", national.remarks, RemarkCode, ["code"]),
        "restrictions": _missing(CodeRestriction, tables.restrictions(), ["code", "use"]),
        "payers": _missing(Payer, tables.payers(), ["code"]),
    }
    added["successors"] = _missing(CodeSuccessor, tables.successors(), ["from_code", "to_code"])
    added["terms"] = _missing(PayerTerms, tables.terms(_payers()), ["payer_id"])
    asked = ["code", "payer_id", "document"]
    added["documents"] = _missing(DocumentRequirement, documents.requirements(), asked)
    added |= _load_guides()
    if any(added.values()):
        facts_changed()
    return added


def _load_guides() -> dict[str, int]:
    """The guides, and the conflicts that come of comparing them with the codes."""
    added = {"guides": _missing(CodeGuide, guides.guides(), ["code"])}
    known = {guide.code: guide for guide in CodeGuide.objects.all()}
    place = ["guide_id", "section", "position"]
    added["statements"] = _missing(GuideStatement, guides.statements(known), place)
    added["similar codes"] = _missing(SimilarCode, guides.similar(), ["from_code", "to_code"])
    added["conflicts"] = refresh_conflicts().opened
    return added


def _payers() -> dict[str, Payer]:
    return {payer.code: payer for payer in Payer.objects.all()}


def _load(
    name: str,
    rows_of: Callable[[ReferenceRelease], list[Row]],
    model: type[Row],
    key: Sequence[str],
) -> int:
    return _missing(model, rows_of(_release(name)), key)


def _missing(model: type[Row], rows: list[Row], key: Sequence[str]) -> int:
    """Store the rows whose key no stored row has."""
    stored = model._default_manager
    known = set(stored.values_list(*key))
    new = [row for row in rows if tuple(getattr(row, name) for name in key) not in known]
    stored.bulk_create(new)
    return len(new)


def _release(name: str) -> ReferenceRelease:
    kind, title, followed = TITLES[name]
    release, _created = ReferenceRelease.objects.get_or_create(
        kind=kind,
        publisher=ReferenceRelease.DEMONSTRATION,
        effective_from=EFFECTIVE_FROM,
        defaults={
            "title": title,
            "retrieved_on": followed,
            "sha256": fixtures.sha256_of(name),
            "complete_for": fixtures.read(name).get("complete_for", []),
            "row_counts": {name: len(fixtures.read(name)[name])},
        },
    )
    return release

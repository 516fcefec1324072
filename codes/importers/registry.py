"""The kinds of reference file that can be imported: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from codes.importers import (
    addons,
    flags,
    hcpcs,
    icd10cm,
    modifiers,
    mue,
    ndcs,
    payment_limits,
    places,
    ptp,
    self_administered,
    unclassified,
)
from codes.importers.denials import REASONS, REMARKS
from codes.importers.options import Option
from codes.importers.release import Origin, Tally
from codes.importers.source import Source
from codes.models import (
    AddOnCode,
    AdjustmentReason,
    CodeSuccessor,
    Diagnosis,
    DiagnosisFlag,
    FactConflict,
    GuideStatement,
    HcpcsCode,
    Modifier,
    MueLimit,
    NdcCrosswalk,
    PaymentRate,
    PlaceOfService,
    PtpPair,
    ReferenceRelease,
    RemarkCode,
    SelfAdministeredDrug,
)

Table = type[models.Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """A table too long to copy; ``watched`` are the columns of it that a person can change."""

    table: Table
    watched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Importer:
    """``read`` is pure and makes a value with ``action_days``; ``store`` is one transaction.

    ``writes`` are the tables that ``store`` changes; an import can be undone in these and in no
    others. ``derived`` are tables that follow from them and that people write in, too: an undo
    leaves alone what a person changed there. ``contains`` are kinds that the same file is read as
    and that its import includes. ``recognises`` looks at the head of the file; without it the
    whole file is read to see whether it is of this kind. ``options`` are what the importer must
    know beyond the file and its day. ``large`` are tables of ``writes`` that are too long to copy:
    their importer says itself which rows it is about to change (`codes.importers.before`).
    """

    read: Callable[[Source], Any]
    store: Callable[[Any, Origin], list[Tally]]
    label: str
    writes: tuple[Table, ...]
    derived: tuple[Table, ...] = ()
    contains: tuple[str, ...] = ()
    recognises: Callable[[Source], bool] | None = None
    options: tuple[Option, ...] = ()
    large: tuple[Large, ...] = ()


IMPORTERS = {
    "hcpcs": Importer(
        hcpcs.read,
        hcpcs.store,
        label="HCPCS codes and modifiers",
        writes=(ReferenceRelease, HcpcsCode, Modifier, CodeSuccessor),
        derived=(FactConflict, GuideStatement),
        contains=("modifiers",),
    ),
    "modifiers": Importer(
        modifiers.read, modifiers.store, label="Modifiers", writes=(ReferenceRelease, Modifier)
    ),
    "pos": Importer(
        places.read,
        places.store,
        label="Places of service",
        writes=(ReferenceRelease, PlaceOfService),
    ),
    "noc": Importer(
        unclassified.read,
        unclassified.store,
        label="Unclassified codes (NOC)",
        writes=(ReferenceRelease, HcpcsCode),
        recognises=unclassified.recognises,
    ),
    "icd10cm": Importer(
        icd10cm.read,
        icd10cm.store,
        label="ICD-10-CM diagnoses",
        writes=(ReferenceRelease, Diagnosis, DiagnosisFlag),
        recognises=icd10cm.recognises,
    ),
    "dxflags": Importer(
        flags.read,
        flags.store,
        label="Diagnosis flags",
        writes=(ReferenceRelease, DiagnosisFlag),
        recognises=flags.recognises,
    ),
    "mue": Importer(
        mue.read,
        mue.store,
        label="MUE limits",
        writes=(ReferenceRelease, MueLimit),
        recognises=mue.recognises,
        options=(mue.PROGRAM,),
    ),
    "ptp": Importer(
        ptp.read,
        ptp.store,
        label="PTP pairs",
        writes=(ReferenceRelease, PtpPair),
        recognises=ptp.recognises,
        large=(Large(table=PtpPair, watched=("indicator", "effective_from", "effective_through")),),
    ),
    "addon": Importer(
        addons.read,
        addons.store,
        label="Add-on codes",
        writes=(ReferenceRelease, AddOnCode),
        recognises=addons.recognises,
    ),
    "asp": Importer(
        payment_limits.read,
        payment_limits.store,
        label="Medicare payment limits (ASP)",
        writes=(ReferenceRelease, PaymentRate),
        recognises=payment_limits.recognises,
    ),
    "ndc": Importer(
        ndcs.read,
        ndcs.store,
        label="NDC crosswalk",
        writes=(ReferenceRelease, NdcCrosswalk),
        recognises=ndcs.recognises,
    ),
    "sad": Importer(
        self_administered.read,
        self_administered.store,
        label="Self-administered drugs",
        writes=(ReferenceRelease, SelfAdministeredDrug),
        recognises=self_administered.recognises,
    ),
    "carc": Importer(
        REASONS.read,
        REASONS.store,
        label="Adjustment reasons (CARC)",
        writes=(ReferenceRelease, AdjustmentReason),
        recognises=REASONS.recognises,
    ),
    "rarc": Importer(
        REMARKS.read,
        REMARKS.store,
        label="Remark codes (RARC)",
        writes=(ReferenceRelease, RemarkCode),
        recognises=REMARKS.recognises,
    ),
}

"""The kinds of reference file that can be imported: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from codes.importers import hcpcs, modifiers, places
from codes.importers.release import Origin, Tally
from codes.importers.source import Source
from codes.models import (
    CodeSuccessor,
    FactConflict,
    GuideStatement,
    HcpcsCode,
    Modifier,
    PlaceOfService,
    ReferenceRelease,
)

Table = type[models.Model]


@dataclass(frozen=True, slots=True)
class Importer:
    """``read`` is pure and makes a value with ``action_days``; ``store`` is one transaction.

    ``writes`` are the tables that ``store`` changes; an import can be undone in these and in no
    others. ``derived`` are tables that follow from them and that people write in, too: an undo
    leaves alone what a person changed there. ``contains`` are kinds that the same file is read as
    and that its import includes. ``recognises`` looks at the head of the file; without it the
    whole file is read to see whether it is of this kind.
    """

    read: Callable[[Source], Any]
    store: Callable[[Any, Origin], list[Tally]]
    label: str
    writes: tuple[Table, ...]
    derived: tuple[Table, ...] = ()
    contains: tuple[str, ...] = ()
    recognises: Callable[[Source], bool] | None = None


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
}

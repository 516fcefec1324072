"""The kinds of reference file that can be imported: one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from codes.importers import hcpcs, modifiers, places
from codes.importers.release import Origin, Tally
from codes.importers.source import Source


@dataclass(frozen=True, slots=True)
class Importer:
    """``read`` is pure and makes a value with ``action_days``; ``store`` is one transaction."""

    read: Callable[[Source], Any]
    store: Callable[[Any, Origin], list[Tally]]


IMPORTERS = {
    "hcpcs": Importer(hcpcs.read, hcpcs.store),
    "modifiers": Importer(modifiers.read, modifiers.store),
    "pos": Importer(places.read, places.store),
}

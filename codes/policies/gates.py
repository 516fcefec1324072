"""What must hold of a version before it goes on, asked of whoever knows: `codes` knows no claims.

A gate answers with sentences; each one keeps the version where it is. Those who can judge register
theirs when the applications are ready.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

from codes.models import PolicyVersion


class Step(StrEnum):
    """The two steps that are guarded."""

    SUBMIT = "submit"
    PUBLISH = "publish"


Gate: TypeAlias = Callable[[PolicyVersion], list[str]]

_gates: dict[tuple[Step, str], Gate] = {}


def register(step: Step, name: str, gate: Gate) -> None:
    """Ask ``gate`` before ``step``; once under its name, however often the applications start."""
    _gates[step, name] = gate


def refusals(step: Step, version: PolicyVersion) -> list[str]:
    """Every sentence that keeps ``version`` from ``step``."""
    return [
        sentence
        for (guarded, _name), gate in sorted(_gates.items())
        if guarded == step
        for sentence in gate(version)
    ]

"""What boundaries stand on: a right claim, and that claim with one thing changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from claims.rehearsal.right_claim import right_claim
from claims.scrubber.findings import plain
from claims.scrubber.policy import PolicyCode, PolicyFacts
from claims.scrubber.quantities import BillingUnit
from codes.models import PolicyExample

FIRES, SILENT = PolicyExample.Expect.FIRES, PolicyExample.Expect.SILENT
Claim = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """One example that is offered: ``rule`` does what ``expect`` says on the claim."""

    name: str
    rule: str
    expect: str
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A version, one of its codes with unit and brands, and a day on which it is in force."""

    facts: PolicyFacts
    code: PolicyCode
    unit: BillingUnit
    day: dt.date
    brands: frozenset[str] = frozenset()

    def claim(self, **keys: object) -> Claim:
        """A right claim; with other values for some keys, None takes the key away."""
        made = right_claim(self.facts, self.code, self.unit, self.day, self.brands) | keys
        return {key: value for key, value in made.items() if value is not None}

    def of_line(self, **keys: object) -> Claim:
        """A right claim whose line says something else."""
        made = self.claim()
        made["lines"][0] |= keys
        return made

    def of_patient(self, **keys: object) -> Claim:
        """A right claim whose patient is another."""
        made = self.claim()
        made["patient"] |= keys
        return made

    def diagnosed(self, diagnoses: list[str]) -> Claim:
        """A right claim with these diagnoses, all pointed to."""
        made = self.of_line(dx_pointers=list(range(1, min(len(diagnoses), 4) + 1)))
        return made | {"diagnoses": diagnoses}

    def dosed(self, units: Decimal) -> Claim:
        """A right claim of so many units, its dose with it."""
        dose = {"amount": plain(self.unit.amount * units), "uom": self.unit.measure}
        return self.of_line(units=int(units), dose=dose)

    def of_amount(self, amount: Decimal, measure: str) -> Claim:
        """A right claim of so much drug."""
        return self.of_line(dose={"amount": plain(amount), "uom": measure})

    def after(self, days: Iterable[int], dose: tuple[Decimal, str] | None = None) -> Claim:
        """A right claim after doses so many days before."""
        amount, measure = dose or (self.unit.amount, self.unit.measure)
        history = [
            {
                "code": self.code.code,
                "dos": (self.day - dt.timedelta(days=back)).isoformat(),
                "status": "paid",
                "units": 1,
                "dose": plain(amount),
                "uom": measure,
            }
            for back in days
        ]
        return self.claim(history=history)

    def on(self, day: dt.date) -> Ground:
        """The same on another day."""
        return replace(self, day=day)

    def one(self, name: str, rule: str, expect: str, claim: Claim) -> Boundary:
        """An example under the name of the code."""
        return Boundary(name=f"{self.code.code}: {name}", rule=rule, expect=expect, claim=claim)

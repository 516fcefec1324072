"""How much money stands behind a line: what a finding may cost if the payer denies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import counted
from claims.scrubber.national import newest
from claims.scrubber.notation import folded
from claims.scrubber.report import ComputedLine
from claims.scrubber.snapshot import LineSnapshot

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """``cents`` of a line, and in words how they come about."""

    cents: int
    basis: str


def stakes(context: Context, computed: tuple[ComputedLine, ...]) -> Mapping[int, Stake]:
    """The money behind each line by its number: units times payment limit, else the charge.

    Where the dose says how many units are right, those count, not what was typed. A line with
    neither limit nor charge has none.
    """
    right = {row.line: row.units for row in computed if row.units is not None}
    found = {
        line.number: _stake(line, right.get(line.number), context) for line in context.claim.lines
    }
    return {number: stake for number, stake in found.items() if stake is not None}


def _stake(line: LineSnapshot, right: int | None, context: Context) -> Stake | None:
    units = line.units if right is None else Decimal(right)
    rates = context.reference.rates.get(folded(line.code), ())
    rate = newest(rates, line.dos_from) if line.dos_from else None
    if rate is not None and rate.amount > 0 and units is not None and units > 0:
        cents = (rate.amount * units / _CENT).to_integral_value(rounding=ROUND_HALF_UP)
        basis = f"{counted(units, 'unit')} at Medicare's payment limit of ${rate.amount:,f}"
        return Stake(cents=int(cents), basis=basis)
    if line.charge is None or line.charge <= 0:
        return None
    return Stake(cents=int(line.charge / _CENT), basis="the charge of the line")

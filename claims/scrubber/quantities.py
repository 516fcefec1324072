"""Exact arithmetic of doses, billing units and containers.

Amounts enter as `Decimal` and are reckoned as `Fraction`, so that nothing is rounded before the one
rounding the rule asks for (Medicare Claims Processing Manual, chapter 17, section 10).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

_MASS = {"mcg": Fraction(1), "mg": Fraction(1000), "g": Fraction(1_000_000)}
_NAMES = {
    "ug": "mcg",
    "µg": "mcg",
    "μg": "mcg",
    "microgram": "mcg",
    "micrograms": "mcg",
    "milligram": "mg",
    "milligrams": "mg",
    "gm": "g",
    "gram": "g",
    "grams": "g",
    "units": "unit",
    "iu": "unit",
    "i.u.": "unit",
    "milliliter": "ml",
    "milliliters": "ml",
    "vials": "vial",
}
# Beyond this many combinations the search says nothing rather than keep a biller waiting.
_MOST_COMBINATIONS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingUnit:
    """One billing unit of a code: ``amount`` of ``measure``."""

    amount: Decimal
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """``strength`` of ``measure`` in ``volume_ml`` of a product."""

    strength: Decimal
    measure: str
    volume_ml: Decimal


@lru_cache(maxsize=1024)
def measure_key(text: str) -> str:
    """A measure under one name: ug and mcg are one, so are unit and IU."""
    key = text.strip().casefold()
    return _NAMES.get(key, key)


@lru_cache(maxsize=16_384)
def convert(
    amount: Decimal, measure: str, to: str, concentration: Concentration | None = None
) -> Fraction | None:
    """``amount`` in the measure ``to``; None where no exact conversion exists.

    Units never become mass; a volume becomes something else only through a concentration.
    """
    source, target = measure_key(measure), measure_key(to)
    if source == target:
        return Fraction(amount)
    if source in _MASS and target in _MASS:
        return Fraction(amount) * _MASS[source] / _MASS[target]
    if concentration is None or concentration.volume_ml <= 0:
        return None
    volume = Fraction(concentration.volume_ml)
    if source == "ml":
        held = convert(concentration.strength, concentration.measure, to)
        return None if held is None else Fraction(amount) * held / volume
    if target == "ml":
        held = convert(concentration.strength, concentration.measure, measure)
        return None if not held else Fraction(amount) * volume / held
    return None


def billing_units(amount: Fraction, unit: BillingUnit) -> int:
    """Units of a dose: rounded up to whole units, at least one."""
    return max(1, _whole_units(amount, unit))


def container_units(total: Fraction, unit: BillingUnit) -> int:
    """Units that containers with ``total`` in them amount to, rounded up."""
    return max(0, _whole_units(total, unit))


def _whole_units(amount: Fraction, unit: BillingUnit) -> int:
    """Units that hold ``amount``; in whole numbers, as every drug line comes by here."""
    top, bottom = unit.amount.as_integer_ratio()
    return -(-amount.numerator * bottom // (amount.denominator * top))


def units_left(total: Fraction, dose: Fraction, unit: BillingUnit) -> int:
    """Units of the containers less those of the dose, so that both lines never exceed them.

    Below 0 where the dose is more than the containers hold.
    """
    return container_units(total, unit) - billing_units(dose, unit)


def best_containers(
    dose: Decimal, sizes: tuple[Decimal, ...]
) -> tuple[tuple[Decimal, int], ...] | None:
    """The containers with the least total that holds ``dose``; ties take the fewest.

    None when there is no answer or too many combinations to look through. Containers hold a
    multiple of what their sizes share, so doses between two multiples have the same answer.
    """
    wanted = sorted({size for size in sizes if size > 0}, reverse=True)
    if dose <= 0 or not wanted:
        return None
    scale = math.lcm(*(size.as_integer_ratio()[1] for size in wanted))
    whole = [int(size * scale) for size in wanted]
    shared = math.gcd(*whole)
    target = math.ceil(Fraction(dose) * scale / shared)
    counts = _least(target, tuple(size // shared for size in whole))
    if counts is None:
        return None
    return tuple((size, n) for size, n in zip(wanted, counts, strict=True) if n)


@lru_cache(maxsize=4096)
def _least(target: int, sizes: tuple[int, ...]) -> tuple[int, ...] | None:
    """How many of each size, the largest first; None for too many combinations.

    Each smaller size is needed less often than makes a multiple of the largest, since that many
    could be exchanged for fewer of the largest with the same total.
    """
    largest = sizes[0]
    most = [min(largest // math.gcd(largest, size) - 1, -(-target // size)) for size in sizes[1:]]
    if math.prod(count + 1 for count in most) > _MOST_COMBINATIONS:
        return None
    found = _combinations(target, sizes, most)
    return min(found, key=lambda one: (one[0], sum(one[1]), one[1]))[1]


def _combinations(
    target: int, sizes: tuple[int, ...], most: list[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Totals that hold ``target``, each with the count of every size.

    Once the smaller sizes hold it, more of them would only leave more.
    """
    largest, *smaller = sizes
    waiting: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    while waiting:
        held, counts = waiting.pop()
        at = len(counts)
        if held >= target or at == len(smaller):
            first = max(0, -(-(target - held) // largest))
            rest = (0,) * (len(smaller) - at)
            yield held + first * largest, (first, *counts, *rest)
            continue
        waiting += [(held + smaller[at] * n, (*counts, n)) for n in range(most[at] + 1)]


def as_decimal(amount: Fraction) -> Decimal:
    """An amount for people: exact where it ends, else to six places."""
    return (
        Decimal(amount.numerator) / Decimal(amount.denominator)
        if _ends(amount)
        else round(Decimal(amount.numerator) / Decimal(amount.denominator), 6)
    )


def _ends(amount: Fraction) -> bool:
    rest = amount.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def is_measure(text: str, *names: str) -> bool:
    """Whether ``text`` names one of ``names``."""
    return measure_key(text) in {measure_key(name) for name in names}


__all__ = [
    "BillingUnit",
    "Concentration",
    "as_decimal",
    "best_containers",
    "billing_units",
    "container_units",
    "convert",
    "is_measure",
    "measure_key",
    "units_left",
]

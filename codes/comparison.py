"""What guides state of codes beside what the official file says: a comparison without a database.

A statement that cannot be compared (no official row, a billing unit that needs review, a code for
drugs without a code of their own) is neither right nor wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from codes.descriptors import read_unit

BLOCKING, WARNING = "blocking", "warning"
_SEVERITIES = {"drug": BLOCKING, "unit": BLOCKING, "route": BLOCKING, "validity": WARNING}
COMPARED = tuple(_SEVERITIES)
_GRAMS = {"g": Decimal(1), "mg": Decimal("0.001"), "mcg": Decimal("0.000001")}
# Letters and digits apart: "alpha-1", "alpha 1" and "alpha1" are spellings of one name.
_WORD = re.compile(r"[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFact:
    """What a guide states of a code: ``field`` is one of `COMPARED`."""

    code: str
    field: str
    value: str
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialFacts:
    """What the official file says of a code, and the labels of its products of the routes.

    ``unit_amount`` is None where the billing unit is not certain.
    """

    code: str
    descriptor: str
    unit_amount: Decimal | None = None
    unit_measure: str = ""
    routes: frozenset[str] = frozenset()
    brands: tuple[str, ...] = ()
    ended: dt.date | None = None
    absent_since: dt.date | None = None
    is_noc: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A stated fact that the official file contradicts; the fields of a FactConflict."""

    code: str
    field: str
    official: str
    editorial: str
    severity: str
    source: str
    note: str
    editorial_drug: str = ""
    editorial_unit_amount: Decimal | None = None
    editorial_unit_measure: str = ""


def compare(
    stated: Iterable[StatedFact], official: Mapping[str, OfficialFacts]
) -> list[Difference]:
    """One difference per code, field and value that the official facts contradict, in order."""
    facts = list(stated)
    units = {fact.code: fact.value for fact in reversed(facts) if fact.field == "unit"}
    found: dict[tuple[str, str, str], Difference] = {}
    for fact in facts:
        known = official.get(fact.code)
        key = (fact.code, fact.field, fact.value)
        if known is not None and key not in found and agrees(fact, known) is False:
            found[key] = _difference(fact, known, units.get(fact.code, ""))
    return list(found.values())


def agrees(fact: StatedFact, official: OfficialFacts) -> bool | None:
    """Whether the official facts bear the statement out; None where they do not speak of it."""
    if fact.field == "drug":
        return _same_drug(fact.value, official)
    if fact.field == "unit":
        return _same_unit(fact.value, official)
    if fact.field == "route":
        return _routes(fact.value) <= official.routes if official.routes else None
    if fact.field == "validity":
        return fact.value.casefold() == _validity(official)
    return None


def _same_drug(value: str, official: OfficialFacts) -> bool | None:
    """Whether every word of the name is in the descriptor; the salt or brand may be left out."""
    wanted = _words(value)
    if official.is_noc or not wanted:
        return None
    return wanted <= _words(official.descriptor)


def _same_unit(value: str, official: OfficialFacts) -> bool | None:
    stated = read_unit(value)
    if stated.amount is None or official.unit_amount is None:
        return None
    return _mass(stated.amount, stated.measure) == _mass(
        official.unit_amount, official.unit_measure
    )


def _mass(amount: Decimal, measure: str) -> tuple[Decimal, str]:
    """An amount in grams where it is one: 1,000 mcg and 1 mg are the same unit."""
    return (amount * _GRAMS[measure], "g") if measure in _GRAMS else (amount, measure)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold().replace("\u03b1", "alpha")))


def _routes(value: str) -> frozenset[str]:
    return frozenset(part.strip() for part in value.split(","))


def _validity(official: OfficialFacts) -> str:
    if official.ended is not None:
        return f"ended {official.ended.isoformat()}"
    if official.absent_since is not None:
        return f"not listed since {official.absent_since.isoformat()}"
    return "not ended"


def _difference(fact: StatedFact, official: OfficialFacts, unit: str) -> Difference:
    is_drug = fact.field == "drug"
    stated = read_unit(unit) if is_drug or fact.field == "unit" else None
    return Difference(
        code=fact.code,
        field=fact.field,
        official=_official_words(fact.field, official)[:300],
        editorial=fact.value,
        severity=_SEVERITIES[fact.field],
        source=fact.source,
        note=fact.note,
        editorial_drug=fact.value.casefold() if is_drug else "",
        editorial_unit_amount=stated.amount if stated else None,
        editorial_unit_measure=stated.measure if stated else "",
    )


def _official_words(field: str, official: OfficialFacts) -> str:
    if field == "unit" and official.unit_amount is not None:
        return unit_words(official.unit_amount, official.unit_measure)
    if field == "route":
        routes = ", ".join(sorted(official.routes))
        brands = ", ".join(official.brands)
        return f"{routes}, by the label of {brands}" if brands else routes
    if field == "validity":
        return _validity(official)
    return official.descriptor


def unit_words(amount: Decimal | None, measure: str) -> str:
    """A billing unit as it is read: 10 mg, 100,000 unit; empty where it is not known."""
    if amount is None:
        return ""
    number = f"{amount:,f}"
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {measure}"

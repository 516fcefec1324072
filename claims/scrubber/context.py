"""A claim beside its reference facts, and the questions every rule asks of them.

A look-up that finds nothing is None: the rule says what it could not check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from claims.scrubber.notation import folded, folded_all, name_key, name_words, ndc11
from claims.scrubber.products import product_index
from claims.scrubber.quantities import BillingUnit, Concentration
from claims.scrubber.reference import (
    CodeFacts,
    ConflictFacts,
    DiagnosisFacts,
    DocumentFacts,
    ModifierFacts,
    ProductFacts,
    ReferenceSnapshot,
    RestrictionFacts,
    TermsFacts,
)
from claims.scrubber.snapshot import ClaimSnapshot, LineSnapshot

Found = TypeVar("Found")
Dated = TypeVar(
    "Dated",
    CodeFacts,
    ModifierFacts,
    DiagnosisFacts,
    RestrictionFacts,
    TermsFacts,
    DocumentFacts,
)


def in_force(row: Dated, on: dt.date) -> bool:
    """Whether the range of ``row`` holds the day ``on``, both ends included."""
    after = row.effective_from is None or row.effective_from <= on
    return after and (row.effective_through is None or on <= row.effective_through)


def is_active(code: CodeFacts, on: dt.date) -> bool:
    """Whether the code itself exists on the day ``on``, whichever version describes it."""
    started = code.added is None or code.added <= on
    return started and (code.ended is None or on <= code.ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a rule may look at: one claim and the rows that the tables hold for it.

    ``recorded`` are states of documents by their code, as people recorded them on the claim.
    """

    claim: ClaimSnapshot
    reference: ReferenceSnapshot
    recorded: Mapping[str, str] = field(default_factory=dict)
    # What was looked up or reckoned once; a context is the only thing that knows both sides.
    memo: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    # the same for the two that every rule asks: the code of a line by its number, terms by day
    _codes: dict[int, CodeFacts | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _terms: dict[dt.date, TermsFacts | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def path(self, line: LineSnapshot) -> str:
        """Where the line stands in claim JSON: ``lines[0]``."""
        at = line.position if line.position is not None else self.claim.lines.index(line)
        return f"lines[{at}]"

    @property
    def is_editorial(self) -> bool:
        """Whether guides stand over official files: training only."""
        return self.claim.authority_mode == "editorial"

    @property
    def first_day(self) -> dt.date | None:
        """The earliest date of service on the claim."""
        return min((line.dos_from for line in self.claim.lines if line.dos_from), default=None)

    def modifiers(self, line: LineSnapshot) -> tuple[str, ...]:
        """The line's modifiers as they are looked up, blanks left out."""
        return folded_all(line.modifiers)

    def _once(self, name: str, line: LineSnapshot, look: Callable[[LineSnapshot], Found]) -> Found:
        key = (name, line.number)
        if key not in self.memo:
            self.memo[key] = look(line)
        found: Found = self.memo[key]
        return found

    def is_complete(self, kind: str, key: str) -> bool:
        """Whether the table lists every code near ``key``.

        CPT codes and modifiers start with a digit and never have a complete table here.
        """
        if not key[:1].isalpha():
            return False
        return any(low <= key <= high for low, high in self.reference.complete.get(kind, ()))

    def versions(self, line: LineSnapshot) -> tuple[CodeFacts, ...]:
        """Every version the table holds of the line's code."""
        return self.reference.codes.get(folded(line.code), ())

    def code_of(self, line: LineSnapshot) -> CodeFacts | None:
        """The version of the line's code that describes it on the date of service.

        A day that no version covers is described by the last version before it, else the first.
        """
        if line.number not in self._codes:
            self._codes[line.number] = self._code_of(line)
        return self._codes[line.number]

    def _code_of(self, line: LineSnapshot) -> CodeFacts | None:
        versions = self.versions(line)
        if len(versions) <= 1 or line.dos_from is None:
            return versions[-1] if versions else None
        day = line.dos_from
        for version in versions:
            if in_force(version, day):
                return version
        earlier = [one for one in versions if one.effective_from and one.effective_from <= day]
        return max(earlier, key=lambda one: one.effective_from or day) if earlier else versions[0]

    def is_drug(self, line: LineSnapshot) -> bool:
        """Whether the line bills a drug."""
        code = self.code_of(line)
        return code is not None and code.kind == "drug"

    def terms_on(self, day: dt.date | None) -> TermsFacts | None:
        """What the claim's payer asks for on that day."""
        if self.claim.payer is None or day is None:
            return None
        if day not in self._terms:
            rows = self.reference.terms.get(self.claim.payer, ())
            self._terms[day] = next((row for row in rows if in_force(row, day)), None)
        return self._terms[day]

    def conflict_of(self, line: LineSnapshot) -> ConflictFacts | None:
        """The open dispute about which drug the line's code stands for."""
        rows = self.reference.conflicts.get(folded(line.code), ())
        return next(
            (row for row in rows if row.editorial_drug and row.severity == "blocking"), None
        )

    def side_of(self, line: LineSnapshot, conflict: ConflictFacts) -> str:
        """The side of a dispute that the line names: editorial, none, or official.

        A third drug counts as official here: the guide does not claim it.
        """
        if any(one.hcpcs == folded(line.code) for one in self.named_products(line)):
            return "official"
        named = name_words(line.drug) | name_words(line.brand)
        if not named:
            return "none"
        editorial, official = name_words(conflict.editorial_drug), name_words(conflict.official)
        common = editorial if editorial <= named else named if named <= editorial else official
        return "official" if common <= official else "editorial"

    def editorial_unit(self, line: LineSnapshot) -> BillingUnit | None:
        """The billing unit that a guide states for the line's disputed code."""
        for row in self.reference.conflicts.get(folded(line.code), ()):
            if row.editorial_unit_amount and row.editorial_unit_measure:
                return BillingUnit(
                    amount=row.editorial_unit_amount, measure=row.editorial_unit_measure
                )
        return None

    def unit_of(self, line: LineSnapshot) -> BillingUnit | None:
        """What one billing unit of the line's code is; None unless it is known and reviewed."""
        code = self.code_of(line)
        if code is None:
            return None
        conflict = self.conflict_of(line) if self.is_editorial else None
        if conflict is not None and self.side_of(line, conflict) != "official":
            stated = self.editorial_unit(line)
            if stated is not None:
                return stated
        amount, measure = code.unit_amount, code.unit_measure
        if amount is None or not measure or amount <= 0 or code.unit_standing == "needs_review":
            return None
        return BillingUnit(amount=amount, measure=measure)

    def named_products(self, line: LineSnapshot) -> tuple[ProductFacts, ...]:
        """Presentations that the line's brand names, else those its NDC names."""
        return self._once("named", line, self._named_products)

    def _named_products(self, line: LineSnapshot) -> tuple[ProductFacts, ...]:
        index, brand = product_index(self.reference), name_key(line.brand)
        number = ndc11(line.ndc.number) if line.ndc else None
        found = index.by_brand.get(brand, ()) if brand else index.by_ndc.get(number or "", ())
        same = tuple(one for one in found if one.hcpcs == folded(line.code))
        return same or found

    def products_of(self, line: LineSnapshot) -> tuple[ProductFacts, ...]:
        """Presentations the line may have been drawn from.

        Those it names; where it names no brand, every presentation of its code.
        """
        return self._once("products", line, self._products_of)

    def _products_of(self, line: LineSnapshot) -> tuple[ProductFacts, ...]:
        found = self.named_products(line)
        if not found and not name_key(line.brand):
            found = product_index(self.reference).by_code.get(folded(line.code), ())
        return found

    def container_type(self, line: LineSnapshot) -> str | None:
        """single or multi: as stated, else as every candidate product is packed."""
        if line.container_type is not None:
            return line.container_type
        kinds = {product.container for product in self.products_of(line)}
        return kinds.pop() if len(kinds) == 1 else None

    def concentration(self, line: LineSnapshot) -> Concentration | None:
        """What a millilitre holds, where every candidate product agrees.

        A label-potency product has no nominal concentration: its vial says what is in it.
        """
        return self._once("concentration", line, self._concentration)

    def _concentration(self, line: LineSnapshot) -> Concentration | None:
        rows = self.products_of(line)
        if any(row.label_potency or not row.volume_ml or row.volume_ml <= 0 for row in rows):
            return None
        shares = {(row.strength / row.volume_ml, row.measure) for row in rows if row.volume_ml}
        if len(shares) != 1:
            return None
        row = rows[0]
        return Concentration(
            strength=row.strength, measure=row.measure, volume_ml=row.volume_ml or row.strength
        )

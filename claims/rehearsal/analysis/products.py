"""Tiers of products that speak of the same brand, and brands that are not paid anyway."""

from __future__ import annotations

from collections.abc import Iterator

from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.subject import Subject
from claims.scrubber.grouping import is_of_brand
from claims.scrubber.notation import name_key
from claims.scrubber.policy import PolicyFacts, Product

_TIERS = {"preferred": "preferred", "non_preferred": "not preferred", "excluded": "excluded"}


def tier_row(facts: PolicyFacts, brand: str) -> Product | None:
    """The row that POL-013 goes by for a brand: the first whose name the brand begins with.

    Two rows of one name, whatever its capitals, are one row, and the later of them counts.
    """
    rows = {name_key(one.brand): one for one in facts.products}
    key = name_key(brand)
    return next((row for name, row in rows.items() if is_of_brand(key, name)), None)


def barred_tiers(facts: PolicyFacts) -> frozenset[str]:
    """The tiers that are not paid: those that are not preferred too, if nothing exempts."""
    has_way = facts.exemption_allowed or (facts.exemption_by_step and bool(facts.steps))
    return frozenset({"excluded"} if has_way else {"excluded", "non_preferred"})


def product_flaws(subject: Subject) -> Iterator[Flaw]:
    """A row that another one answers for: a contradiction if their tiers differ."""
    for row in subject.facts.products:
        deciding = tier_row(subject.facts, row.brand)
        if deciding is None or deciding.path == row.path:
            continue
        claim = subject.ground.of_line(brand=row.brand)
        paths = (row.path, deciding.path)
        if deciding.tier == row.tier:
            words = f"{row.brand} is said to be {_TIERS[row.tier]} twice."
            yield Flaw(kind=Kind.SHADOWED, sentence=words, paths=paths, claim=claim)
        else:
            words = (
                f"{row.brand} is {_TIERS[row.tier]} by one row and {_TIERS[deciding.tier]} by "
                f"another ({deciding.brand}), which decides."
            )
            yield Flaw(kind=Kind.CONTRADICTION, sentence=words, paths=paths, claim=claim)

"""Boundaries of what stands before the drug is given, of place, product and papers."""

from __future__ import annotations

from collections.abc import Iterator

from claims.rehearsal.boundaries.ground import FIRES, SILENT, Boundary, Ground

_ROUTES = ("IV", "IM", "SC", "PO")
_PLACES = ("12", "11", "22", "65", "24", "49")
_CHANNELS = ("buy_and_bill", "specialty_pharmacy", "payer_supplied", "patient_brought")


def before(ground: Ground) -> Iterator[Boundary]:
    """The authorization and the earlier agents, there and missing."""
    facts = ground.facts
    if facts.authorization is not None and facts.authorization.required:
        yield ground.one("with an authorization", "POL-001", SILENT, ground.claim())
        claim = ground.claim(prior_auth=None)
        yield ground.one("without an authorization", "POL-001", FIRES, claim)
    code = ground.code.code
    steps = [one for one in facts.steps if not one.applies_to or code in one.applies_to]
    if steps:
        yield ground.one("with the earlier agent tried", "POL-005", SILENT, ground.claim())
        claim = ground.claim(attestations={})
        yield ground.one("without the earlier agent", "POL-005", FIRES, claim)


def supply(ground: Ground) -> Iterator[Boundary]:
    """Route, place, channel and brand, covered and not."""
    facts = ground.facts
    if facts.routes:
        other = next((one for one in _ROUTES if one not in facts.routes), "")
        if other:
            yield ground.one(f"given {other}", "POL-016", FIRES, ground.of_line(route=other))
    if facts.site is not None:
        yield ground.one("in a place that is covered", "POS-003", SILENT, ground.claim())
        other = next((one for one in _PLACES if one not in facts.site.allowed), "")
        if other:
            yield ground.one(f"in place {other}", "POS-003", FIRES, ground.of_line(pos=other))
    other = next((one for one in _CHANNELS if one not in facts.channels), "")
    if facts.channels and other:
        name = f"drug from {other.replace('_', ' ')}"
        yield ground.one(name, "SRC-002", FIRES, ground.of_line(drug_source=other))
    for one in facts.products:
        if one.tier != "preferred" and one.brand in ground.brands:
            claim = ground.of_line(brand=one.brand) | {"attestations": {}}
            yield ground.one(f"{one.brand} without an exemption", "POL-013", FIRES, claim)


def documents(ground: Ground) -> Iterator[Boundary]:
    """Every document that is asked for, on file."""
    if ground.facts.documents:
        yield ground.one("with every document on file", "POL-014", SILENT, ground.claim())

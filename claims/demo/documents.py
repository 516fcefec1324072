"""Rows of the documentation checklist and of the payment limits, as their fixtures state them."""

from __future__ import annotations

from decimal import Decimal

from claims.demo.fixtures import day, read
from codes.models import DocumentRequirement, PaymentRate, ReferenceRelease


def requirements() -> list[DocumentRequirement]:
    """What drugs ask to have on file beyond what every drug claim needs."""
    return [DocumentRequirement(**entry) for entry in read("documents")["documents"]]


def rates(release: ReferenceRelease) -> list[PaymentRate]:
    """Payment limits of a few quarters."""
    fixture = read("rates")
    return [
        PaymentRate(
            code=entry["code"],
            amount=Decimal(entry["amount"]),
            unit=entry["unit"],
            effective_from=day(entry["from"]),
            effective_through=day(fixture["quarters"][entry["from"]]),
            release=release,
        )
        for entry in fixture["rates"]
    ]

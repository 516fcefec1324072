"""The two practices with their sites and providers."""

from __future__ import annotations

from billing_site.accounts.models import Practice
from claims.demo.fixtures import read

NAMES = ("name", "npi", "tax_id", "address", "time_zone")


def practices() -> list[Practice]:
    """The practices in the order of the fixture, made where they are missing."""
    return [
        Practice.objects.get_or_create(
            name=entry["name"], defaults={name: entry[name] for name in NAMES}
        )[0]
        for entry in read("practice")["practices"]
    ]

"""PRV-001: provider identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Fix, Outcome
from claims.scrubber.fixes import set_value
from claims.scrubber.notation import is_npi, without_blanks, without_separators
from claims.scrubber.rule import claim_rule


@claim_rule(
    "PRV-001",
    "provider.npi",
    title="NPI fails its check digit or form",
    carc="208",
    rarc=("N257",),
    source="NPI final rule, check digit",
    messages={
        "blanks": "The {role} NPI is written with blanks; without them it is {written}.",
        "check_digit": "The {role} NPI {npi} fails its check digit.",
        "form": "The {role} NPI {npi} is not ten digits that begin with 1 or 2.",
    },
)
def npi(context: Context) -> Iterator[Outcome]:
    """Every NPI on the claim is a number that can have been issued.

    What is checked
        Ten digits, the first 1 or 2, and the check digit (Luhn over 80840 and the number).

    Why payers deny it
        A provider whose number does not exist is not found.

    How to put it right
        Correct the number; leave blanks and hyphens out.
    """
    claim = context.claim
    facility = claim.facility.npi if claim.facility else None
    numbers = (
        ("billing_npi", "billing", claim.billing_npi, "N257"),
        ("rendering_npi", "rendering", claim.rendering_npi, "N290"),
        ("ordering_npi", "ordering", claim.ordering_npi, "N265"),
        ("supervising_npi", "supervising", claim.supervising_npi, "N297"),
        ("facility.npi", "facility", facility, "N293"),
    )
    for field_name, role, number, rarc in numbers:
        if number is None or not number.strip() or is_npi(number):
            continue
        yield Finding(
            message=_fault(number),
            field_name=field_name,
            data={"role": role, "npi": number, "written": without_blanks(number)},
            rarc=(rarc,),
            fix=_fix(field_name, number),
        )


def _fault(number: str) -> str:
    if is_npi(without_blanks(number)):
        return "blanks"
    is_number = len(number) == 10 and number.isascii() and number.isdigit()
    return "check_digit" if is_number and number[0] in "12" else "form"


def _fix(field_name: str, number: str) -> Fix | None:
    plain = without_separators(number)
    if not is_npi(plain):
        return None
    return set_value(field_name, plain, f"Write it as {plain}")

"""PRV-002, PRV-003, PRV-004: the people and the assignment behind a claim."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity
from claims.scrubber.fixes import set_value
from claims.scrubber.notation import folded
from claims.scrubber.rule import claim_rule


@claim_rule(
    "PRV-002",
    "provider.rendering",
    title="Rendering provider is missing",
    severity=Severity.WARNING,
    carc="16",
    rarc=("N290",),
    source="CMS-1500 instructions, item 24J; 837P loop 2310B",
    messages={"absent": "A group bills: add the NPI of the rendering provider (item 24J)."},
)
def rendering(context: Context) -> Iterator[Outcome]:
    """A claim of a group names who gave the service.

    What is checked
        Claims billed by an organization, and the rendering NPI.

    Why payers deny it
        They pay persons; a group without one is returned.

    How to put it right
        Add the rendering provider.
    """
    entity = context.claim.billing_entity
    if entity is None:
        yield NotChecked(missing="billing_entity")
    elif entity == "organization" and not folded(context.claim.rendering_npi):
        yield Finding(message="absent", field_name="rendering_npi")


@claim_rule(
    "PRV-003",
    "provider.ordering",
    title="Ordering provider is missing",
    severity=Severity.WARNING,
    carc="16",
    rarc=("N264", "N265"),
    source="CMS-1500 instructions, item 17; 837P loop 2420E",
    messages={"absent": "{payer} asks for the ordering provider (items 17 and 17b)."},
)
def ordering(context: Context) -> Iterator[Outcome]:
    """A drug names who ordered it, where the payer asks.

    What is checked
        The ordering NPI, for payers whose terms ask for it. A claim that says nothing of it at all
        is not checked.

    Why payers deny it
        They check the order against that person's enrolment.

    How to put it right
        Add the NPI of who signed the order.
    """
    claim = context.claim
    if folded(claim.ordering_npi):
        return
    terms = context.terms_on(context.first_day)
    if terms is None:
        yield NotChecked(missing="payer terms")
    elif terms.requires_ordering_provider:
        if claim.ordering_npi is None and "ordering_npi" not in claim.said_missing:
            yield NotChecked(missing="ordering_npi")
        else:
            yield Finding(
                message="absent", field_name="ordering_npi", data={"payer": terms.payer_name}
            )


@claim_rule(
    "PRV-004",
    "provider.assignment",
    title="Assignment is not accepted on a Medicare drug",
    carc="16",
    rarc=("MA09",),
    source="Social Security Act, section 1842(o)(3): drugs under Part B are paid on assignment",
    messages={"refused": "Medicare pays drugs on assignment only."},
)
def assignment(context: Context) -> Iterator[Outcome]:
    """Assignment is accepted on drugs for Original Medicare.

    What is checked
        The assignment of Medicare claims with a drug line.

    Why payers deny it
        The law leaves no choice for drugs.

    How to put it right
        Accept assignment (item 27).
    """
    if not any(context.is_drug(line) for line in context.claim.lines):
        return
    terms = context.terms_on(context.first_day)
    if terms is None:
        yield NotChecked(missing="payer terms")
    elif terms.line_of_business == "medicare_ffs":
        if context.claim.assignment is None:
            yield NotChecked(missing="assignment")
        elif context.claim.assignment == "not_accepted":
            yield Finding(
                message="refused",
                field_name="assignment",
                fix=set_value("assignment", "accepted", "Accept assignment"),
            )

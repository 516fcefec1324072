"""POS-002: a drug where the facility bills it."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import folded
from claims.scrubber.rule import group_rule

_FACILITY = frozenset({"19", "21", "22", "23", "24", "31", "51", "52", "61"})
_CLINIC_RATE = frozenset({"50", "72"})


@group_rule(
    "POS-002",
    "place.facility-bills-drug",
    title="Drug billed where the facility bills it",
    carc="5",
    rarc=("M97",),
    overridable=True,
    source="Palmetto GBA, incident-to services",
    messages={
        "facility": "In place of service {place} the facility bills {code}.",
        "clinic": "In place of service {place} {code} is part of the clinic's rate.",
    },
)
def facility_bills_drug(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """A practitioner bills a drug only where the practitioner bears its cost.

    What is checked
        Drug lines of payers that deny them in facilities, in the places where the facility is paid
        for drugs, and in clinics that are paid one rate. Said once for a drug and its JW line.

    Why payers deny it
        The facility's payment holds the drug already.

    How to put it right
        Leave the drug to the facility, or correct the place of service.
    """
    lines = (*group.administered, *group.discarded)
    line = next((one for one in lines if folded(one.place) in _FACILITY | _CLINIC_RATE), None)
    if line is None:
        return
    place = folded(line.place)
    terms = context.terms_on(line.dos_from)
    if terms is None:
        yield NotChecked(missing="payer terms", line=line.number)
    elif terms.facility_drug == "deny":
        yield Finding(
            message="clinic" if place in _CLINIC_RATE else "facility",
            line=line.number,
            field_name="pos",
            data={"place": place, "code": group.code},
        )

"""SRC: where the drug came from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, NotChecked, Outcome
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.rule import group_rule

_NOT_BOUGHT = {
    "specialty_pharmacy": "a specialty pharmacy",
    "free": "a free supply",
    "sample": "a sample",
    "patient_brought": "the patient",
}
_TOKEN = Decimal("0.01")


@group_rule(
    "SRC-001",
    "source.not-bought",
    title="Drug billed that the practice did not buy",
    carc="96",
    rarc=("N56",),
    overridable=True,
    source="Payer buy-and-bill rules",
    messages={"not_bought": "{code} came from {origin}: bill its administration, not the drug."},
)
def not_bought(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """Only a drug that the practice bought is billed with a charge.

    What is checked
        The recorded source of the drug, and a charge above one cent. Said once for a drug and its
        JW line.

    Why payers deny it
        Somebody else was paid for the drug, or nobody was.

    How to put it right
        Bill the administration alone, with the token charge where the payer wants the drug line.
    """
    lines = (*group.administered, *group.discarded)
    origins = [(line, line.drug_source or context.claim.drug_source) for line in lines]
    for line, origin in origins:
        if origin in _NOT_BOUGHT and line.charge is not None and line.charge > _TOKEN:
            yield Finding(
                message="not_bought",
                line=line.number,
                field_name="drug_source",
                data={"code": group.code, "origin": _NOT_BOUGHT[origin]},
            )
            return
    unknown = next((line for line, origin in origins if origin in {None, "payer_supplied"}), None)
    if unknown is not None:
        yield NotChecked(missing="drug_source", line=unknown.number)

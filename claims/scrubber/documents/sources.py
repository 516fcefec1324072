"""Who asks for documents: our list, payers by their terms, drugs by rows, policies.

Each source gives `DocumentFacts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from claims.scrubber.context import Context, in_force
from claims.scrubber.findings import Severity
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.policies import applied_to
from claims.scrubber.reference import DocumentFacts, TermsFacts

OURS = "our list for every drug"
GIVER = "Nurse who gave the drug"
PRESCRIBER = "Prescriber"
# What a policy calls the claim with a JW line.
_PHASES = {"every_if_jw": "every_if_waste"}

ORDER = DocumentFacts(
    document="order",
    label="Signed order: drug, dose, route, frequency",
    why="The payer asks who ordered the drug and what was ordered.",
    provided_by=PRESCRIBER,
    satisfied_by="An order signed and dated before the drug was given",
    phase="every",
    source=OURS,
)
DOSE_LOG = DocumentFacts(
    document="dose_log",
    label="Administration record: dose, route, lot, start and stop",
    why="It supports the units billed and the administration code.",
    provided_by=GIVER,
    satisfied_by="A record of the visit with dose, route, lot, start and stop",
    phase="every",
    source=OURS,
)
DIAGNOSIS = DocumentFacts(
    document="dx",
    label="Note that supports the diagnosis",
    why="It shows why this drug is necessary for this patient.",
    provided_by=PRESCRIBER,
    satisfied_by="A note that names the diagnosis billed and the need for the drug",
    phase="every",
    source=OURS,
)
WASTE = DocumentFacts(
    document="waste",
    label="Discarded amount, with time and who discarded it",
    why="A JW line is paid only when the chart shows what was discarded.",
    provided_by=GIVER,
    satisfied_by="A waste note with amount, time, reason and name",
    phase="every_if_waste",
    source=OURS,
)
SIGNATURE = DocumentFacts(
    document="signature",
    label="Signature with credentials of who gave the drug",
    why="An unsigned record supports nothing.",
    provided_by=GIVER,
    satisfied_by="A legible signature with credentials on the administration record",
    phase="every",
    source=OURS,
)
DESCRIPTION = DocumentFacts(
    document="description",
    label="Drug name, dose and NDC of the unclassified drug",
    why="Without them nobody can price an unclassified code.",
    provided_by="Biller",
    satisfied_by="The description of the line, or an invoice that names drug, dose and NDC",
    phase="unclassified",
    source=OURS,
)
NDC = DocumentFacts(
    document="ndc",
    label="NDC of the vial or package that was used",
    why="The payer asks for the NDC on the line and may ask where it was read.",
    provided_by=GIVER,
    satisfied_by="A label, scan or dispensing record that shows the number",
    phase="every",
    source=OURS,
)
OUR_LIST = (ORDER, DOSE_LOG, DIAGNOSIS, WASTE, SIGNATURE, DESCRIPTION)


def asked_of(group: DrugGroup, context: Context) -> Iterator[DocumentFacts]:
    """What every source asks of one drug, the most particular source last."""
    yield from OUR_LIST
    terms = context.terms_on(group.day)
    if terms is not None:
        yield from asked_by_terms(terms)
    yield from _asked_by_rows(group, context)
    yield from _asked_by_policy(group, context)


def asked_by_terms(terms: TermsFacts) -> Iterator[DocumentFacts]:
    """What a payer's terms make of our list, in the payer's name."""
    source = f"terms of {terms.payer_name}"
    if terms.requires_ordering_provider:
        yield _in_the_name_of(source, "order")
    if terms.requires_dose:
        yield _in_the_name_of(source, "dose_log")
    if terms.waste_modifiers == "required":
        yield _in_the_name_of(source, "waste")
    if terms.ndc in {"required", "noc_only"}:
        phase = "every" if terms.ndc == "required" else "unclassified"
        yield _in_the_name_of(source, "ndc", phase)


@cache
def _in_the_name_of(source: str, document: str, phase: str = "") -> DocumentFacts:
    """One of our documents as somebody else asks for it; there are a few for each payer."""
    one = next(each for each in (*OUR_LIST, NDC) if each.document == document)
    return DocumentFacts(
        document=one.document,
        label=one.label,
        why=one.why,
        provided_by=one.provided_by,
        satisfied_by=one.satisfied_by,
        phase=phase or one.phase,
        source=source,
    )


def _asked_by_rows(group: DrugGroup, context: Context) -> Iterator[DocumentFacts]:
    """Rows for every drug and for this one, of every payer and of the claim's."""
    found = [
        one
        for code in ("", group.code)
        for one in context.reference.documents.get(code, ())
        if one.payer in {None, context.claim.payer}
        and (group.day is None or in_force(one, group.day))
    ]
    yield from sorted(found, key=lambda one: one.payer is not None)


def _asked_by_policy(group: DrugGroup, context: Context) -> Iterator[DocumentFacts]:
    """What the policy in force lists, one value for each of its phases."""
    applied = applied_to(group, context)
    for one in applied.policy.documents if applied else ():
        known = next((each for each in OUR_LIST if each.document == one.code), None)
        for phase in one.phases:
            yield DocumentFacts(
                document=one.code,
                label=one.label,
                why=known.why if known else "The payer's policy asks for it.",
                provided_by=known.provided_by if known else PRESCRIBER,
                satisfied_by=known.satisfied_by if known else "A dated record of it",
                phase=_PHASES.get(phase, phase),
                source=applied.name if applied else "",
                payer=context.claim.payer,
                is_advice=applied is not None and applied.severity(one.path) is Severity.INFO,
            )

"""POL-014: the documents that drug and payer ask for are on file."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.documents.checklist import checklist_of
from claims.scrubber.findings import Finding, NotChecked, Outcome, Severity
from claims.scrubber.rule import claim_rule

LACKING = {"missing", "problem"}


@claim_rule(
    "POL-014",
    "policy.documents",
    title="Documentation is not complete",
    severity=Severity.WARNING,
    carc="252",
    rarc=("N706", "M127"),
    source="guides to the codes; policies of the payer",
    messages={"missing": "Missing: {items}."},
)
def documented(context: Context) -> Iterator[Outcome]:
    """Every document that the drug's guide or the payer's policy requires is on file.

    What is checked
        The required items of the checklist that a guide or policy names, for this visit: every
        claim, first dose, renewal, waste. Our own list for every drug claim is shown, not judged.

    Why payers deny it
        They ask for records, hold the claim meanwhile, and deny it when the records do not come.

    How to put it right
        Put the document on file and record it on the checklist, or say there why it is not needed.
    """
    asked = [one for one in checklist_of(context) if one.is_asked]
    if not asked:
        return
    if context.claim.documents is None:
        yield NotChecked(missing="documents")
        return
    lacking = [one for one in asked if one.state in LACKING]
    required = [one for one in lacking if one.is_required]
    if required:
        yield Finding(
            message="missing",
            field_name="documents",
            severity=Severity.INFO if all(one.is_advice for one in required) else None,
            subjects=tuple(f"document:{one.code}" for one in required),
            data={"items": tuple(one.label for one in required)},
        )
    if any(not one.is_known for one in lacking):
        yield NotChecked(missing="history")

"""POS-003, SRC-002: where the drug was given, and where it came from."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import NotChecked, Outcome
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.notation import folded
from claims.scrubber.policies import applied_to
from claims.scrubber.policy_findings import policy_finding
from claims.scrubber.rule import group_rule
from claims.scrubber.scopes import under_policy

_CHANNELS = {
    "buy_and_bill": "the practice's own stock",
    "payer_supplied": "the payer",
    "specialty_pharmacy": "a specialty pharmacy",
    "free": "a free supply",
    "sample": "samples",
    "patient_brought": "the patient",
}


@group_rule(
    "POS-003",
    "place.site-of-care",
    where=under_policy,
    title="Site of care is not covered by the policy",
    carc="58",
    rarc=("N428",),
    overridable=True,
    source="The payer's policy",
    messages={
        "restricted": "{policy} covers {code} in place of service {place} only with an exception.",
        "refused": "{policy} does not cover {code} in place of service {place}.",
    },
)
def site_of_care(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The drug was given where the policy covers it.

    What is checked
        The place of service of each line of the drug against the policy's list; a recorded
        exception opens the places that the policy names as restricted.

    Why payers deny it
        The same drug costs them more elsewhere.

    How to put it right
        Record the exception that applies, or give the next dose in a covered place.
    """
    applied = applied_to(group, context)
    site = applied.policy.site if applied else None
    if applied is None or site is None:
        return
    places = [folded(one.place) for one in group.lines]
    place = next((one for one in places if one and one not in site.allowed), "")
    if not place:
        if "" in places:
            yield NotChecked(missing="pos", line=group.anchor.number)
        return
    exception = context.claim.site_exception
    is_restricted = place in site.restricted
    if is_restricted and exception and (not site.exceptions or exception in site.exceptions):
        return
    message = "restricted" if is_restricted else "refused"
    yield policy_finding(message, group, applied, "pos", {"place": place}, paths=["site_of_care"])


@group_rule(
    "SRC-002",
    "source.channel",
    where=under_policy,
    title="Acquisition channel is not allowed",
    carc="96",
    rarc=("N428",),
    overridable=True,
    source="The payer's policy",
    messages={"channel": "{policy} wants {code} from {wanted}; the claim says {found}."},
)
def channel(group: DrugGroup, context: Context) -> Iterator[Outcome]:
    """The drug came by a channel that the policy allows.

    What is checked
        The recorded source of the drug against the policy's channels.

    Why payers deny it
        They pay another supplier for it.

    How to put it right
        Order through the channel named; this dose needs an exception.
    """
    applied = applied_to(group, context)
    if applied is None or not applied.policy.channels:
        return
    found = group.anchor.drug_source or context.claim.drug_source
    if found is None:
        yield NotChecked(missing="drug_source", line=group.anchor.number)
    elif found not in applied.policy.channels:
        wanted = [_CHANNELS.get(one, one) for one in applied.policy.channels]
        facts = {"wanted": " or ".join(wanted), "found": _CHANNELS.get(found, found)}
        yield policy_finding("channel", group, applied, "drug_source", facts, paths=["channels"])

"""The documents a claim calls for, and what is known to be there of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.scrubber.context import Context
from claims.scrubber.documents.sources import OURS, asked_of
from claims.scrubber.documents.visit import Visit, visit_of
from claims.scrubber.findings import spoken
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.reference import DocumentFacts
from claims.scrubber.report import ChecklistItem

# codes under which a claim may list the same document, where they are no items of their own
ALIASES = {"dose_log": ("mar",), "dx": ("dx_lab", "hist")}


@dataclass(slots=True, kw_only=True)
class _Wanted:
    """One document with everybody who asks for it; texts are those of the most particular."""

    facts: DocumentFacts
    drugs: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    # of each that asks: wanted on this claim, not wanted, or not known for want of history
    due: list[bool | None] = field(default_factory=list)
    is_required: bool = False
    is_advice: bool = True


def checklist(groups: tuple[DrugGroup, ...], context: Context) -> tuple[ChecklistItem, ...]:
    """The items of a claim with a drug line, in order of who asks; none for other claims."""
    if "checklist" not in context.memo:
        wanted = _wanted(groups, context)
        own = {one.facts.document for one in wanted}
        context.memo["checklist"] = tuple(_item(one, context, own) for one in wanted)
    found: tuple[ChecklistItem, ...] = context.memo["checklist"]
    return found


def checklist_of(context: Context) -> tuple[ChecklistItem, ...]:
    """The checklist for a rule, which sees no groups."""
    return checklist(drug_groups(context), context)


def _wanted(groups: Iterable[DrugGroup], context: Context) -> list[_Wanted]:
    found: dict[str, _Wanted] = {}
    for group in groups:
        visit = visit_of(group, context)
        for one in asked_of(group, context):
            due = _is_due(one, group, visit, context)
            if due is False and one.phase == "unclassified":
                continue
            wanted = found.setdefault(one.document, _Wanted(facts=one))
            wanted.facts = one
            wanted.due.append(due)
            is_required = one.is_required and due is True
            wanted.is_required |= is_required
            if is_required and one.source != OURS and not one.source.startswith("terms of "):
                wanted.is_advice &= one.is_advice
            wanted.drugs += [group.code] if group.code not in wanted.drugs else []
            wanted.sources += [one.source] if one.source not in wanted.sources else []
    return list(found.values())


def _is_due(one: DocumentFacts, group: DrugGroup, visit: Visit, context: Context) -> bool | None:
    """Whether the claim's circumstances call for the document; None where they are not known."""
    if one.phase == "every_if_waste":
        return bool(group.discarded)
    if one.phase == "unclassified":
        code = context.code_of(group.anchor)
        return code is not None and code.is_noc
    if one.phase == "start":
        return visit.is_start
    if one.phase == "renewal":
        return visit.is_renewal
    if one.phase == "start_renewal":
        return None if visit.is_start is None else visit.is_start or bool(visit.is_renewal)
    return True


def _item(wanted: _Wanted, context: Context, own: set[str]) -> ChecklistItem:
    facts = wanted.facts
    evidence = _evidence(facts.document, context) if facts.document in _EVIDENT else ""
    return ChecklistItem(
        code=facts.document,
        label=facts.label,
        is_required=wanted.is_required,
        state=_state(wanted, evidence, context, own),
        source="; ".join(wanted.sources),
        why=facts.why,
        provided_by=facts.provided_by,
        satisfied_by=facts.satisfied_by,
        phase=facts.phase,
        drugs=tuple(wanted.drugs),
        evidence=evidence,
        is_asked=any(one != OURS and not one.startswith("terms of ") for one in wanted.sources),
        is_advice=wanted.is_advice,
        is_known=None not in wanted.due,
    )


def _state(wanted: _Wanted, evidence: str, context: Context, own: set[str]) -> str:
    """As people recorded it, else as the claim's list of documents and its own contents say."""
    document = wanted.facts.document
    if document in context.recorded:
        return context.recorded[document]
    names = [document, *(one for one in ALIASES.get(document, ()) if one not in own)]
    if evidence or any(one in (context.claim.documents or ()) for one in names):
        return "present"
    return "missing" if any(one is not False for one in wanted.due) else "not_needed"


_EVIDENT = {"weight", "description"}


def _evidence(document: str, context: Context) -> str:
    """What the claim and the patient's record hold of the document themselves."""
    patient = context.claim.patient
    if document == "weight" and patient and patient.weight_kg and patient.weight_date:
        return f"{spoken(patient.weight_kg)} kg on {spoken(patient.weight_date)}, from the record"
    if document == "description":
        for line in context.claim.lines:
            code = context.code_of(line)
            if code is not None and code.is_noc and line.description:
                return f"on line {line.number}"
    return ""

"""The documents every drug claim needs, and whether they are known to be on file."""

from __future__ import annotations

from dataclasses import dataclass

from claims.scrubber.context import Context
from claims.scrubber.grouping import DrugGroup
from claims.scrubber.report import ChecklistItem


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    code: str
    label: str
    why: str
    aliases: tuple[str, ...] = ()


_DOCUMENTS = (
    _Document(
        code="order",
        label="Signed order: drug, dose, route, frequency",
        why="The payer asks who ordered the drug and what was ordered.",
    ),
    _Document(
        code="dose_log",
        label="Administration record: dose, route, lot, start and stop",
        why="It supports the units billed and the administration code.",
        aliases=("mar",),
    ),
    _Document(
        code="dx",
        label="Note that supports the diagnosis",
        why="It shows why this drug is necessary for this patient.",
        aliases=("dx_lab", "hist"),
    ),
    _Document(
        code="waste",
        label="Discarded amount, with time and who discarded it",
        why="A JW line is paid only when the chart shows what was discarded.",
    ),
    _Document(
        code="signature",
        label="Signature with credentials of who gave the drug",
        why="An unsigned record supports nothing.",
    ),
)


_DESCRIPTION = _Document(
    code="description",
    label="Drug name, dose and NDC of the unclassified drug",
    why="Without them nobody can price an unclassified code.",
)


def checklist(groups: tuple[DrugGroup, ...], context: Context) -> tuple[ChecklistItem, ...]:
    """The items of a claim with a drug line; none for other claims."""
    if not groups:
        return ()
    has_waste = any(group.discarded for group in groups)
    is_unclassified = any(_is_noc(group, context) for group in groups)
    wanted = (*_DOCUMENTS, _DESCRIPTION) if is_unclassified else _DOCUMENTS
    return tuple(_item(one, context, has_waste=has_waste) for one in wanted)


def _is_noc(group: DrugGroup, context: Context) -> bool:
    code = context.code_of(group.anchor)
    return code is not None and code.is_noc


def _item(document: _Document, context: Context, *, has_waste: bool) -> ChecklistItem:
    filed = context.claim.documents
    is_required = document.code != "waste" or has_waste
    if filed is not None and {document.code, *document.aliases} & set(filed):
        state = "present"
    else:
        state = "missing" if is_required else "not_needed"
    return ChecklistItem(
        code=document.code,
        label=document.label,
        is_required=is_required,
        state=state,
        source=document.why,
    )

"""When a save is refused because the stored claim moved on: say it, keep everything typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from claims.draft import Draft
from claims.forms.entry import Entry
from claims.gather.stored import draft_for
from claims.models import Claim
from claims.scrubber.findings import spoken
from claims.services import ClaimSentError, KeyReusedError, LineGoneError, SaveRefusedError

COMPARED = {
    "patient": "Patient", "payer": "Payer", "date_of_service": "Date of service",
    "place": "Place", "rendering": "Rendering provider", "diagnoses": "Diagnoses",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What stands against the save, and the form to show again, over the stored version."""

    heading: str
    sentence: str
    differences: list[tuple[str, str, str]]
    entry: Entry


def conflict_with(
    refusal: SaveRefusedError, posted: QueryDict, entry: Entry, draft: Draft
) -> Conflict:
    """The refusal in words; the form again, now over what is stored, with a fresh key."""
    data = posted.copy()
    data["submit_key"] = str(Entry(entry.desk).save.initial["submit_key"])
    if entry.stored is None:
        again = Entry(entry.desk, data=data)
        return Conflict(
            heading="This form was saved before, with other contents",
            sentence="Nothing more was saved. Saving again makes a second claim.",
            differences=[],
            entry=again,
        )
    now = Claim.objects.visible_to(entry.desk.user).get(pk=entry.stored.claim.pk)
    stored = draft_for(entry.desk.user, now)
    data["base_version"] = str(now.version)
    for name in [name for name in data if name.endswith("-line_id")]:
        del data[name]
    heading = "Nothing was saved: this claim was changed since you opened it"
    if isinstance(refusal, LineGoneError):
        heading = "Nothing was saved: a line of this form is not of this claim any more"
    elif isinstance(refusal, KeyReusedError):
        heading = "Nothing was saved: this form was saved before, with other contents"
    elif isinstance(refusal, ClaimSentError):
        heading = "Nothing was saved: this claim was sent meanwhile"
    return Conflict(
        heading=heading,
        sentence="What you typed stands below, and these parts differ from what is stored.",
        differences=differences(stored, draft),
        entry=Entry(entry.desk, data=data, draft=stored),
    )


def differences(stored: Draft, typed: Draft) -> list[tuple[str, str, str]]:
    """(what, stored, typed) for every part that differs."""
    found = []
    for name, label in COMPARED.items():
        theirs, yours = _text(getattr(stored.claim, name)), _text(getattr(typed.claim, name))
        if theirs != yours:
            found.append((label, theirs, yours))
    for position in range(max(len(stored.lines), len(typed.lines))):
        theirs, yours = _line(stored, position), _line(typed, position)
        if theirs != yours:
            found.append((f"Line {position + 1}", theirs, yours))
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)


def _line(draft: Draft, position: int) -> str:
    if position >= len(draft.lines):
        return ""
    row = draft.lines[position].row
    dose = f"{spoken(row.dose_amount)} {row.dose_measure}" if row.dose_amount is not None else ""
    units = f"{spoken(row.units)} units" if row.units is not None else ""
    parts = [row.code, dose, units, " ".join(row.modifiers), row.pointers]
    return " · ".join(part for part in parts if part)

"""The entry page as a whole, and the shown lines that page and fragment share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.forms.entry import Entry
from claims.gather.desk import patients
from claims.scrubber.catalogue import all_rules
from claims.services import Checked
from claims.views.mending import Step
from claims.views.on_file import on_file
from claims.views.request import StaffRequest
from claims.views.shown import MARK, Offer, ShownCheck, ShownFinding, shown_check

LISTED_PATIENTS = 50  # the list grows by typing; without scripts the name is typed in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Why nothing was saved or made ready: (id of the input, sentence) pairs."""

    heading: str
    items: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One row of the ledger with what was found on it."""

    form: Any
    index: int
    findings: Sequence[ShownFinding]
    offers: Sequence[Offer]

    @property
    def number(self) -> int:
        """The line's number on the page, from 1."""
        return self.index + 1

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on the line."""
        return self.form.is_blank if self.form.is_bound else not self.form.initial

    @property
    def worst(self) -> str:
        """The worst severity on the line, or nothing."""
        return self.findings[0].severity if self.findings else ""

    @property
    def mark(self) -> str:
        """The sign of the worst severity."""
        return MARK[self.worst] if self.worst else ""

    @property
    def record_open(self) -> bool:
        """The drug record is open on a drug line and on the first empty one."""
        code = str(self.form["code"].value() or "")
        return code[:1].isalpha() or (not code and self.index == 0)


def shown_lines(entry: Entry, check: ShownCheck | None) -> list[ShownLine]:
    """The rows of the form with their findings and offers."""
    found: list[ShownFinding] = check.findings if check else []
    offers = check.offers if check else {}
    return [
        ShownLine(
            form=form,
            index=index,
            findings=[finding for finding in found if finding.line == index + 1],
            offers=offers.get(index + 1, []),
        )
        for index, form in enumerate(entry.lines.forms)
    ]


def attach(entry: Entry, check: ShownCheck) -> None:
    """Give each input the findings that point to it."""
    for finding in check.findings:
        name = finding.input_name
        if name.startswith("lines-"):
            _, index, field = name.split("-", 2)
            if int(index) < len(entry.lines.forms):
                form = entry.lines.forms[int(index)]
                form.findings.setdefault(field, []).append(finding)
        elif name in entry.more.fields:
            entry.more.findings.setdefault(name, []).append(finding)
        elif name:
            entry.head.findings.setdefault(name, []).append(finding)


def total_of(entry: Entry) -> str:
    """The sum of the charges that can be read, in dollars."""
    charges = [getattr(form, "cleaned_data", {}).get("charge") for form in entry.lines.forms]
    if not entry.lines.is_bound:
        charges = [form.initial.get("charge") for form in entry.lines.forms]
    cents = sum(charge or 0 for charge in charges)
    return f"${cents // 100:,}.{cents % 100:02}"


def entry_page(  # noqa: PLR0913 - the page's parts, all but three optional
    request: StaffRequest,
    entry: Entry,
    checked: Checked | None,
    *,
    whole: bool = False,
    summary: Summary | None = None,
    conflict: Any = None,
    focus: str = "",
    steps: Sequence[Step] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page. ``whole`` shows every finding, also those of fields not yet touched."""
    check = None
    if checked is not None:
        live = not whole and entry.stored is None
        unread = entry.errors if entry.head.is_bound else []
        check = shown_check(checked, rules_run=len(all_rules()), live=live, unread=unread)
        attach(entry, check)
    claim = entry.stored.claim if entry.stored else None
    context = {
        "title": f"Claim {claim.number}" if claim else "New claim",
        "claim": claim,
        "entry": entry,
        "check": check,
        "shown_lines": shown_lines(entry, check),
        "diagnoses": entry.head.diagnosis_cells(checked.titles if checked else ()),
        "on_file": on_file(checked.draft) if checked else None,
        "shown_patients": patients(entry.desk.user)[:LISTED_PATIENTS],
        "total": total_of(entry),
        "saved": _saved(request, entry),
        "summary": summary,
        "conflict": conflict,
        "focus": focus or _first_focus(request, entry),
        "steps": steps,
        "undos": entry.undos,
        "whole": whole,
        "page": request.path,
    }
    return render(request, "claims/entry.html", context, status=status)


def _first_focus(request: StaffRequest, entry: Entry) -> str:
    """Where the cursor waits: at the patient of a new claim, at Mark ready after a save."""
    if request.method == "POST":
        return ""
    if entry.stored is None:
        return "id_patient"
    return "do-ready" if len(get_messages(request)) else ""


def _saved(request: StaffRequest, entry: Entry) -> str:
    """The save state in words; a message of the save itself is shown here, not as a band."""
    said = [str(message) for message in get_messages(request)]
    if request.method == "POST":
        return "Not saved yet"
    if entry.stored is None:
        return "Not saved yet"
    practice = entry.stored.claim.practice
    at = timezone.localtime(entry.stored.claim.updated_at, practice.zone)
    return f"{' '.join(said)} Saved {at:%m/%d/%Y %H:%M}".strip()

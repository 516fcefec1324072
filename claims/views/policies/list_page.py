"""The page on which a payer's list is looked at before it goes into a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from claims.forms.policy.lists import ListMappingForm, letters
from codes.importers.source import Source
from codes.models import PolicyVersion
from codes.policies.lists.cells import shown
from codes.policies.lists.difference import Difference
from codes.policies.lists.guessing import Columns, best_sheet, guess
from codes.policies.lists.kinds import KINDS, ListKind
from codes.policies.lists.known import refusals_on, unlisted
from codes.policies.lists.proposing import Bases, Body, Choices, Proposal, propose
from codes.policies.lists.rows import Terms
from codes.policies.lists.sheet import sheets_of
from codes.policies.storing import export_policy

SAMPLES = 3
MOST_REFUSED = 1_000


class KeptList(NamedTuple):
    """A file between two pages: where it lies, its owner's name for it, its draft and kind."""

    stored_name: str
    name: str
    identifier: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column as the page shows it: what stands in it, and the input for what it means."""

    letter: str
    title: str
    samples: tuple[str, ...]
    field: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A difference with what it is against."""

    name: str
    against: str
    found: Difference


class ListPage:
    """One list, one draft. Raises UnreadableFile where the file is no table."""

    def __init__(
        self, version: PolicyVersion, kept: KeptList, source: Source, today: dt.date
    ) -> None:
        self.version, self.kept, self.source, self.today = version, kept, source, today
        self.kind = ListKind(kept.kind)
        self.sheets = sheets_of(source)
        self.sheet = best_sheet(self.sheets, self.kind)
        self.in_force = _in_force_beside(version, today)
        self.draft: Body = export_policy(version.identifier)
        self.proposal: Proposal | None = None
        self.unlisted: tuple[str, ...] = ()

    def read(self, posted: Mapping[str, Any] | None) -> None:
        """Read the list as it was posted, or as it can be guessed."""
        if posted is not None:
            numbered = {str(sheet.number): sheet for sheet in self.sheets}
            self.sheet = numbered.get(str(posted.get("sheet", "")), self.sheet)
        columns = guess(self.sheet, self.kind)
        if posted is not None and self._is_another_table(posted):
            posted = self._guessed_anew(posted, columns)
        # one form, bound to the guess at first: what is shown is what would be applied
        self.form = ListMappingForm(
            posted if posted is not None else self._at_first(columns),
            kind=self.kind,
            sheets=self.sheets,
            sheet=self.sheet,
            initial={},
            today=self.today,
        )
        self.heading = columns.heading
        if self.form.is_valid():
            self._propose(self.form.columns())

    @property
    def table(self) -> str:
        """The table that the meanings of the columns were chosen for."""
        return f"{self.sheet.number}"

    def _is_another_table(self, posted: Mapping[str, Any]) -> bool:
        return str(posted.get("table", self.table)) != self.table

    def _at_first(self, columns: Columns) -> dict[str, str]:
        """What the page begins with: the guess, and what the draft says already."""
        site = self.draft.get("site_of_care") or {}
        day = self.source.day_in_name()
        return {
            "sheet": str(self.sheet.number),
            "others": "take_out",
            "setting": self._setting_of(columns),
            "restricted": ", ".join(site.get("restricted") or ()),
            "source_kind": str(PolicyVersion.SourceKind.BULLETIN),
            "source_day": f"{day:%m/%d/%Y}" if day and day <= self.today else "",
        } | _as_posted(columns)

    def _guessed_anew(self, posted: Mapping[str, Any], columns: Columns) -> dict[str, str]:
        """What was posted, with a guess for the sheet that was chosen instead."""
        kept = {
            name: str(posted[name])
            for name in ("sheet", "others", "setting", "restricted", "source_kind", "source_day")
            if name in posted
        }
        return kept | _as_posted(columns)

    def _setting_of(self, columns: Columns) -> str:
        """What the draft says already, where no column of the list says it."""
        if self.kind is ListKind.SITE and "site" not in columns.meanings:
            return ", ".join((self.draft.get("site_of_care") or {}).get("allowed") or ())
        if self.kind is ListKind.CHANNEL and "channel" not in columns.meanings:
            return "specialty_pharmacy"  # what such lists are about, almost always
        return ""

    def _propose(self, columns: Columns) -> None:
        self.heading = columns.heading
        codes = [one["code"] for one in self.draft.get("codes") or ()]
        terms = Terms(
            kind=self.kind,
            first=self.version.effective_from,
            refusals=partial(refusals_on, self.version.effective_from or self.today),
            setting=self.form.setting_chosen(),
            codes=frozenset(codes),
        )
        choices = Choices(
            source=self.form.source(self.source.sha256),
            document=self.source.outer_name,
            keeps_others=self.form.cleaned_data["others"] == "leave",
            restricted=self.form.cleaned_data.get("restricted") or (),
        )
        force = export_policy(self.in_force.identifier) if self.in_force else None
        bases = Bases(draft=self.draft, in_force=force)
        self.proposal = propose(self.sheet, columns, terms, bases, choices)
        if self.kind is not ListKind.PRODUCTS:
            self.unlisted = unlisted([entry.key for entry in self.proposal.read.entries])

    @property
    def label(self) -> str:
        """The kind of list in words."""
        return KINDS[self.kind].label

    @property
    def thing(self) -> str:
        """What the list names."""
        return "products" if self.kind is ListKind.PRODUCTS else "codes"

    @property
    def columns(self) -> list[Column]:
        """The columns with their first different cells."""
        titles = self.sheet.row(self.heading)
        below = [row for number, row in self.sheet.rows if number > self.heading][:200]
        return [
            Column(
                letter=letters(at),
                title=shown(titles[at]),
                samples=tuple(dict.fromkeys(shown(row[at]) for row in below if row[at]))[:SAMPLES],
                field=field,
            )
            for at, field in enumerate(self.form.meanings)
        ]

    @property
    def compared(self) -> list[Compared]:
        """The difference against the version in force, and against the draft where it differs."""
        if self.proposal is None:
            return []
        draft = Compared(name="draft", against="this draft", found=self.proposal.against_draft)
        if self.in_force is None or self.proposal.against_force is None:
            return [draft]
        number = self.in_force.number
        against = f"version {number}, {self._standing()}"
        if self.proposal.against_force == self.proposal.against_draft:
            return [replace(draft, against=f"{against}, and this draft")]
        force = Compared(name="force", against=against, found=self.proposal.against_force)
        return [force, draft]

    def _standing(self) -> str:
        version = self.in_force
        return "in force" if version and version.holds_on(self.today) else "published last"

    @property
    def refused(self) -> Any:
        """The refused rows, as many as a page shows."""
        return self.proposal.read.refused[:MOST_REFUSED] if self.proposal else []

    @property
    def more_refused(self) -> int:
        """How many refused rows the page does not show."""
        return max(len(self.proposal.read.refused) - MOST_REFUSED, 0) if self.proposal else 0

    def done_words(self) -> str:
        """What was done, for the page that follows."""
        if self.proposal is None:
            return ""
        found = self.proposal.against_draft
        counts = (
            f"{len(found.added):,} added, {len(found.removed):,} removed, {found.changes:,} changed"
        )
        return f"{self.kept.name} is in the draft: {counts}. It is kept as its source."


def _as_posted(columns: Columns) -> dict[str, str]:
    meanings = {f"column-{at}": str(one or "") for at, one in enumerate(columns.meanings)}
    return {"heading": str(columns.heading)} | meanings


def _in_force_beside(version: PolicyVersion, today: dt.date) -> PolicyVersion | None:
    """The published version of the same policy that holds today, else the newest published."""
    published = PolicyVersion.objects.filter(
        policy=version.policy_id, status=PolicyVersion.Status.PUBLISHED
    ).order_by("-number")
    listed = list(published)
    return next((one for one in listed if one.holds_on(today)), listed[0] if listed else None)

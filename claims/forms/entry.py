"""The whole entry form: the head, the lines, and the rows they mean."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from claims.draft import Draft
from claims.forms.circumstances import CircumstancesForm
from claims.forms.claim import ClaimForm
from claims.forms.drafting import draft_claim, draft_line, new_patient
from claims.forms.initial import head_values, line_values
from claims.forms.line import LineSet
from claims.forms.posted import UNDO, rows_of
from claims.forms.undo import KEPT, label_of
from claims.gather.desk import Desk
from claims.models import Claim

BLANK_ROWS = 2
CODE_INPUT = re.compile(r"lines-[0-9]{1,6}-code")


class SaveForm(forms.Form):
    """The hidden part of the page: which version was opened, and the key of this save."""

    base_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    submit_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "The form arrived without its key; open the page again."
        ),
    )


class Entry:
    """The entry form over a claim, empty, loaded or posted.

    Everything posted stays in the form whatever happens; `draft` gives the rows it means.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        data: QueryDict | None = None,
        draft: Draft | None = None,
        code: str = "",
    ) -> None:
        self.desk = desk
        self.stored = draft
        self.torn = ""
        if data is not None:
            data, self.torn = rows_of(data)
        self.data = data
        head = head_values(draft, desk) if data is None else None
        rows = line_values(draft) if data is None else None
        if data is None and draft is None and code:
            rows = [{"code": code}]
        self.head = ClaimForm(data, initial=head, desk=desk, stored=draft.claim if draft else None)
        self.lines = LineSet(data, initial=rows, prefix="lines")
        if data is None:
            self.lines.extra = 1 if rows else BLANK_ROWS
        self.more = CircumstancesForm(data, desk=desk, draft=draft, codes=self._codes(rows))
        version = draft.claim.version if draft else None
        self.save = SaveForm(data, initial={"base_version": version, "submit_key": uuid.uuid4()})

    def _codes(self, rows: list[dict[str, Any]] | None) -> list[str]:
        """The codes on the lines, as posted or stored."""
        if self.data is None:
            return [str(row.get("code") or "") for row in rows or ()]
        return [str(self.data[name]) for name in self.data if CODE_INPUT.fullmatch(name)]

    @property
    def undos(self) -> list[tuple[int, str, str]]:
        """(position, what was done, its hidden input) of what can be taken back, newest first."""
        if self.data is None:
            return []
        listed = [(text, label_of(text)) for text in self.data.getlist(UNDO)[-KEPT:]]
        kept = [(text, label) for text, label in listed if label]
        return [(at, label, text) for at, (text, label) in enumerate(kept)][::-1]

    def is_storable(self) -> bool:
        """Whether everything typed can be stored; what a rule thinks of it is another question."""
        forms_of = (self.save, self.head, self.lines, self.more)
        parts = [form.is_valid() for form in forms_of]
        return all(parts) and not self.torn

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) of everything that cannot be stored, in reading order."""
        found = [
            (self.head[name].id_for_label, str(sentence))
            for name, sentences in self.head.errors.items()
            for sentence in sentences
            if name in self.head.fields
        ]
        found += [("", self.torn)] if self.torn else []
        found += [("", str(sentence)) for sentence in self.lines.non_form_errors()]
        for index, form in enumerate(self.lines.forms, start=1):
            for name, sentences in form.errors.items():
                found += [(form[name].id_for_label, f"Line {index}: {s}") for s in sentences]
        for name, sentences in self.more.errors.items():
            found += [(self.more[name].id_for_label, str(s)) for s in sentences]
        found += [("", f"{s}") for sentences in self.save.errors.values() for s in sentences]
        return found

    def draft(self) -> Draft:
        """The rows that the form means; a field that cannot be read counts as empty."""
        self.is_storable()
        head = getattr(self.head, "cleaned_data", {})
        patient = self.head.chosen_patient
        if patient is None and self.head.adds_patient:
            patient = new_patient(head)
        stored = self.stored.claim if self.stored else None
        lines = [
            draft_line(form, index, self.stored)
            for index, form in enumerate(self.lines.forms, start=1)
            if not form.is_blank
        ]
        claim = draft_claim(head, patient, self.desk, stored)
        self.more.write_to(claim)
        draft = Draft(claim=claim, lines=lines)
        if self.stored is not None:
            draft.recorded, draft.overrides = self.stored.recorded, self.stored.overrides
        return draft

    @property
    def posted_line_ids(self) -> list[int]:
        """Ids of stored lines that the post names, as often as it names them."""
        ids = [getattr(form, "cleaned_data", {}).get("line_id") for form in self.lines.forms]
        return [line_id for line_id in ids if line_id is not None]


def still_said(draft: Draft, stored: Claim | None) -> None:
    """While typing, only what a stored claim said to be missing still is."""
    before = stored.said_missing if stored else []
    draft.claim.said_missing = [name for name in draft.claim.said_missing if name in before]

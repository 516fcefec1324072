"""What would become of a draft if a list were applied, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codes.policies.lists.difference import Difference, difference
from codes.policies.lists.guessing import Columns
from codes.policies.lists.kinds import ListKind
from codes.policies.lists.merging import merge
from codes.policies.lists.reading import ReadList, read_list
from codes.policies.lists.rows import Terms
from codes.policies.lists.sheet import Sheet
from codes.policies.values import MOST_LISTED
from codes.policies.writing import json_text

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bases:
    """Policy JSON of the draft, and of the version in force where there is one."""

    draft: Body
    in_force: Body | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person decided beside the meaning of columns.

    ``source`` is that of policy JSON, ``document`` the name of the file, for citations.
    """

    source: Body
    document: str = ""
    keeps_others: bool = False
    restricted: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The list as it was read, the draft as it would be, and what that changes.

    ``problem`` says why it cannot be applied. ``doubtful`` are codes or brands that leave the
    draft although a row names them, each with that row: it was refused. ``sha256`` stands for the
    whole, so that what is applied is what was looked at.
    """

    read: ReadList
    body: Body
    against_draft: Difference
    against_force: Difference | None
    problem: str
    is_new: bool
    doubtful: tuple[tuple[str, int], ...] = ()

    @property
    def sha256(self) -> str:
        """A digest of the draft as it would be."""
        return hashlib.sha256(json_text(self.body).encode()).hexdigest()


def propose(
    sheet: Sheet, columns: Columns, terms: Terms, bases: Bases, choices: Choices
) -> Proposal:
    """Read a list and put it into the draft, in memory alone."""
    read = read_list(sheet, columns, terms)
    body = merge(
        bases.draft,
        read,
        keeps_others=choices.keeps_others,
        restricted=choices.restricted,
        document=choices.document,
    )
    body["source"] = choices.source
    against_force = None
    if bases.in_force is not None:
        against_force = difference(terms.kind, bases.in_force, body)
    against_draft = difference(terms.kind, bases.draft, body)
    return Proposal(
        read=read,
        body=body,
        against_draft=against_draft,
        against_force=against_force,
        problem=_problem(read, body),
        is_new=body != bases.draft,
        doubtful=_doubtful(read, against_draft.removed),
    )


def _doubtful(read: ReadList, removed: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """What goes although a refused row names it, by name, each with the first such row."""
    rows = {key: one.row for one in reversed(read.refused) for key in one.keys}
    return tuple((key, rows[key]) for key in removed if key in rows)


def _problem(read: ReadList, body: Body) -> str:
    key, what = ("products", "products") if read.kind is ListKind.PRODUCTS else ("codes", "codes")
    listed = len(body.get(key) or ())
    if not read.entries:
        return f"No row brings any of the {what}. The reasons stand below, row by row."
    if listed > MOST_LISTED:
        return (
            f"The policy would name {listed:,} {what}; it can name {MOST_LISTED:,} at most. Split"
            " the list, and give each part a policy of its own."
        )
    if read.kind is ListKind.SITE and not read.setting:
        return "Say which places are covered: no column says it."
    if read.kind is ListKind.CHANNEL and not read.setting:
        return "Say where the drug may be bought: no column says it."
    return ""

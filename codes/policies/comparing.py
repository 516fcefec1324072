"""Two versions side by side, in the sentences that people read."""

from __future__ import annotations

from dataclasses import dataclass

from codes.models import PolicyVersion
from codes.policies.publishing import days_of
from codes.policies.sentences import sections_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One sentence and what became of it: added, removed or kept."""

    text: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSection:
    """The sentences of one section; those that went stand where they stood."""

    title: str
    sentences: tuple[Compared, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything in it is said otherwise."""
        return any(one.what != "kept" for one in self.sentences)


def compared(old: PolicyVersion | None, new: PolicyVersion) -> list[ComparedSection]:
    """What ``new`` says otherwise than ``old``; both read with their requirements."""
    then = dict(_told(old)) if old is not None else {}
    now = dict(_told(new))
    found = []
    for title in [*now, *(one for one in then if one not in now)]:
        before, after = then.get(title, []), now.get(title, [])
        rows = [Compared(text=one, what="removed") for one in before if one not in after]
        rows += [Compared(text=one, what="kept" if one in before else "added") for one in after]
        found.append(ComparedSection(title=title, sentences=tuple(rows)))
    return found


def _told(version: PolicyVersion) -> list[tuple[str, list[str]]]:
    codes = [row.code for row in version.policycode_rows.all()]
    review = f"To be reviewed by {version.review_by:%m/%d/%Y}." if version.review_by else ""
    about = [f"Dates of service: {days_of(version)}.", review, f"{version.get_standing_display()}."]
    head = [("Codes", codes), ("Days and standing", [one for one in about if one])]
    sections = sections_of(version)
    return [*head, *((one.title, [said.text for said in one.sentences]) for one in sections)]

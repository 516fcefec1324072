"""What a file of ICD-10-CM says, whatever its shape."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from codes.importers.problem import UnreadableFile

_CODE = re.compile(r"[A-Z][0-9A-Z]{2,6}")  # a letter may stand second: QA0.0101
LONGEST = 300
MANIFESTATION = "in diseases classified elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisFile:
    """Title and whether it is billable, by code without its dot.

    ``not_first`` gives, by code, why it and what is below it cannot stand first.
    """

    codes: dict[str, tuple[str, bool]]
    not_first: dict[str, str]
    action_days: frozenset[dt.date] = frozenset()


@dataclass(slots=True)
class Collected:
    """Takes codes one by one, with the place where each stands."""

    name: str
    codes: dict[str, tuple[str, bool]] = field(default_factory=dict)
    not_first: dict[str, str] = field(default_factory=dict)

    def add(self, written: str, title: str, *, is_billable: bool, place: str) -> None:
        """Take one code. Raises UnreadableFile for what is none, or comes again."""
        code = written.replace(".", "", 1)
        if not _CODE.fullmatch(code) or (len(written) > 3 and "." in written[:3]):
            raise UnreadableFile(f"{place}: {written!r} is no ICD-10-CM code.")
        if not title:
            raise UnreadableFile(f"{place}: {written} has no title.")
        if code in self.codes:
            raise UnreadableFile(f"{place}: {written} is listed twice; once is wanted.")
        self.codes[code] = (title[:LONGEST], is_billable)
        if MANIFESTATION in title.casefold():
            self.not_first[code] = "manifestation"

    def file(self, days: frozenset[dt.date] = frozenset()) -> DiagnosisFile:
        """Everything taken. Raises UnreadableFile where nothing was."""
        if not any(is_billable for _title, is_billable in self.codes.values()):
            raise UnreadableFile(f"{self.name} lists no billable codes; ICD-10-CM is wanted.")
        return DiagnosisFile(codes=self.codes, not_first=self.not_first, action_days=days)

"""How a code's versions change when a file speaks of it: rows in memory, nothing stored.

A version is a wording with its billing unit. New wording in a newer file closes the version and
opens the next; every other change corrects the version in place. What the file does not carry
(kind, drug, routes, OPPS status, label maximum) is never touched and passes to the next version.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from codes.importers import drugs
from codes.importers.cms_hcpcs import HcpcsRecord
from codes.importers.release import is_newer, is_official
from codes.models import HcpcsCode, ReferenceRelease, UnitStanding

_DAY = dt.timedelta(days=1)

# Everything this importer writes, the release apart: a row that merely moves to a newer release
# with all of these as they were is unchanged.
FACTS = (
    "long_descriptor",
    "short_descriptor",
    "added",
    "ended",
    "last_action",
    "action_code",
    "coverage",
    "unit_amount",
    "unit_measure",
    "unit_standing",
    "absent_since",
    "effective_from",
    "effective_through",
)


# What the next version takes over; the wording too, so that a person's unit stays with its words.
_PASSES_ON = (
    "code",
    "kind",
    "drug",
    "is_noc",
    "opps_status",
    "routes",
    "max_units",
    "long_descriptor",
    "unit_amount",
    "unit_measure",
    "unit_standing",
)


@dataclass(slots=True, kw_only=True)
class Revision:
    """What one record asks of the table; ``confirmed`` rows only move to the newer release."""

    outcome: str
    create: HcpcsCode | None = None
    update: list[HcpcsCode] = field(default_factory=list)
    delete: list[HcpcsCode] = field(default_factory=list)
    confirmed: list[HcpcsCode] = field(default_factory=list)


def first_version(
    record: HcpcsRecord, release: ReferenceRelease, absent_since: dt.date | None
) -> HcpcsCode:
    """The one version of a code that is new to the table."""
    kind = drugs.kind_of(record.code, record.long_descriptor)
    row = HcpcsCode(
        code=record.code,
        kind=kind,
        is_noc=drugs.is_noc(record.code, record.long_descriptor),
        effective_from=record.added,
        effective_through=record.ended,
        absent_since=absent_since,
    )
    _reword(row, record)
    _correct(row, record, release)
    return row


def revise(versions: list[HcpcsCode], record: HcpcsRecord, release: ReferenceRelease) -> Revision:
    """Bring the versions of one code, oldest first and never none, up to a file's record."""
    if is_newer(versions[-1].release, release):
        return Revision(outcome="unchanged")
    kept = [*versions]
    delete = _without_days(kept, record)
    current = kept[-1]
    before = _facts(current)
    was_ended = current.ended is not None
    start = _next_start(current, record, release)
    if start is not None:
        return _opened(current, record, release, start, delete)
    _reword(current, record)
    _correct(current, record, release)
    current.effective_from = _first_day(kept, record)
    current.effective_through = record.ended
    if current.absent_since and current.absent_since <= release.effective_from:
        current.absent_since = None
    if _facts(current) == before and not delete:
        return Revision(outcome="unchanged", confirmed=[current])
    outcome = "ended" if record.ended and not was_ended else "changed"
    return Revision(outcome=outcome, update=[current], delete=delete)


def _next_start(
    current: HcpcsCode, record: HcpcsRecord, release: ReferenceRelease
) -> dt.date | None:
    """The first day of a new version; None where the current one stays.

    A code that comes back after its end starts on its new ADD DT. New wording starts on ACT EFF
    DT where that lies after the release known so far, else on the day of the newer release: an
    action older than the known release cannot be the one that changed its words.
    """
    known = current.release
    if not is_official(known):
        return None
    if current.ended and record.added > current.ended:
        return record.added
    if known.effective_from >= release.effective_from or _same_words(current, record):
        return None
    start = release.effective_from
    if record.last_action and record.last_action > known.effective_from:
        start = record.last_action
    after_start = current.effective_from is None or start > current.effective_from
    before_end = record.ended is None or start <= record.ended
    return start if after_start and before_end else None


def _opened(
    current: HcpcsCode,
    record: HcpcsRecord,
    release: ReferenceRelease,
    start: dt.date,
    delete: list[HcpcsCode],
) -> Revision:
    following = HcpcsCode(**{name: getattr(current, name) for name in _PASSES_ON})
    following.effective_from = start
    following.effective_through = record.ended
    _reword(following, record)
    _correct(following, record, release)
    if current.effective_through is None or current.effective_through >= start:
        current.effective_through = start - _DAY
    current.absent_since = None
    newly_ended = record.ended is not None and current.ended is None
    return Revision(
        outcome="ended" if newly_ended else "changed",
        create=following,
        update=[current],
        delete=delete,
    )


def _without_days(versions: list[HcpcsCode], record: HcpcsRecord) -> list[HcpcsCode]:
    """Take off the versions that would start after the code's end: they never held."""
    gone: list[HcpcsCode] = []
    while len(versions) > 1 and record.ended is not None:
        start = versions[-1].effective_from
        if start is None or start <= record.ended:
            break
        gone.append(versions.pop())
    return gone


def _first_day(versions: list[HcpcsCode], record: HcpcsRecord) -> dt.date:
    """The current version's first day: ADD DT, unless an earlier version holds until later."""
    if len(versions) == 1:
        return record.added
    through = versions[-2].effective_through
    if through is None:
        return versions[-1].effective_from or record.added
    return max(record.added, through + _DAY)


def _same_words(row: HcpcsCode, record: HcpcsRecord) -> bool:
    return row.long_descriptor.casefold() == record.long_descriptor.casefold()


def _reword(row: HcpcsCode, record: HcpcsRecord) -> None:
    """Take the wording and the unit read from it; a person's unit stays while the words stay."""
    same = _same_words(row, record)
    row.long_descriptor = record.long_descriptor
    if same and row.unit_standing == UnitStanding.CONFIRMED:
        return
    unit = drugs.unit_of(record.code, record.long_descriptor, row.kind)
    row.unit_amount = unit.amount
    row.unit_measure = unit.measure
    row.unit_standing = unit.standing


def _correct(row: HcpcsCode, record: HcpcsRecord, release: ReferenceRelease) -> None:
    """Take everything of the record that needs no version of its own."""
    row.short_descriptor = record.short_descriptor
    row.added = record.added
    row.ended = record.ended
    row.last_action = record.last_action
    row.action_code = record.action_code
    row.coverage = record.coverage
    row.release = release


def _facts(row: HcpcsCode) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in FACTS)

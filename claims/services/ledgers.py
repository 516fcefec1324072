"""What a patient has had and may still have of each drug: asked of the rules themselves.

Next day and largest dose are found by asking the edits about doses that were not given yet, so the
ledger can never say otherwise than the check of the claim will.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from claims.gather.history import histories
from claims.gather.reference import reference_for
from claims.models import Claim, Patient
from claims.scrubber.catalogue import all_rules
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.grouping import DrugGroup, drug_groups
from claims.scrubber.history import LIVE
from claims.scrubber.notation import folded
from claims.scrubber.policies import applied_to, limits_of
from claims.scrubber.policy import Limit
from claims.scrubber.policy_limits import doses_in_window, policy_limits, total_in_window
from claims.scrubber.quantities import as_decimal
from claims.scrubber.reference import ReferenceSnapshot
from claims.scrubber.snapshot import (
    Amount,
    ClaimSnapshot,
    HistoryLine,
    LineSnapshot,
    PatientSnapshot,
)
from claims.scrubber.windows import words
from codes.models import Payer

LIMITS = ("POL-006", "POL-007", "POL-008", "POL-009", "POL-010")
SEEN_AHEAD = 400  # days: no policy asks for more than a year between doses
MOST_UNITS = 100_000
_COUNTED = {"max_count": "doses", "cumulative_units": "units", "cumulative_amount": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How much of a limit is used: ``used`` of ``most`` in ``span``; None where it is not known."""

    span: str
    used: Decimal | None
    most: Decimal
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One earlier dose."""

    day: dt.date
    units: Decimal | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One visit that is thought of, and what would be said of it.

    ``missing`` are facts without which some limit could not be asked.
    """

    day: dt.date
    units: int
    says: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugLedger:
    """One drug of a patient under one payer.

    ``next_on`` is the first day on which a dose breaks no limit, ``largest`` the most units that
    break none today; None where no policy limits them or no day was found. ``missing`` are facts
    without which some limit is not known; ``brands`` have limits of their own, which are left out.
    """

    code: str
    payer: str
    policy: str
    doses: tuple[Dose, ...]
    windows: tuple[Window, ...]
    is_limited: bool
    next_on: dt.date | None
    largest: int | None
    missing: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


class Ledger:
    """The drugs of a patient under one payer, in a fixed number of queries."""

    def __init__(self, patient: Patient, payer: Payer, today: dt.date) -> None:
        self.patient, self.payer, self.today = patient, payer, today
        [history] = histories([Claim(patient=patient)])
        self.history: tuple[HistoryLine, ...] = history or ()
        self.codes = sorted({folded(row.code) for row in self.history if row.code[:1].isalpha()})
        newest = Claim.objects.filter(patient=patient, payer=payer).order_by("-date_of_service")
        self.diagnoses = tuple(newest.values_list("diagnoses", flat=True).first() or ())
        self.reference: ReferenceSnapshot = reference_for([self._claim(self.codes)])

    def _claim(self, codes: Iterable[str]) -> ClaimSnapshot:
        lines = tuple(self._line(code, self.today, 1, at) for at, code in enumerate(codes, 1))
        return self._of(lines, ())

    def _of(self, lines: tuple[LineSnapshot, ...], more: tuple[HistoryLine, ...]) -> ClaimSnapshot:
        weight = max(self.patient.weights.all(), key=lambda one: one.taken_on, default=None)
        return ClaimSnapshot(
            id="planned",
            as_of=self.today,
            payer=self.payer.code,
            patient=PatientSnapshot(
                birth_date=self.patient.birth_date,
                weight_kg=weight.kilograms if weight else None,
                weight_date=weight.taken_on if weight else None,
            ),
            diagnoses=self.diagnoses,
            lines=lines,
            history=(*self.history, *more),
            history_scope="own_practice",
        )

    def _line(self, code: str, day: dt.date, units: int, number: int = 1) -> LineSnapshot:
        pointers = tuple(range(1, min(len(self.diagnoses), 4) + 1))
        return LineSnapshot(
            number=number, code=code, units=Decimal(units), dos_from=day, dos_to=day,
            pointers=pointers, modifiers=(),
        )  # fmt: skip

    def _context(self, code: str, visits: Sequence[tuple[dt.date, int]]) -> Context:
        """Visits that were not made yet, as the lines of one claim: the earlier ones count."""
        lines = tuple(
            self._dosed(self._line(code, day, units, at))
            for at, (day, units) in enumerate(visits, start=1)
        )
        return Context(claim=self._of(lines, ()), reference=self.reference)

    def _dosed(self, line: LineSnapshot) -> LineSnapshot:
        """The line with the dose that its units are of."""
        probe = Context(claim=self._of((line,), ()), reference=self.reference)
        unit = probe.unit_of(line)
        if unit is None or line.units is None:
            return line
        return replace(line, dose=Amount(amount=unit.amount * line.units, measure=unit.measure))

    def said(self, code: str, visits: Sequence[tuple[dt.date, int]]) -> list[Planned]:
        """What the limits say of each visit that is thought of, in order of the days."""
        visits = sorted(visits)
        rules = [rule for rule in all_rules() if rule.id in LIMITS]
        report = scrub(self._context(code, visits), rules, prove=False)
        return [
            Planned(
                day=day,
                units=units,
                says=tuple(one.sentence for one in report.findings if one.line == at),
                missing=tuple(sorted({one.missing for one in report.not_checked})),
            )
            for at, (day, units) in enumerate(visits, start=1)
        ]

    def _is_free(self, code: str, day: dt.date, units: int) -> bool:
        return not self.said(code, [(day, units)])[0].says

    def drug(self, code: str) -> DrugLedger:
        """The ledger of one drug."""
        context = self._context(code, [(self.today, 1)])
        [group] = drug_groups(context) or [None]
        applied = applied_to(group, context) if group is not None else None
        limits = limits_of(group, applied, context) if group is not None and applied else ()
        is_limited = any(not one.brand for one in limits)
        probe = self.said(code, [(self.today, 1)])[0] if is_limited else None
        return DrugLedger(
            code=code,
            payer=self.payer.name,
            policy=applied.name if applied else "",
            doses=self._doses(code),
            windows=self._windows(code),
            is_limited=is_limited,
            next_on=self._next_on(code) if is_limited else None,
            largest=self._largest(code) if is_limited else None,
            missing=probe.missing if probe else (),
            brands=tuple(dict.fromkeys(one.brand for one in limits if one.brand)),
        )

    def _doses(self, code: str) -> tuple[Dose, ...]:
        rows = [row for row in self.history if folded(row.code) == code and row.status in LIVE]
        return tuple(
            Dose(day=row.dos, units=row.units, status=row.status)
            for row in sorted(rows, key=lambda row: row.dos, reverse=True)
        )

    def _windows(self, code: str) -> tuple[Window, ...]:
        context = self._context(code, [(self.today, 0)])
        found = []
        for group in drug_groups(context):
            for _applied, limit in policy_limits(group, context, *_COUNTED):
                found.append(
                    Window(
                        span=words(limit),
                        used=self._used(code, group, context, limit),
                        most=limit.value,
                        measure=_COUNTED[limit.kind] or limit.measure,
                    )
                )
        return tuple(found)

    def _used(self, code: str, group: DrugGroup, context: Context, limit: Limit) -> Decimal | None:
        """What the window holds up to today, a dose of today included."""
        if limit.kind == "max_count":
            today = self._had_today(code)
            return Decimal(len(doses_in_window(group, context, limit)) + today)
        total = total_in_window(group, context, limit)
        return None if total is None else as_decimal(total)

    def _had_today(self, code: str) -> bool:
        return any(one.day == self.today for one in self._doses(code))

    def _next_on(self, code: str) -> dt.date | None:
        """The first free day; a dose of today was given, so the next is tomorrow or later."""
        start = self.today + dt.timedelta(days=self._had_today(code))
        days = (start + dt.timedelta(days=ahead) for ahead in range(SEEN_AHEAD))
        return next((day for day in days if self._is_free(code, day, 1)), None)

    def _largest(self, code: str) -> int | None:
        """The most units that break no limit today: more never breaks less, so it is halved in."""
        if not self._is_free(code, self.today, 1):
            return 0
        if self._is_free(code, self.today, MOST_UNITS):
            return None
        low, high = 1, MOST_UNITS
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._is_free(code, self.today, middle) else (low, middle)
        return low

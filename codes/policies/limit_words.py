"""A limit in words."""

from __future__ import annotations

from decimal import Decimal

from codes.models.policy import PolicyLimit

Kind = PolicyLimit.Kind
# what the edits read of a limit, kind by kind: nothing else is said of it
_OF_INTERVAL = (Kind.MIN_INTERVAL, Kind.INTERVAL_BY_DOSE)
_NO_WASTE = "; discarded drug does not count"
_PERIODS = {1: "month", 3: "quarter", 12: "year"}
_AS_MONTHS = {1: range(28, 32), 3: range(89, 93), 6: range(181, 185), 12: range(365, 367)}


def limit_words(limit: PolicyLimit) -> str:
    """What the limit allows, without a full stop."""
    words = _core(limit)
    if limit.loading_days and limit.kind in _OF_INTERVAL:
        days = ", ".join(str(day) for day in limit.loading_days)
        words += f"; loading doses on days {days}"
    if limit.tolerance and limit.kind in {*_OF_INTERVAL, Kind.DOSE_PER_KG}:
        words += f" (tolerance {_tolerance(limit)})"
    if limit.kind == Kind.UNITS:
        words += "; discarded drug counts" if limit.counts_waste else _NO_WASTE
    elif limit.kind == Kind.AMOUNT:
        words += _NO_WASTE
    if limit.brand:
        words = f"{limit.brand}: {words}"
    return words


def _core(limit: PolicyLimit) -> str:
    value = _plain(limit.value or Decimal(0))
    if limit.kind == Kind.MIN_INTERVAL:
        return f"At least {value} days between doses"
    if limit.kind == Kind.INTERVAL_BY_DOSE:
        rows = [f"{row.min_days} days after {_plain(row.dose)}" for row in limit.rows.all()]
        return f"At least {', '.join(rows)} before the next dose"
    if limit.kind == Kind.DOSE_PER_KG:
        if not limit.measure:
            return f"At most {value} a kilogram of no measure, so it is not checked"
        return f"At most {value} {limit.measure.removesuffix('/kg')}/kg"
    if limit.kind == Kind.MAX_SINGLE:
        return f"At most {value} {limit.measure} a dose"
    if limit.kind == Kind.MAX_SINGLE_UNITS:
        return f"At most {value} units a dose"
    counted = {Kind.MAX_COUNT: "doses", Kind.UNITS: "units"}.get(Kind(limit.kind), limit.measure)
    return f"At most {value} {counted} in {_window(limit)}"


def _window(limit: PolicyLimit) -> str:
    if limit.window == PolicyLimit.Window.CALENDAR:
        return f"the calendar {_period(limit)}"
    count, one = (limit.months, "month") if limit.months else (limit.days or 0, "day")
    return f"any {count} {one}s" if count != 1 else f"any {one}"


def _period(limit: PolicyLimit) -> str:
    """The period as the edits count it: 30 days of the calendar are its month."""
    days = limit.days or 1
    months = limit.months or next((one for one, of in _AS_MONTHS.items() if days in of), None)
    if months:
        return _PERIODS.get(months, f"{months} months")
    return "week" if days == 7 else "day"


def _tolerance(limit: PolicyLimit) -> str:
    tolerance = limit.tolerance or Decimal(0)
    if limit.kind == Kind.DOSE_PER_KG:
        return f"{_plain(tolerance * 100)} %"
    return f"{_plain(tolerance)} day{'' if tolerance == 1 else 's'}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"

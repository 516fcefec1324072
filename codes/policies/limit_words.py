"""A limit in words."""

from __future__ import annotations

from decimal import Decimal

from codes.models.policy import PolicyLimit

Kind = PolicyLimit.Kind


def limit_words(limit: PolicyLimit) -> str:
    """What the limit allows, without a full stop."""
    words = _core(limit)
    if limit.loading_days:
        days = ", ".join(str(day) for day in limit.loading_days)
        words += f"; loading doses on days {days}"
    if limit.tolerance:
        words += f" (tolerance {_tolerance(limit)})"
    if limit.counts_waste is False and limit.kind in {Kind.UNITS, Kind.AMOUNT}:
        words += "; discarded drug does not count"
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
        return f"At most {value} {limit.measure or 'mg/kg'}"
    if limit.kind == Kind.MAX_SINGLE:
        return f"At most {value} {limit.measure} a dose"
    if limit.kind == Kind.MAX_SINGLE_UNITS:
        return f"At most {value} units a dose"
    counted = {Kind.MAX_COUNT: "doses", Kind.UNITS: "units"}.get(Kind(limit.kind), limit.measure)
    return f"At most {value} {counted} in {_window(limit)}"


def _window(limit: PolicyLimit) -> str:
    count, one = (limit.months, "month") if limit.months else (limit.days or 0, "day")
    length = f"any {count} {one}s" if count != 1 else f"any {one}"
    is_calendar = limit.window == PolicyLimit.Window.CALENDAR
    return (
        f"a calendar period of {count} {one}{'s' if count != 1 else ''}" if is_calendar else length
    )


def _tolerance(limit: PolicyLimit) -> str:
    tolerance = limit.tolerance or Decimal(0)
    if limit.kind == Kind.DOSE_PER_KG:
        return f"{_plain(tolerance * 100)} %"
    return f"{_plain(tolerance)} day{'' if tolerance == 1 else 's'}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"

"""Requirements in words, as the sentences about flaws name them."""

from __future__ import annotations

from collections.abc import Iterable

from claims.scrubber.findings import counted, joined, measured, spoken
from claims.scrubber.policy import LabThreshold, Limit
from claims.scrubber.windows import words as window_words


def limit_words(limit: Limit) -> str:
    """A limit without a full stop."""
    brand = f" of {limit.brand}" if limit.brand else ""
    return f"{_core(limit)}{brand}"


def _core(limit: Limit) -> str:
    value, kind = limit.value, limit.kind
    if kind == "min_interval_days":
        loading = " after the loading doses" if limit.loading else ""
        return f"at least {counted(value, 'day')} between doses{loading}"
    if kind == "interval_by_dose":
        return "the days between doses that go by the dose"
    if kind == "dose_per_kg":
        return f"at most {measured(value, limit.measure or 'mg/kg')}"
    if kind == "max_single":
        return f"at most {measured(value, limit.measure)} a dose"
    if kind == "max_single_units":
        return f"at most {counted(value, 'unit')} a dose"
    if kind == "cumulative_amount":
        return f"at most {measured(value, limit.measure)} in {window_words(limit)}"
    noun = "dose" if kind == "max_count" else "unit"
    return f"at most {counted(value, noun)} in {window_words(limit)}"


def threshold_words(threshold: LabThreshold) -> str:
    """A value that meets a criterion."""
    by = f" by {threshold.method}" if threshold.method else ""
    return f"{threshold.op} {spoken(threshold.value)} {threshold.unit}{by}"


def listed(names: Iterable[str], most: int = 5) -> str:
    """Names in a sentence; of many the first few and how many more."""
    every = list(dict.fromkeys(names))
    if len(every) <= most + 1:
        return joined(every)
    return f"{', '.join(every[:most])} and {len(every) - most} more"

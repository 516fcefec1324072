"""A policy page says the window of a limit as the edits count it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.scrubber.policy import Limit
from claims.scrubber.windows import words
from codes.models.policy import PolicyLimit
from codes.policies.limit_words import limit_words


@pytest.mark.parametrize("months", [None, 1, 2, 3, 6, 12])
def test_calendar_windows_are_told_alike(months: int | None) -> None:
    for days in range(1, 400) if months is None else [None]:
        span = {"days": days, "months": months, "window": "calendar"}
        told = limit_words(PolicyLimit(kind="max_count", value=Decimal(3), **span))
        said = words(Limit(kind="max_count", value=Decimal(3), **span))
        assert told == f"At most 3 doses in {said}"

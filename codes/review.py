"""What people are asked to look at in the reference data."""

from __future__ import annotations

import datetime as dt

from codes.effective import EffectiveQuerySet
from codes.models import HcpcsCode, UnitStanding


def units_to_review(on: dt.date | None = None) -> EffectiveQuerySet[HcpcsCode]:
    """Versions whose billing unit could not be read for certain, by code.

    In force on the day ``on``; without a day, those that have no last day.
    """
    rows: EffectiveQuerySet[HcpcsCode] = HcpcsCode.objects.filter(
        unit_standing=UnitStanding.NEEDS_REVIEW
    )
    rows = rows.in_force(on) if on else rows.filter(effective_through__isnull=True)
    return rows.order_by("code")

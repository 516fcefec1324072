"""A made-up file behind facts."""

from __future__ import annotations

import datetime as dt

from codes.models import ReferenceRelease


def make_release(number: int = 0) -> ReferenceRelease:
    """A made-up file; the same number gives the same file."""
    release, _ = ReferenceRelease.objects.get_or_create(
        kind="hcpcs",
        effective_from=dt.date(2020, 1, 1) + dt.timedelta(days=number),
        sha256="",
        defaults={"publisher": "Test", "title": f"Test file {number}", "row_counts": {"codes": 2}},
    )
    return release

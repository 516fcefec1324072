"""Bulk work leaves the garbage collector as it found it."""

from __future__ import annotations

import gc

import pytest

from billing_site.jobs.memory import SELDOM, seldom_collected


def test_the_collector_is_as_before_even_after_a_fault() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(AssertionError), seldom_collected():
        assert gc.get_threshold()[0] != SELDOM
    with seldom_collected():
        assert gc.get_freeze_count() > frozen
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == frozen

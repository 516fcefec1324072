"""The garbage collector while many objects are made and dropped at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 50_000  # objects made between two looks at the youngest; 700 is Python's own figure


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Bulk work in portions whose objects mostly die by themselves.

    Python's collector looks at everything alive again and again while objects are made. With the
    facts of thousands of codes and a portion of claims in memory, that was more than half the time
    of a check. What is alive at the start is left out of its view, and it looks more seldom; after
    the work everything is as before.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()

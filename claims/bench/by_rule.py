"""How the time of the rules is shared out among them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter_ns

from claims.interchange.claim_file import claims_in
from claims.scrubber.catalogue import all_rules
from claims.scrubber.context import Context
from claims.scrubber.grouping import drug_groups
from claims.scrubber.snapshot import ClaimSnapshot
from claims.services.batch import chunks_of, gathered

MOST = 0.10  # of all rule time, for any one rule


def shares(path: Path, *, as_of: dt.date) -> list[tuple[str, float]]:
    """(rule id, its share of rule time), the largest first.

    Drug groups are made before; what several rules look up together is paid by the first of them.
    """
    spent: Counter[str] = Counter()
    with path.open("rb") as lines:
        for context in _contexts(claims_in(lines), as_of):
            groups = drug_groups(context)
            for rule in all_rules():
                begun = perf_counter_ns()
                deque(rule.check(context, groups), maxlen=0)
                spent[rule.id] += perf_counter_ns() - begun
    total = spent.total() or 1
    return [(rule, nanoseconds / total) for rule, nanoseconds in spent.most_common()]


def _contexts(values: Iterable[object], as_of: dt.date) -> Iterator[Context]:
    for chunk in chunks_of(values, as_of):
        read, reference = gathered(chunk)
        for one in read:
            if isinstance(one, ClaimSnapshot):
                yield Context(claim=one, reference=reference)

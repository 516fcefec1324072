"""Checking many claims: chunk by chunk, in one process or several, always in order."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.db import connections

from claims.gather.reference import reference_for
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import ClaimInputError, parse_text, read_claim
from claims.scrubber.claim_json.reader import claim_id
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.reference import ReferenceSnapshot
from claims.scrubber.report_json import write_input_error, write_report
from claims.scrubber.snapshot import ClaimSnapshot
from codes.facts import small_tables

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some values of a file; ``start`` is the position of the first, from 1.

    A value that is bytes is a JSON text not read yet, so that a worker reads it and not the one
    process that hands out the work.
    """

    start: int
    values: list[object]
    as_of: dt.date


class Checked(NamedTuple):
    """One report as JSON text; ``severities`` of its findings, or input_error."""

    text: str
    severities: tuple[str, ...]


def reports(values: Iterable[object], *, as_of: dt.date, processes: int) -> Iterator[Checked]:
    """One report per value, in order, the same for any number of processes."""
    chunks = chunks_of(values, as_of)
    if processes < 2:
        for chunk in chunks:
            yield from check_chunk(chunk)
        return
    # a worker that inherits an open connection would close it under our feet
    connections.close_all()
    with ProcessPoolExecutor(max_workers=processes, initializer=_start_worker) as pool:
        waiting: deque[Future[list[Checked]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(check_chunk, chunk))
            if len(waiting) > 2 * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _start_worker() -> None:
    """A worker has its own Django; its connection is made when it first asks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_site.settings")
    import django

    django.setup()


def chunks_of(values: Iterable[object], as_of: dt.date) -> Iterator[Chunk]:
    """The values in portions that one worker checks at once; never more than one is held here."""
    stream, start = iter(values), 1
    while taken := list(islice(stream, CHUNK)):
        yield Chunk(start, taken, as_of)
        start += len(taken)


def check_chunk(chunk: Chunk) -> list[Checked]:
    """Reports for one chunk, with the facts of all its claims gathered at once."""
    read, reference = gathered(chunk)
    rules = all_rules()
    checked = []
    for one in read:
        if isinstance(one, ClaimSnapshot):
            report = scrub(Context(claim=one, reference=reference), rules, with_margins=False)
            severities = tuple(found.severity.value for found in report.findings)
            checked.append(Checked(_text(write_report(report)), severities))
        else:
            checked.append(Checked(_text(one), ("input_error",)))
    return checked


def gathered(
    chunk: Chunk,
) -> tuple[list[ClaimSnapshot | dict[str, object]], ReferenceSnapshot]:
    """The claims of a chunk, or what is said where one cannot be read, and all their facts."""
    tables = small_tables()
    read = [_read(value, chunk, index, tables.payers) for index, value in enumerate(chunk.values)]
    claims = [one for one in read if isinstance(one, ClaimSnapshot)]
    return read, reference_for(claims, tables)


_text = json.JSONEncoder(sort_keys=True).encode


def _read(
    value: object, chunk: Chunk, index: int, payers: dict[str, Any]
) -> ClaimSnapshot | dict[str, object]:
    position = chunk.start + index
    try:
        value = parse_text(value) if isinstance(value, bytes) else value
    except ClaimInputError as problem:
        return write_input_error(str(position), problem)
    try:
        return read_claim(value, as_of=chunk.as_of, position=position, known_payers=payers)
    except ClaimInputError as problem:
        return write_input_error(claim_id(value, position), problem)

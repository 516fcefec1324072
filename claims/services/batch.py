"""Checking many claims: chunk by chunk, in one process or several, always in order."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connections

from claims.gather.reference import reference_for
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import ClaimInputError, read_claim
from claims.scrubber.claim_json.reader import claim_id
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.report_json import write_input_error, write_report
from claims.scrubber.snapshot import ClaimSnapshot
from codes.facts import small_tables

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some values of a file; ``start`` is the position of the first, from 1."""

    start: int
    values: list[object]
    as_of: dt.date


def reports(values: Iterable[object], *, as_of: dt.date, processes: int) -> Iterator[str]:
    """One report JSON text per value, in order, the same for any number of processes."""
    chunks = _chunks(values, as_of)
    if processes < 2:
        for chunk in chunks:
            yield from check_chunk(chunk)
        return
    # a worker that inherits an open connection would close it under our feet
    connections.close_all()
    with ProcessPoolExecutor(max_workers=processes, initializer=_start_worker) as pool:
        waiting = []
        for chunk in chunks:
            waiting.append(pool.submit(check_chunk, chunk))
            if len(waiting) > 2 * processes:
                yield from waiting.pop(0).result()
        for done in waiting:
            yield from done.result()


def _start_worker() -> None:
    """A worker has its own Django; its connection is made when it first asks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_site.settings")
    import django

    django.setup()


def _chunks(values: Iterable[object], as_of: dt.date) -> Iterator[Chunk]:
    stream, start = iter(values), 1
    while taken := list(islice(stream, CHUNK)):
        yield Chunk(start, taken, as_of)
        start += len(taken)


def check_chunk(chunk: Chunk) -> list[str]:
    """Report JSON texts for one chunk, with the facts of all its claims gathered at once."""
    tables = small_tables()
    read = [_read(value, chunk, index, tables.payers) for index, value in enumerate(chunk.values)]
    claims = [claim for claim in read if isinstance(claim, ClaimSnapshot)]
    reference = reference_for(claims, tables)
    rules = all_rules()
    texts = []
    for claim in read:
        report = claim
        if isinstance(claim, ClaimSnapshot):
            report = write_report(scrub(Context(claim=claim, reference=reference), rules))
        texts.append(json.dumps(report, sort_keys=True))
    return texts


def _read(
    value: object, chunk: Chunk, index: int, payers: dict[str, Any]
) -> ClaimSnapshot | dict[str, object]:
    position = chunk.start + index
    if isinstance(value, ClaimInputError):
        return write_input_error(str(position), value)
    try:
        return read_claim(value, as_of=chunk.as_of, position=position, known_payers=payers)
    except ClaimInputError as problem:
        return write_input_error(claim_id(value, position), problem)

"""Claims in a file, told apart by content: one JSON document, or JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from claims.scrubber.claim_json import ClaimInputError, parse_text


class FileProblemError(Exception):
    """The file as a whole cannot be read; the text is one plain sentence."""


def claims_in(lines: Iterable[bytes]) -> Iterator[object]:
    """The values in a file, in order; a line of JSON Lines is given as it stands, not read yet.

    JSON Lines are given line by line, so that memory does not grow with the file and whoever checks
    a line reads it. Anything else that starts like JSON is one document: a claim, a list of
    claims, or ``{"cases": [...]}``.
    """
    stream = iter(lines)
    first = next((line for line in stream if line.strip()), b"")
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise FileProblemError("The file is empty; wanted: claim JSON.")
    if start.startswith(b"ISA"):
        raise FileProblemError("The file is X12; 837P files are not read yet, claim JSON is.")
    if start[:1] not in b"{[":
        raise FileProblemError("The file does not start like claim JSON.")
    head = _complete(first)
    if head is None and _is_broken(first):
        following = next((line for line in stream if line.strip()), b"")
        stream = chain([following], stream)
        is_lines = isinstance(_complete(following), dict)
    else:
        is_lines = isinstance(head, dict) and "cases" not in head
    if is_lines:
        yield first
        yield from (line for line in stream if line.strip())
    else:
        yield from _document(head, first, stream)


def _complete(line: bytes) -> dict[str, object] | list[object] | None:
    """The value of a line that is a whole JSON text by itself."""
    try:
        value = parse_text(line)
    except ClaimInputError:
        return None
    return value if isinstance(value, dict | list) else None


def _is_broken(line: bytes) -> bool:
    """Whether no line that follows can make JSON of it: the fault lies before its end."""
    try:
        parse_text(line)
    except ClaimInputError as problem:
        fault = problem.__cause__
        return isinstance(fault, json.JSONDecodeError) and fault.pos < len(fault.doc.rstrip())
    return False


def _document(head: object, first: bytes, stream: Iterator[bytes]) -> Iterator[object]:
    """The claims of a file that is one JSON text."""
    rest = list(stream)
    if head is None and not any(line.strip() for line in rest):
        yield first  # one line, broken: a claim that cannot be read
        return
    try:
        value = parse_text(b"".join([first, *rest]))
    except ClaimInputError as problem:
        if head is None and _is_lines(rest):
            yield from (line for line in [first, *rest] if line.strip())
            return
        raise FileProblemError(f"The file is no JSON that can be read: {problem}") from problem
    if isinstance(value, dict):
        cases = value.get("cases")
        yield from cases if isinstance(cases, list) else [value]
    elif isinstance(value, list):
        yield from value


def _is_lines(rest: list[bytes]) -> bool:
    """Whether what follows a broken first line are JSON texts line by line."""
    following = next((line for line in rest if line.strip()), b"")
    return _complete(following) is not None

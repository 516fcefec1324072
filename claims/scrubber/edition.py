"""Which edition of the rules this is: a version made from their text, and a digest of each rule.

A kept check names the version. Equal versions give equal reports; where they differ, the digests
say which rules and which shared parts were written otherwise.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

SERIES = "2026.11"
_HERE = Path(__file__).parent
_DECLARED_BY = {"line_rule", "group_rule", "claim_rule"}


@cache
def rules_version() -> str:
    """The series and a digest of every line of the scrubber: ``2026.11-3f2a9c41``."""
    whole = hashlib.sha256()
    for name, text in _modules():
        whole.update(f"{name}\n{text}\n".encode())
    return f"{SERIES}-{whole.hexdigest()[:8]}"


@cache
def digests() -> Mapping[str, str]:
    """A digest by rule id, and by module name for what rules share (``quantities``).

    A rule's digest covers its own function and what else its module holds beside other rules.
    """
    found: dict[str, str] = {}
    for name, text in _modules():
        spans = dict(_rules_in(text))
        lines = text.splitlines()
        shared = [
            line
            for number, line in enumerate(lines, start=1)
            if not any(first <= number <= last for first, last in spans.values())
        ]
        if not spans:
            found[name] = _digest(lines)
        for rule_id, (first, last) in spans.items():
            found[rule_id] = _digest([*lines[first - 1 : last], *shared])
    return found


def _modules() -> Iterator[tuple[str, str]]:
    """Name and text of every module of the scrubber, in order of the names."""
    for path in sorted(_HERE.rglob("*.py")):
        name = ".".join(path.relative_to(_HERE).with_suffix("").parts)
        yield name, path.read_text(encoding="utf-8")


def _rules_in(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The id of each rule declared in a module, with its first and last line."""
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") in _DECLARED_BY:
                [rule_id, *_rest] = [
                    one.value for one in mark.args if isinstance(one, ast.Constant)
                ]
                yield str(rule_id), (mark.lineno, node.end_lineno or node.lineno)


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

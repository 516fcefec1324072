"""The slice of the tables that a check really read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.notation import name_key, ndc11
from claims.scrubber.policy import PolicyFacts
from claims.scrubber.reference import ProductFacts, ReferenceSnapshot
from claims.scrubber.report import Report
from claims.scrubber.rule import Rule

# Small tables that a report shows whole, or that are looked through from end to end.
_WHOLE = {"complete", "versions"}


class _Noted(Mapping[Any, Any]):
    """A table that notes which keys were asked for."""

    def __init__(self, rows: Mapping[Any, Any]) -> None:
        self._rows = rows
        self._asked: set[Any] = set()

    def __getitem__(self, key: Any) -> Any:
        self._asked.add(key)
        return self._rows[key]

    def __iter__(self) -> Iterator[Any]:
        self._asked.update(self._rows)
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def read(self) -> dict[Any, Any]:
        """The rows that were asked for and are there."""
        return {key: self._rows[key] for key in self._rows if key in self._asked}


def scrub_and_slice(context: Context, rules: Iterable[Rule]) -> tuple[Report, ReferenceSnapshot]:
    """The report of a claim, and the facts from which the same rules make it again.

    The slice is tried: a check on it alone must give the same report, else the facts that were
    gathered for the claim are kept whole.
    """
    rules = tuple(rules)
    tables: dict[str, Any] = {
        one.name: _Noted(held)
        for one in dataclasses.fields(ReferenceSnapshot)
        if isinstance(held := getattr(context.reference, one.name), Mapping)
        and one.init
        and one.name not in _WHOLE
    }
    report = scrub(_with(context, replace(context.reference, **tables)), rules)
    read: dict[str, Any] = {name: table.read() for name, table in tables.items()}
    codes = set(read["codes"]) | {
        line.code.strip().upper() for line in context.claim.lines if line.code
    }
    read["policies"] = {
        payer: tuple(one for one in rows if _names_any(one, codes))
        for payer, rows in read["policies"].items()
    }
    read["products"] = tuple(_products(context, codes))
    sliced = replace(context.reference, **read)
    if scrub(_with(context, sliced), rules) != report:
        sliced = context.reference
    return report, sliced


def _with(context: Context, reference: ReferenceSnapshot) -> Context:
    return Context(claim=context.claim, reference=reference, recorded=context.recorded)


def _names_any(policy: PolicyFacts, codes: set[str]) -> bool:
    return any(one.code in codes for one in policy.codes)


def _products(context: Context, codes: set[str]) -> Iterator[ProductFacts]:
    """Products of those codes, and those that a line names by brand, drug or NDC."""
    names, numbers = set(), set()
    for line in context.claim.lines:
        names |= {name_key(line.brand), name_key(line.drug)} - {""}
        if line.ndc and line.ndc.number:
            numbers.add(ndc11(line.ndc.number))
    for one in context.reference.products:
        own = {name_key(one.brand), name_key(f"{one.brand} {one.presentation}"), name_key(one.drug)}
        if one.hcpcs in codes or own & names or (one.ndc and ndc11(one.ndc) in numbers):
            yield one

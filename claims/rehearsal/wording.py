"""The exact words that a biller will see of a requirement, made by the rules themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from claims.gather.reference import reference_for
from claims.rehearsal.boundaries import Boundary
from claims.rehearsal.boundaries.ground import FIRES
from claims.rehearsal.examples import Shelf, boundaries_of, shelf_of
from claims.rehearsal.versions import Rehearsed, of_body, with_it_alone
from claims.scrubber.catalogue import all_rules
from claims.scrubber.claim_json import ClaimInputError, read_claim
from claims.scrubber.context import Context
from claims.scrubber.engine import scrub
from claims.scrubber.policy_json import PolicyError
from claims.scrubber.snapshot import ClaimSnapshot

_DAY = dt.date(2026, 1, 1)
_NO_POLICY = "POL-015"  # of the days of the version, which are no requirement


def words_of(bodies: Mapping[str, dict[str, Any]], payers: list[str]) -> dict[str, str]:
    """What is said to a claim on the wrong side of each requirement, by its name.

    Each body is policy JSON with that requirement alone. Where no boundary is offered (a limit of
    one product, a list that may be met in many ways) there are no words.
    """
    codes = {one["code"] for body in bodies.values() for one in body.get("codes") or ()}
    shelf = shelf_of(codes)
    tried: dict[str, tuple[Rehearsed, str, ClaimSnapshot]] = {}
    for name, body in bodies.items():
        found = _try(body, payers, shelf)
        if found is not None:
            tried[name] = found
    reference = reference_for([claim for _wanted, _rule, claim in tried.values()])
    said = {}
    for name, (wanted, rule, claim) in tried.items():
        context = Context(claim=claim, reference=with_it_alone(reference, wanted))
        report = scrub(context, all_rules(), prove=False)
        said[name] = next((one.sentence for one in report.findings if one.rule.id == rule), "")
    return said


def _try(
    body: dict[str, Any], payers: list[str], shelf: Shelf
) -> tuple[Rehearsed, str, ClaimSnapshot] | None:
    try:
        wanted = of_body(body, payers)
        one = _wrong_side(boundaries_of(wanted, shelf))
        if one is None:
            return None
        claim = read_claim({"id": "example", "claim": one.claim}, as_of=_DAY, position=1)
    except (PolicyError, ClaimInputError, ValueError, KeyError, TypeError, StopIteration):
        return None  # half a requirement has no words yet
    return wanted, one.rule, claim


def _wrong_side(offered: Iterable[Boundary]) -> Boundary | None:
    return next((one for one in offered if one.expect == FIRES and one.rule != _NO_POLICY), None)

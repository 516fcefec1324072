"""Where each claim stands by its age, and what the payer paid: dealt from decks, not by chance."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from claims.demo.plan import PlannedClaim, PlannedLine
from claims.models import Claim, ServiceLine

Status = Claim.Status

# ages in days: up to the first number the first deck, and so on
DECKS = [
    (2, [Status.READY, Status.DRAFT, Status.READY]),
    (6, [Status.SUBMITTED, Status.READY, Status.SUBMITTED, Status.REJECTED]),
    (20, [Status.ACCEPTED, Status.SUBMITTED, Status.ACCEPTED, Status.ACCEPTED, Status.REJECTED]),
    (
        10_000,
        [Status.PAID] * 5
        + [Status.PART_PAID]
        + [Status.PAID] * 5
        + [Status.DENIED]
        + [Status.PAID] * 4
        + [Status.UNPROCESSABLE, Status.PART_PAID]
        + [Status.PAID] * 5
        + [Status.DENIED, Status.VOID],
    ),
]
# what a payer pays of the charge, in per cent
SHARES = {
    "MEDICARE_B": 46,
    "HARBOR_MA": 47,
    "NORTHLAKE": 62,
    "CASCADE": 60,
    "SUMMIT": 64,
    "STATE_MCD": 38,
}
DENIALS = {
    "MEDICARE_B": [("50", "N115"), ("29", ""), ("16", "N822")],
    "HARBOR_MA": [("197", "M62"), ("50", "N115")],
    "NORTHLAKE": [("197", "M62"), ("284", "N351")],
    "CASCADE": [("50", "N706"), ("29", "")],
    "SUMMIT": [("197", "M62"), ("16", "M119")],
    "STATE_MCD": [("16", "M119"), ("16", "M53")],
}
WASTE_DENIED = ("252", "M127")
ADMINISTRATION_DENIED = ("97", "N20")
DRUG_REDUCED = ("153", "N362")
UNPROCESSABLE = ("16", "MA130")


def settle(claims: list[PlannedClaim], today: dt.date) -> list[PlannedClaim]:
    """The claims with their status and their lines' outcomes; those of the queue stay drafts."""
    decks = {limit: cycle(deck) for limit, deck in DECKS}
    reasons: dict[str, Iterator[tuple[str, str]]] = {
        payer: cycle(listed) for payer, listed in DENIALS.items()
    }
    turns: dict[str, Iterator[int]] = defaultdict(lambda: cycle(range(2)))
    return [
        claim if claim.queue else _settled(claim, next(decks[_deck(claim, today)]), reasons, turns)
        for claim in claims
    ]


def _deck(claim: PlannedClaim, today: dt.date) -> int:
    return next(limit for limit, _deck in DECKS if (today - claim.day).days <= limit)


def _settled(
    claim: PlannedClaim,
    status: str,
    reasons: dict[str, Iterator[tuple[str, str]]],
    turns: dict[str, Iterator[int]],
) -> PlannedClaim:
    lines = claim.lines
    if status == Status.PAID:
        lines = tuple(_paid(line, claim.payer) for line in lines)
    elif status == Status.PART_PAID:
        lines = _part_paid(claim, turn=next(turns[status]))
    elif status == Status.DENIED:
        reason = next(reasons[claim.payer])
        lines = tuple(_denied(line, reason) for line in lines)
    elif status == Status.UNPROCESSABLE:
        lines = tuple(_denied(line, UNPROCESSABLE) for line in lines)
    return replace(claim, status=status, lines=lines)


def _part_paid(claim: PlannedClaim, *, turn: int) -> tuple[PlannedLine, ...]:
    """The JW line is denied where there is one; else the administration, or the drug is reduced."""
    paid = [_paid(line, claim.payer) for line in claim.lines]
    wasted = [place for place, line in enumerate(claim.lines) if "JW" in line.modifiers]
    if wasted:
        paid[wasted[0]] = _denied(claim.lines[wasted[0]], WASTE_DENIED)
    elif turn:
        paid[-1] = _denied(claim.lines[-1], ADMINISTRATION_DENIED)
    else:
        carc, rarc = DRUG_REDUCED
        paid[0] = replace(
            paid[0],
            outcome=ServiceLine.Outcome.REDUCED,
            paid_cents=(paid[0].paid_cents or 0) * 3 // 5,
            carc=carc,
            rarc=rarc,
        )
    return tuple(paid)


def _paid(line: PlannedLine, payer: str) -> PlannedLine:
    paid = line.charge_cents * SHARES[payer] // 100
    return replace(line, outcome=ServiceLine.Outcome.PAID, paid_cents=paid)


def _denied(line: PlannedLine, reason: tuple[str, str]) -> PlannedLine:
    carc, rarc = reason
    return replace(line, outcome=ServiceLine.Outcome.DENIED, paid_cents=0, carc=carc, rarc=rarc)

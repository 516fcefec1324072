"""The smallest claim that a policy has nothing against: what examples and analyses start from.

It names nobody: the patient is a birth date, a sex and a made-up member id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from claims.scrubber.findings import plain
from claims.scrubber.policy import LabThreshold, PolicyCode, PolicyFacts
from claims.scrubber.quantities import BillingUnit

NPI = "1234567893"  # the example of the NPI final rule
WEIGHT_KG = 70
PLACES = ("11", "22", "12")
_YEAR = dt.timedelta(days=365)


def right_claim(
    facts: PolicyFacts,
    code: PolicyCode,
    unit: BillingUnit,
    day: dt.date,
    brands: Collection[str] = (),
) -> dict[str, Any]:
    """Claim JSON of one dose of one billing unit on ``day`` that meets every requirement.

    ``brands`` are those that the code bills.
    """
    diagnoses = diagnoses_for(facts, code)
    claim: dict[str, Any] = {
        "as_of": day.isoformat(),
        "payer": facts.payer,
        "patient": {
            "dob": _born(facts, day).isoformat(),
            "sex": "F",
            "member_id": "EXAMPLE",
            "weight_kg": WEIGHT_KG,
            "weight_date": day.isoformat(),
        },
        "billing_npi": NPI,
        "rendering_npi": NPI,
        "diagnoses": diagnoses,
        "lines": [
            _line(facts, code, unit, day, len(diagnoses)) | _brand(facts, brands),
        ],
        "prior_auth": _authorization(code.code, day),
        "history": [],
        "history_scope": "all_providers",
        "labs": [_lab(one.lab, one.any_of[0], day) for one in facts.labs if one.any_of],
        "attestations": _attestations(facts, day),
        "documents": [one.code for one in facts.documents],
    }
    return claim


def _authorization(code: str, day: dt.date) -> dict[str, Any]:
    return {
        "number": "EXAMPLE",
        "code": code,
        "from": (day - dt.timedelta(days=90)).isoformat(),
        "to": (day + dt.timedelta(days=180)).isoformat(),
        "approved_units": 1_000_000,
        "used_units": 0,
    }


def diagnoses_for(facts: PolicyFacts, code: PolicyCode) -> list[str]:
    """One diagnosis of each group that is asked for, none that is excluded."""
    wanted = [group.codes for group in facts.dx_all_of]
    wanted += [listed for listed in (facts.dx_any, code.dx_any) if listed]
    found = [spelled(next(iter(patterns))) for patterns in wanted]
    return list(dict.fromkeys(found)) or ["Z51.81"]


def spelled(pattern: str) -> str:
    """A diagnosis that a pattern means: ``K50*`` is told as K50.9, ``E20.*`` as E20.9."""
    if not pattern.endswith("*"):
        return pattern
    stem = pattern[:-1].rstrip(".")
    letters = stem.replace(".", "")
    if len(letters) < 3:
        letters = letters.ljust(3, "0")
    return f"{letters[:3]}.{letters[3:]}9" if len(letters) < 7 else letters


def _born(facts: PolicyFacts, day: dt.date) -> dt.date:
    """An age that is covered: 50 years, or the nearest that is."""
    youngest = facts.min_age if facts.min_age is not None else 0
    oldest = facts.max_age if facts.max_age is not None else 120
    years = min(max(50, youngest), oldest)
    return years_before(day, years)


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years earlier; 28 February for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _line(
    facts: PolicyFacts, code: PolicyCode, unit: BillingUnit, day: dt.date, diagnoses: int
) -> dict[str, Any]:
    line: dict[str, Any] = {
        "n": 1,
        "code": code.code,
        "units": 1,
        "modifiers": [],
        "dos_from": day.isoformat(),
        "dos_to": day.isoformat(),
        "pos": _place(facts),
        "charge": "100.00",
        "dx_pointers": list(range(1, min(diagnoses, 4) + 1)),
        "dose": {"amount": plain(unit.amount), "uom": unit.measure},
        "route": facts.routes[0] if facts.routes else "IV",
        "drug_source": facts.channels[0] if facts.channels else "buy_and_bill",
    }
    if code.drug:
        line["drug"] = code.drug
    return line


def _brand(facts: PolicyFacts, brands: Collection[str]) -> dict[str, Any]:
    """A preferred brand of the code, where the policy prefers one."""
    preferred = [one.brand for one in facts.products if one.tier == "preferred"]
    found = next((one for one in preferred if one in brands), "")
    return {"brand": found} if found else {}


def _place(facts: PolicyFacts) -> str:
    if facts.site is None or not facts.site.allowed:
        return PLACES[0]
    return next((one for one in PLACES if one in facts.site.allowed), facts.site.allowed[0])


def _lab(name: str, threshold: LabThreshold, day: dt.date) -> dict[str, Any]:
    step = {"<": Decimal(-1), ">": Decimal(1)}.get(threshold.op, Decimal(0))
    found = {
        "lab": name,
        "value": plain(max(threshold.value + step, Decimal(0))),
        "unit": threshold.unit,
        "date": day.isoformat(),
    }
    return found | ({"method": threshold.method} if threshold.method else {})


def _attestations(facts: PolicyFacts, day: dt.date) -> dict[str, Any]:
    found: dict[str, Any] = {code: True for code, _label in facts.attestations}
    agents = [agent for step in facts.steps for agent in step.any_of[: step.min_trials]]
    outcomes = {agent: step.outcomes[0] for step in facts.steps for agent in step.any_of}
    if agents:
        tried = (day - dt.timedelta(days=60)).isoformat()
        found["step"] = [
            {"agent": agent, "outcome": outcomes[agent], "date": tried}
            for agent in dict.fromkeys(agents)
        ]
    return found

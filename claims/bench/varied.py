"""Claims by the thousand: every one a visit that could be, half of them with a mistake.

The same seed gives the same claims. They are made from the facts of the demonstration, so that a
database with the demo facts knows their codes, payers, diagnoses and policies and every family of
rules has work to do. About one claim in three has a history, an authorization and laboratory
results; dates of service spread over three years, so that payer terms and policies change between.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from claims.bench.mistakes import make_mistake, total_of
from claims.bench.shelf import BILLING, NPIS, ORDERING, Shelf, Stock, shelf
from claims.demo.fixtures import Entry

SEED = 20261121
LAST_DAY = dt.date(2026, 11, 20)
DAYS_BACK = 1_000
THOUSANDTH = Decimal("0.001")
GIVEN_BY = {"IV": ("96365", "96413"), "SC": ("96372",), "IM": ("96372",), "IVT": ("67028",)}
PLACES = ("11",) * 12 + ("12", "12", "49", "49", "49", "22")
SITE = {"name": "Lakeshore Infusion Suite", "npi": "1999001013", "address": "18 Quarry Road"}


def varied_claims(count: int, seed: int = SEED) -> Iterator[Entry]:
    """``count`` claims as ``{"id", "claim"}``."""
    chance = random.Random(seed)  # noqa: S311 - made-up claims, not secrets
    drawn_from = shelf()
    for number in range(1, count + 1):
        claim = _claim(chance, drawn_from)
        if chance.random() < 0.5:
            make_mistake(claim, chance, drawn_from)
        yield {"id": f"V{number:07d}", "claim": claim}


def _claim(chance: random.Random, drawn_from: Shelf) -> Entry:
    payer = chance.choice(drawn_from.payers)
    day = LAST_DAY - dt.timedelta(days=int(DAYS_BACK * chance.random() ** 3))
    lines: list[Entry] = []
    stock = chance.choice(drawn_from.stock)
    diagnoses = _diagnoses(stock, chance)
    place = chance.choice(PLACES)
    for one in [stock, *_second_drug(chance, drawn_from)]:
        lines += _drug_lines(one, payer, chance)
    if place != "22":  # there the hospital bills the administration
        lines += _services(lines[0]["route"], chance)
    if chance.random() < 0.15:
        lines.append({"code": "99213", "units": 1, "modifiers": ["25"]})
    for number, line in enumerate(lines, 1):
        charge = f"{line['units'] * 12 + 40}.00"
        line |= {
            "n": number, "dos_from": day.isoformat(), "dos_to": day.isoformat(), "pos": place,
            "charge": charge, "dx_pointers": list(range(1, len(diagnoses) + 1)),
        }  # fmt: skip
    claim: Entry = {
        "as_of": (day + dt.timedelta(days=chance.randint(0, 40))).isoformat(),
        "payer": payer["code"],
        "patient": _patient(day, chance),
        "billing_npi": BILLING,
        "rendering_npi": chance.choice(NPIS),
        "ordering_npi": chance.choice(ORDERING),
        "billing_entity": "organization",
        "frequency_code": "1",
        "diagnoses": diagnoses,
        "lines": lines,
        "total": total_of(lines),
        "documents": ["order", "dose_log", "dx", "signature", "waste", "weight"],
    }
    if place not in {"11", "12"}:
        claim["facility"] = SITE
    if chance.random() < 0.35:
        claim |= _record(stock, lines[0], day, chance)
    return claim


def _diagnoses(stock: Stock, chance: random.Random) -> list[str]:
    wanted = chance.randint(1, 3)
    return list(dict.fromkeys(chance.choice(stock.diagnoses) for _ in range(wanted)))


def _second_drug(chance: random.Random, drawn_from: Shelf) -> list[Stock]:
    return [chance.choice(drawn_from.stock)] if chance.random() < 0.2 else []


def _patient(day: dt.date, chance: random.Random) -> Entry:
    born = day - dt.timedelta(days=chance.randint(365 * 19, 365 * 88))
    return {
        "dob": born.isoformat(),
        "sex": chance.choice("FM"),
        "member_id": f"T{chance.randint(1, 9_999_999):07d}",
        "weight_kg": chance.randint(420, 1200) / Decimal(10),
        "weight_date": (day - dt.timedelta(days=chance.randint(0, 60))).isoformat(),
    }


def _drug_lines(stock: Stock, payer: Entry, chance: random.Random) -> list[Entry]:
    """The drug as it was given, and what was left of it."""
    count = chance.randint(1, stock.most)
    content = stock.held * count
    dose = content
    if chance.random() < 0.5:
        dose -= min(stock.held / 2, stock.unit * chance.randint(1, 5))
    units = _units(dose, stock)
    left = _units(content, stock) - units
    asks = payer["terms"]["waste_modifiers"] == "required"
    is_plain = stock.is_single and asks and not left
    shared = {
        "code": stock.code["code"],
        "route": stock.route,
        "brand": stock.entry["brand"],
        "container_type": stock.entry["container"],
    }
    line: Entry = {
        **shared,
        "units": units,
        "modifiers": ["JZ"] if is_plain else [],
        "dose": {"amount": str(dose), "uom": stock.measure},
        "containers": [{"size": str(stock.held), "uom": stock.measure, "count": count}],
        "drug_source": "buy_and_bill",
    }
    if left <= 0 or not stock.is_single or payer["terms"]["waste_modifiers"] == "not_used":
        return [line | _ndc(stock, Decimal(count))]
    wasted = {"amount": str(content - dose), "uom": stock.measure}
    given = count * dose / content
    return [
        line | _ndc(stock, given),
        {**shared, "units": left, "modifiers": ["JW"], "discarded": wasted}
        | _ndc(stock, count - given),
    ]


def _units(amount: Decimal, stock: Stock) -> int:
    return max(1, int((amount / stock.unit).to_integral_value(ROUND_CEILING)))


def _ndc(stock: Stock, containers: Decimal) -> Entry:
    """The NDC with its quantity in the three decimals that a claim carries."""
    number = stock.entry.get("ndc")
    if not number:
        return {}
    measure = stock.entry["ndc_measure"]
    volume = Decimal(stock.entry.get("volume_ml", 1)) if measure == "ML" else Decimal(1)
    quantity = (volume * containers).quantize(THOUSANDTH)
    return {"ndc": {"number": number, "qty": str(quantity), "uom": measure}}


def _services(route: str, chance: random.Random) -> list[Entry]:
    given_by = GIVEN_BY.get(route)
    if given_by is None:
        return []
    return [{"code": chance.choice(given_by), "units": 1, "modifiers": [], "minutes": 60}]


def _record(stock: Stock, line: Entry, day: dt.date, chance: random.Random) -> Entry:
    """Earlier doses, an authorization, results and attestations, as a practice knows them."""
    every = chance.choice((7, 14, 21, 28, 56))
    doses = chance.randint(0, 8)
    return {
        "history": [
            {
                "code": line["code"], "dos": (day - dt.timedelta(days=every * back)).isoformat(),
                "status": chance.choice(("paid", "paid", "paid", "submitted", "denied", "void")),
                "units": line["units"], "claim": f"H{chance.randint(1, 99_999)}",
                "dose": line["dose"]["amount"], "uom": stock.measure, "brand": line["brand"],
            }
            for back in range(doses, 0, -1)
        ],
        "history_scope": "own_practice",
        "prior_auth": {
            "number": f"PA{chance.randint(1, 99_999)}", "code": line["code"],
            "from": (day - dt.timedelta(days=chance.randint(0, 200))).isoformat(),
            "to": (day + dt.timedelta(days=chance.randint(0, 200))).isoformat(),
            "approved_units": line["units"] * 12, "used_units": line["units"] * doses,
        },
        "labs": [
            {"lab": "AAT_SERUM", "value": chance.randint(4, 14), "unit": "umol/L",
             "date": (day - dt.timedelta(days=90)).isoformat()}
        ],
        "attestations": {"nonsmoker": True, "std_copd_tx": chance.random() < 0.9},
    }  # fmt: skip

"""What billers get wrong, one mistake at a time, spread over the families of rules."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from claims.bench.shelf import Shelf
from claims.demo.fixtures import Entry

Mistake: TypeAlias = Callable[[Entry, random.Random, Shelf], None]


def make_mistake(claim: Entry, chance: random.Random, drawn_from: Shelf) -> None:
    """One or two mistakes in ``claim``."""
    for _ in range(chance.choice((1, 1, 2))):
        chance.choice(MISTAKES)(claim, chance, drawn_from)


def total_of(lines: list[Entry]) -> str:
    """The sum of the charges."""
    return f"{sum(Decimal(line['charge']) for line in lines):.2f}"


def _wrong_units(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    line = claim["lines"][0]
    line["units"] = max(1, int(line["units"]) * chance.choice((1, 10)) + chance.choice((-1, 1)))


def _dose_as_units(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    line = claim["lines"][0]
    if "dose" in line:
        line["units"] = line["dose"]["amount"]


def _no_dose(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    claim["lines"][0].pop("dose", None)


def _no_waste_modifier(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    claim["lines"][0]["modifiers"] = []


def _both_modifiers(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    claim["lines"][0]["modifiers"] = ["JW", "JZ"]


def _no_discarded_line(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    claim["lines"] = [line for line in claim["lines"] if "JW" not in line["modifiers"]]
    claim["total"] = total_of(claim["lines"])


def _odd_modifier(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    line = chance.choice(claim["lines"])
    line["modifiers"] = [*line["modifiers"], chance.choice(("59", "JG", "TB", "RT", "XX", "76"))]


def _wrong_code(claim: Entry, chance: random.Random, drawn_from: Shelf) -> None:
    claim["lines"][0]["code"] = chance.choice((*drawn_from.drug_codes, "J9999", "J00O1"))


def _wrong_diagnosis(claim: Entry, chance: random.Random, drawn_from: Shelf) -> None:
    named = (*drawn_from.diagnoses, "E88.0", "C34", "X99.999A", "e8801")
    claim["diagnoses"][0] = chance.choice(named)


def _wrong_pointer(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    chance.choice(claim["lines"])["dx_pointers"] = chance.choice(([], [9], [1, 1], [0]))


def _wrong_place(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    for line in claim["lines"]:
        line["pos"] = chance.choice(("11", "21", "99", "25", "31"))


def _wrong_ndc(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    number = chance.choice(("0053-7201-02", "1353307050", "00000-0000-00", "53720102", "x"))
    claim["lines"][0]["ndc"] = {"number": number, "qty": "1", "uom": chance.choice(("UN", "ML"))}


def _wrong_total(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    claim["total"] = f"{chance.randint(0, 9_999)}.00"


def _wrong_npi(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    claim[chance.choice(("billing_npi", "rendering_npi"))] = chance.choice(("1234567890", "12"))


def _two_visits(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    _added(claim, code="99214", units=1, modifiers=[])
    _added(claim, code="96365", units=1, modifiers=[], minutes=20)


def _more_time(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    _added(claim, code="96366", units=chance.randint(1, 4), modifiers=[], minutes=45)


def _line_twice(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    _added(claim, **{key: value for key, value in claim["lines"][0].items() if key != "n"})


def _other_day(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    day = chance.choice(("2023-08-15", "2019-02-03", "2027-01-05", "2024-02-29"))
    claim["lines"][-1] |= {"dos_from": day, "dos_to": day}


def _correction(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    claim["frequency_code"] = chance.choice(("7", "8"))


def _no_weight(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    claim["patient"] = {"dob": claim["patient"]["dob"], "sex": None}


def _other_source(claim: Entry, chance: random.Random, _shelf: Shelf) -> None:
    claim["lines"][0]["drug_source"] = chance.choice(("specialty_pharmacy", "free", "sample"))


def _on_dialysis(claim: Entry, _chance: random.Random, _shelf: Shelf) -> None:
    claim["patient"]["dialysis"] = True
    claim["haemoglobin"] = {"value": "11.2", "measure": "g/dL"}
    claim["diagnoses"].append("N18.6")


def _added(claim: Entry, **fields: object) -> None:
    first = claim["lines"][0]
    shared = {key: first[key] for key in ("dos_from", "dos_to", "pos", "dx_pointers")}
    number = max(line["n"] for line in claim["lines"]) + 1
    claim["lines"].append({**shared, "charge": "60.00", **fields, "n": number})
    claim["total"] = total_of(claim["lines"])


MISTAKES: tuple[Mistake, ...] = (
    _wrong_units,
    _dose_as_units,
    _no_dose,
    _no_waste_modifier,
    _both_modifiers,
    _no_discarded_line,
    _odd_modifier,
    _wrong_code,
    _wrong_diagnosis,
    _wrong_pointer,
    _wrong_place,
    _wrong_ndc,
    _wrong_total,
    _wrong_npi,
    _two_visits,
    _more_time,
    _line_twice,
    _other_day,
    _correction,
    _no_weight,
    _other_source,
    _on_dialysis,
)

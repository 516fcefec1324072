"""Claims made from others: crossed, so that they can be read, or broken in every way there is."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

ODD = [
    None, True, False, 0, -7, 13, 1e300, -1e300, 10**40, float("nan"), float("inf"), 0.1, "", " ",
    "\u0660\u0661", "\uff11\uff12", "\ud800", "\x00", "JW", "JZ", "X" * 300, "0", "-1", "1e9",
    "0.0000000001", "99999999999.99", "2026-02-30", "0001-01-01", "2199-12-31", "mL", "IU", [], {},
    [""], [None], [[]], ["JW", "JW"], {"amount": "1", "uom": "mg"}, {"n": 1}, [1, 1, 99],
]  # fmt: skip


def ways(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, as keys and positions."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [way, *(one for key, held in inner for one in ways(held, (*way, key)))]


def at(value: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        value = value[step]
    return value


def crossed(cases: list[dict], chance: random.Random) -> dict:
    """A claim with some values and lines taken from others: most of these can be read."""
    one = copy.deepcopy(chance.choice(cases)["claim"])
    for _ in range(chance.randint(0, 3)):
        other = copy.deepcopy(chance.choice(cases)["claim"])
        key = chance.choice(sorted(other))
        if key != "lines":
            one[key] = other[key]
            continue
        line = chance.choice(other["lines"])
        if chance.random() < 0.5 and one["lines"]:
            mine = chance.choice(one["lines"])
            name = chance.choice(sorted(line))
            mine[name] = mine["n"] if name == "n" else line[name]
        else:
            one["lines"].append(
                line | {"n": max((row["n"] for row in one["lines"]), default=0) + 1}
            )
    return one


def broken(cases: list[dict], chance: random.Random) -> bytes:
    """JSON text of a claim with values dropped, swapped, repeated, or made odd."""
    one = copy.deepcopy(chance.choice(cases))
    for _ in range(chance.randint(1, 4)):
        places = [way for way in ways(one) if way]
        if not places:
            break
        way = chance.choice(places)
        holder = at(one, way[:-1])
        kind = chance.randrange(5)
        if kind == 0:
            del holder[way[-1]]
        elif kind == 1:
            holder[way[-1]] = copy.deepcopy(chance.choice(ODD))
        elif kind == 2:
            holder[way[-1]] = copy.deepcopy(at(one, chance.choice(places)))
        elif kind == 3 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[way[-1]]))
        elif isinstance(holder, dict):
            holder[chance.choice(("id", "units", "lines", "", "x y", "n", "\u00e9"))] = 1
    return torn(json.dumps(one, ensure_ascii=chance.random() < 0.5, default=str), chance)


def torn(text: str, chance: random.Random) -> bytes:
    """The text as bytes; now and then cut short, with a byte changed, or with a key twice."""
    whole = text.encode("utf-8", "surrogatepass")
    kind = chance.random()
    spot = chance.randrange(len(whole))
    if kind < 0.02:
        return whole[:spot]
    if kind < 0.04:
        return whole[:spot] + bytes([chance.randrange(256)]) + whole[spot + 1 :]
    if kind < 0.06:
        return whole.replace(b'"n": 1', b'"n": 1, "n": 1', 1)
    return whole

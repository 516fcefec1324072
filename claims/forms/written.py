"""Claim JSON as the texts of the entry form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from claims.forms.initial import LETTERS
from claims.forms.line import MODIFIER_CELLS
from claims.scrubber.findings import spoken


def _amount(value: Mapping[str, Any] | None) -> str:
    return f"{spoken(Decimal(str(value['amount'])))} {value['uom']}" if value else ""


def _number(value: Any) -> str:
    return "" if value is None else spoken(Decimal(str(value)))


def _modifiers(value: Iterable[str] | None) -> dict[str, str]:
    given = list(value or ())
    given += [""] * (MODIFIER_CELLS - len(given))
    return {f"mod{cell}": code for cell, code in enumerate(given[:MODIFIER_CELLS], start=1)}


def _ndc(value: Mapping[str, Any] | None) -> dict[str, str]:
    value = value or {}
    return {
        "ndc": value.get("number") or "",
        "ndc_quantity": _number(value.get("qty")),
        "ndc_measure": value.get("uom") or "",
    }


def _vials(value: Iterable[Mapping[str, Any]] | None) -> str:
    parts = [
        f"{_number(one['count'])} x {_number(one['size'])} {one['uom']}" for one in value or ()
    ]
    return " + ".join(parts)


LINE_FIELDS: dict[str, Callable[[Any], dict[str, str]]] = {
    "code": lambda value: {"code": value or ""},
    "dose": lambda value: {"dose": _amount(value)},
    "units": lambda value: {"units": _number(value)},
    "modifiers": _modifiers,
    "dx_pointers": lambda value: {"pointers": ",".join(LETTERS[at - 1] for at in value or ())},
    "charge": lambda value: {"charge": "" if value is None else f"{Decimal(str(value)):,.2f}"},
    "brand": lambda value: {"product": value or ""},
    "containers": lambda value: {"vials": _vials(value)},
    "discarded": lambda value: {"discarded": _amount(value)},
    "route": lambda value: {"route": value or ""},
    "ndc": _ndc,
    "minutes": lambda value: {"minutes": _number(value)},
    "drug_source": lambda value: {"drug_source": value or ""},
    "description": lambda value: {"description": value or ""},
}


def line_fields(line: Mapping[str, Any], keys: Iterable[str] | None = None) -> dict[str, str]:
    """Input name to text for the ``keys`` of one line of claim JSON; all that it has by default."""
    texts: dict[str, str] = {}
    for key in LINE_FIELDS if keys is None else keys:
        if keys is not None or key in line:
            texts |= LINE_FIELDS[key](line.get(key))
    return texts


def diagnosis_fields(diagnoses: Iterable[str]) -> dict[str, str]:
    """Input name to text for the twelve diagnoses."""
    given = dict(zip(LETTERS, diagnoses, strict=False))
    return {f"dx_{letter.lower()}": given.get(letter, "") for letter in LETTERS}


def claim_fields(claim: Mapping[str, Any]) -> dict[str, str]:
    """Input name to text for a whole claim JSON that names nobody: an example, opened in the form.

    The date of service is that of its last line; the form has one.
    """
    lines = claim["lines"]
    last = max(lines, key=lambda line: str(line.get("dos_from") or ""))
    day = str(last.get("dos_from") or "")
    found = {
        "payer": str(claim.get("payer") or ""),
        "date_of_service": f"{day[5:7]}/{day[8:10]}/{day[:4]}" if day else "",
        "place": str(last.get("pos") or ""),
        "lines-TOTAL_FORMS": str(len(lines)),
        "lines-INITIAL_FORMS": "0",
    }
    found |= diagnosis_fields(claim.get("diagnoses") or ())
    for index, line in enumerate(lines):
        found |= {f"lines-{index}-{name}": text for name, text in line_fields(line).items()}
    return {name: text for name, text in found.items() if text}

"""What a fix changes on the form, in words."""

from __future__ import annotations

from claims.forms.claim import ClaimForm
from claims.forms.line import LineForm
from claims.forms.undo import Row, Undo


def words_of(made: Undo, rows: list[Row]) -> list[str]:
    """``Line 1 units: 5000 → 500``, ``Line 2 comes: J0256 JW, 48 units``; for a preview."""
    places = {id(row): at for at, row in enumerate(rows, start=1)}
    said = [_cell(_label(ClaimForm, name), *texts) for name, *texts in made.head]
    for row, cells in made.cells:
        line = f"Line {places.get(id(row), '?')}"
        said += [
            _cell(f"{line} {_label(LineForm, name).lower()}", *texts) for name, *texts in cells
        ]
    said += [f"Line {places.get(id(row), '?')} comes: {_row(row)}" for row, _made in made.added]
    return said + [f"Line {at + 1} goes: {_row(row)}" for at, row in made.gone]


def _cell(name: str, before: str, after: str) -> str:
    return f"{name}: {before or 'nothing'} \u2192 {after or 'nothing'}"


def _label(form: type[ClaimForm | LineForm], name: str) -> str:
    if name.startswith("dx_"):
        return f"Diagnosis {name.removeprefix('dx_').upper()}"
    field = form.base_fields.get(name)
    return str(field.label) if field is not None and field.label else name.replace("_", " ")


def _row(row: Row) -> str:
    marks = " ".join(row[name] for name in ("mod1", "mod2", "mod3", "mod4") if row.get(name))
    units = f"{row['units']} units" if row.get("units") else ""
    head = " ".join(part for part in (row.get("code", ""), marks) if part)
    return ", ".join(part for part in (head, units) if part)

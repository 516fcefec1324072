"""Posts of the entry form, as a browser would send them."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

from claims.models import Claim


def typed(desk: SimpleNamespace, **changes: str) -> dict[str, str]:
    """What a biller posts for five vials of Prolastin-C; changes by input name."""
    data = {
        "submit_key": str(uuid.uuid4()),
        "practice": str(desk.practice.pk),
        "patient": "Testcase, Nora",
        "payer": "MEDICARE_B",
        "date_of_service": "11/10/2026",
        "place": "11",
        "rendering": str(desk.provider.pk),
        "dx_a": "E88.01",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-code": "J0256",
        "lines-0-dose": "5,000 mg",
        "lines-0-units": "500",
        "lines-0-mod1": "JZ",
        "lines-0-pointers": "A",
        "lines-0-charge": "5,141.00",
        "lines-0-product": "Prolastin-C",
        "lines-0-vials": "5 x 1,000 mg",
        "lines-0-route": "IV",
    }
    return data | {name.replace("__", "-"): text for name, text in changes.items()}


def new(desk: SimpleNamespace, do: str, **changes: str):
    return desk.client.post("/claims/new/", typed(desk, **changes) | {"do": do})


def again(desk: SimpleNamespace, claim: Claim, do: str = "save", **changes: str):
    """Post the form of a stored claim, opened at its present version."""
    line = claim.lines.first()
    data = typed(desk, base_version=str(claim.version), lines__0__line_id=str(line.pk))
    changed = {name.replace("__", "-"): text for name, text in changes.items()}
    return desk.client.post(f"/claims/{claim.public_id}/edit/", data | changed | {"do": do})


def saved(desk: SimpleNamespace) -> Claim:
    answer = new(desk, "save")
    assert answer.status_code == 302
    return Claim.objects.get()

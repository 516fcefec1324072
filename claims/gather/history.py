"""Earlier service lines of a patient, from the practice's own claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Coalesce

from claims.models import Claim, ServiceLine
from claims.scrubber.snapshot import HistoryLine

SCOPE = "own_practice"
COLUMNS = (
    "claim__patient_id", "claim__number", "claim__status", "code", "day", "units",
    "dose_amount", "dose_measure", "modifiers", "ndc", "product", "claim__payer__code",
)  # fmt: skip


def histories(claims: Iterable[Claim]) -> list[tuple[HistoryLine, ...] | None]:
    """The history of each claim in one query: lines of its patient's other claims.

    Days up to the claim's own; every line where it has none. None without a patient; a patient
    who is not stored yet has no history.
    """
    claims = list(claims)
    by_patient = _lines({claim.patient_id for claim in claims if claim.patient_id})
    return [None if claim.patient is None else _of(claim, by_patient) for claim in claims]


def _of(
    claim: Claim, by_patient: dict[int, list[tuple[str, HistoryLine]]]
) -> tuple[HistoryLine, ...]:
    rows = by_patient.get(claim.patient_id or 0, ())
    until = claim.date_of_service
    return tuple(
        line
        for number, line in rows
        if number != claim.number and (until is None or line.dos <= until)
    )


def _lines(patients: set[int]) -> dict[int, list[tuple[str, HistoryLine]]]:
    found: dict[int, list[tuple[str, HistoryLine]]] = defaultdict(list)
    rows = (
        ServiceLine.objects.filter(claim__patient__in=patients)
        .annotate(day=Coalesce("date_of_service", "claim__date_of_service"))
        .exclude(Q(code="") | Q(day=None))
        .order_by("day", "claim_id", "number")
    )
    for (
        patient, number, status, code, day, units, dose, measure, modifiers, ndc, product, payer,
    ) in rows.values_list(*COLUMNS):  # fmt: skip
        line = HistoryLine(
            code=code,
            dos=day,
            status=status,
            claim=number,
            units=units,
            dose=dose,
            measure=measure or None,
            modifiers=tuple(modifiers),
            ndc=ndc or None,
            payer=payer,
            brand=product or None,
        )
        found[patient].append((number, line))
    return found

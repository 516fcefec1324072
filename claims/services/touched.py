"""How many open claims speak of facts that an import changed: numbers, never patients."""

from __future__ import annotations

from django.db.models.functions import Coalesce

from claims.models import Claim, ServiceLine
from codes.importing.touched import Touched
from codes.models import HcpcsCode, ImportRun, Modifier, PlaceOfService


def open_claims_touched_by(run: ImportRun) -> Touched:
    """Draft and ready claims of any practice with such a code, modifier or place.

    A line counts from the day on which the file speaks. The number is for those who keep the
    facts; it says nothing of whose claims they are.
    """
    codes, modifiers, places = (
        set(run.touched.get(table._meta.label, ()))
        for table in (HcpcsCode, Modifier, PlaceOfService)
    )
    lines = (
        ServiceLine.objects.filter(claim__status__in=Claim.EDITABLE)
        .annotate(day=Coalesce("date_of_service", "claim__date_of_service"))
        .filter(day__gte=run.release_day)
        .values_list("claim_id", "code", "modifiers", "place", "claim__place")
    )
    found = {
        claim
        for claim, code, used, place, claim_place in lines
        if code in codes or not modifiers.isdisjoint(used) or (place or claim_place) in places
    }
    return Touched(what="Open claims", count=len(found))

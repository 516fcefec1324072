"""How many claims and kept checks name a fact: what keeps it from being deleted.

A check keeps the claim that it judged, not the rows of facts that it read; so it refers to every
fact of a code, payer ... that its claim names.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from claims.models import Check, Claim
from codes.referrers import Mention, Referrer


def checks_naming(mention: Mention) -> int:
    """Kept checks whose claim names the fact."""
    key = '"pos": ' if mention.kind == "place" else ""  # two digits alone are also other things
    wanted = [Q(text__contains=f'{key}"{value}"') for value in mention.values]
    rows = Check.objects.annotate(text=Cast("snapshot", TextField()))
    return rows.filter(reduce(or_, wanted)).count()


def claims_naming(mention: Mention) -> int:
    """Stored claims that name the fact; a payer's are counted by their key."""
    if mention.kind == "payer":
        return 0
    return _claims(mention).values("pk").distinct().count()


def _claims(mention: Mention) -> QuerySet[Claim]:
    values = mention.values
    if mention.kind == "code":
        return Claim.objects.filter(lines__code__in=values)
    if mention.kind == "place":
        return Claim.objects.filter(
            Q(place__in=values) | Q(lines__place__in=values) | Q(facility__place__in=values)
        )
    listed = "lines__modifiers" if mention.kind == "modifier" else "diagnoses"
    wanted = [Q(text__contains=f'"{value}"') for value in values]
    return Claim.objects.annotate(text=Cast(listed, TextField())).filter(reduce(or_, wanted))


REFERRERS = (
    Referrer(one="check", many="checks", count=checks_naming),
    Referrer(one="claim", many="claims", count=claims_naming),
)

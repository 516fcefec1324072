"""How often an edit spoke on stored claims, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from billing_site.accounts.models import User
from claims.models import Claim, FoundEdit, Override

_Status = Claim.Status
# What a payer answered; a claim that was not answered yet is in neither.
_PAID = (_Status.PAID, _Status.PART_PAID)
_TURNED_DOWN = (_Status.DENIED, _Status.REJECTED, _Status.UNPROCESSABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Findings of one edit on the claims that a person may see.

    ``mended`` were put right before the claim went out; of those that stood, ``denied`` and
    ``paid`` are what the payer did with the claim. ``overridden`` were let pass by a lead, with
    what the payer then did.
    """

    found: int
    mended: int
    standing: int
    denied: int
    paid: int
    overridden: int = 0
    overridden_denied: int = 0
    overridden_paid: int = 0


def tally_of(rule: str, user: User) -> Tally:
    """The tally of one rule over the practices of ``user``; two queries."""
    claims = Claim.objects.visible_to(user).values("pk")
    stood = Q(state=FoundEdit.State.OPEN)
    counts = FoundEdit.objects.filter(rule=rule, claim__in=claims).aggregate(
        found=Count("pk"),
        mended=Count("pk", filter=Q(state=FoundEdit.State.MENDED)),
        standing=Count("pk", filter=stood),
        denied=Count("pk", filter=stood & Q(claim__status__in=_TURNED_DOWN)),
        paid=Count("pk", filter=stood & Q(claim__status__in=_PAID)),
    )
    stands = Override.objects.filter(
        rule=rule, claim__in=claims, withdrawn_at__isnull=True
    ).aggregate(
        overridden=Count("pk"),
        overridden_denied=Count("pk", filter=Q(claim__status__in=_TURNED_DOWN)),
        overridden_paid=Count("pk", filter=Q(claim__status__in=_PAID)),
    )
    return Tally(**counts, **stands)


def note_findings(claim: Claim, report: dict[str, Any]) -> None:
    """Keep what a stored check found of the claim; what it no longer finds was put right.

    Called in the transaction that stores the claim: at most four queries.
    """
    now = {_key(one): one["severity"] for one in report["findings"]}
    known = {(row.rule, row.line, row.field): row for row in claim.found_edits.all()}
    FoundEdit.objects.bulk_create(
        FoundEdit(claim=claim, rule=rule, line=line, field=field, severity=severity)
        for (rule, line, field), severity in now.items()
        if (rule, line, field) not in known
    )
    _set_state(FoundEdit.State.MENDED, (row for key, row in known.items() if key not in now))
    _set_state(FoundEdit.State.OPEN, (row for key, row in known.items() if key in now))


def _set_state(state: str, rows: Iterable[FoundEdit]) -> None:
    changed = [row.pk for row in rows if row.state != state]
    if changed:
        FoundEdit.objects.filter(pk__in=changed).update(state=state)


def _key(found: dict[str, Any]) -> tuple[str, int, str]:
    return (found["rule"], found["line"] or 0, (found.get("field") or "")[:40])

"""Everything of the demonstration, in its order and in one transaction."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import transaction

from billing_site.accounts.models import Practice, User
from billing_site.audit.record import record_command
from claims.demo import accounts, facts, outcomes, policies, practice, store, visits
from claims.demo.plan import PlannedClaim
from claims.models import Claim, Facility, Patient, Provider
from claims.services import refresh_summaries
from claims.services.receipts import keep_receipts
from codes.models import Payer

# claims in these states have used none of their authorization
UNUSED = {
    Claim.Status.DRAFT,
    Claim.Status.READY,
    Claim.Status.REJECTED,
    Claim.Status.UNPROCESSABLE,
    Claim.Status.DENIED,
    Claim.Status.VOID,
}


@transaction.atomic
def load(*, now: dt.datetime, password: str, reset: bool) -> dict[str, int]:
    """Load what is missing; the answer is the number of rows added, by their kind.

    The practices count as loaded when any of their demo claims is there: a second run on another
    day neither shifts nor doubles them.
    """
    added = facts.load()
    practices = practice.practices()
    first = next(iter(practices.values()))
    users = accounts.load(password, first)
    today = now.astimezone(first.zone).date()
    added["policies"] = policies.load(users, today)
    if reset:
        clear(practices)
    added |= _load_practices(practices, users, today)
    changes = {name: count for name, count in added.items() if count}
    if changes or reset or password:
        record_command("demo.load", changes={**changes, "reset": reset})
    return added


def clear(practices: dict[str, Practice]) -> None:
    """Delete all claims, patients, providers and sites of the demo practices."""
    for model in (Claim, Patient, Provider, Facility):
        model.objects.filter(practice__in=practices.values()).delete()


def _load_practices(
    practices: dict[str, Practice], users: dict[str, User], today: dt.date
) -> dict[str, int]:
    claims = outcomes.settle(visits.plan(today), today)
    if Claim.objects.filter(number__in=store.numbers(claims)).exists():
        return {"patients": 0, "claims": 0}
    patients = practice.patients(practices, today)
    belongings = store.Belongings(
        practices=practices,
        facilities=practice.facilities(practices),
        providers=practice.providers(practices),
        patients=patients,
        authorizations=practice.authorizations(patients, used_units(claims), today),
        payers={payer.code: payer for payer in Payer.objects.all()},
        biller=users["biller"],
    )
    rows = store.store(claims, belongings, today)
    refresh_summaries([row for row in rows if row.is_editable], today=today)
    keep_receipts([row for row in rows if row.status == Claim.Status.READY], today=today)
    return {"patients": len(patients), "claims": len(rows)}


def used_units(claims: list[PlannedClaim]) -> dict[str, int]:
    """Units of drug, given and discarded, that live claims have taken from each authorization."""
    used: Counter[str] = Counter()
    for claim in claims:
        if claim.authorization and claim.status not in UNUSED:
            used[claim.authorization] += sum(line.units for line in claim.lines if line.is_drug)
    return dict(used)

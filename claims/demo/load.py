"""Everything of the demonstration, in its order and in one transaction."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from billing_site.audit.record import record_command
from claims.demo import accounts, facts, practice


@transaction.atomic
def load(*, now: dt.datetime, password: str, reset: bool) -> dict[str, int]:
    """Load what is missing; the answer is the number of rows added, by their kind."""
    added = facts.load()
    practices = practice.practices()
    accounts.load(password, practices[0])
    record_command("demo.load", changes={name: count for name, count in added.items() if count})
    return added

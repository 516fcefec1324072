"""Keeping a patient's record: a row is added, changed or taken away, and the trail says so.

The trail names the kind and the patient's public id, never a value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from billing_site.audit.record import Actor, record
from claims.models import Exemption, LabResult, Patient, PriorAuthorization, StepTrial, Weight

Row: TypeAlias = Weight | PriorAuthorization | Exemption | StepTrial | LabResult


class RecordRefusedError(Exception):
    """A change that cannot be; its text says why. Nothing was written."""


def digest_of(row: Row) -> str:
    """What a row says, in a few letters: who changes it names what she saw."""
    says = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return hashlib.sha256(json.dumps(says, cls=DjangoJSONEncoder).encode()).hexdigest()[:16]


def add_row(row: Row, columns: Mapping[str, Any], *, actor: Actor) -> None:
    """Store a new row; ``RecordRefusedError`` where its like is on record."""
    _store(row, columns, "added", actor)


def change_row(row: Row, columns: Mapping[str, Any], *, seen: str, actor: Actor) -> None:
    """Store changes of a row as it was ``seen`` (its digest).

    ``RecordRefusedError`` where somebody changed or removed it meanwhile.
    """
    with transaction.atomic():
        now = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
        if now is None:
            raise RecordRefusedError("Somebody removed it meanwhile; add it anew if it is right.")
        if digest_of(now) != seen:
            words = "Somebody changed it meanwhile: the list shows what it says now."
            raise RecordRefusedError(words)
        _store(now, columns, "changed", actor)


def _store(row: Row, columns: Mapping[str, Any], what: str, actor: Actor) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            _note(row, what, actor)
    except IntegrityError:
        raise RecordRefusedError(_twin_of(row)) from None


def remove_row(row: Row, *, actor: Actor) -> None:
    """Take a row away; one that claims rest on stays."""
    try:
        with transaction.atomic():
            _note(row, "removed", actor)
            row.delete()
    except ProtectedError as held:
        count = len(held.protected_objects)
        claims = "1 claim rests" if count == 1 else f"{count} claims rest"
        raise RecordRefusedError(f"It was not removed: {claims} on it.") from None


def _note(row: Row, what: str, actor: Actor) -> None:
    patient: Patient = row.patient
    record(
        actor,
        action="patient.record.keep",
        object_type="patient",
        object_id=str(patient.public_id),
        practice_id=patient.practice_id,
        changes={row._meta.model_name or "": ["", what]},
    )


def _twin_of(row: Row) -> str:
    """Why the tables refused the row: what there may be only one of."""
    if isinstance(row, Weight):
        return f"A weight of {row.taken_on:%m/%d/%Y} is on record already; change that one."
    if isinstance(row, PriorAuthorization):
        return f"That payer's number {row.number} for {row.code} is on record already."
    if isinstance(row, Exemption):
        return f"That payer's exemption {row.number} is on record already."
    return "The record was not changed: the tables refuse it."

"""The practices with their sites and providers, and the patients with what belongs to them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from billing_site.accounts.models import Practice
from claims.demo.fixtures import Entry, read
from claims.models import (
    Coverage,
    Facility,
    LabResult,
    Patient,
    PriorAuthorization,
    Provider,
    StepTrial,
    Weight,
)
from codes.models import Payer

NAMES = ("name", "npi", "tax_id", "address", "time_zone")
PATIENT_NAMES = ("last_name", "first_name", "sex", "address")
WEIGHINGS = 7
DRIFT = (Decimal("0.0"), Decimal("0.3"), Decimal("-0.2"), Decimal("0.1"))


def practices() -> dict[str, Practice]:
    """The practices by name, the one of the demo users first, made where they are missing."""
    return {
        entry["name"]: Practice.objects.get_or_create(
            name=entry["name"], defaults={name: entry[name] for name in NAMES}
        )[0]
        for entry in read("practice")["practices"]
    }


def facilities(known: dict[str, Practice]) -> dict[tuple[str, int], Facility]:
    """Sites by practice and position."""
    made = {
        (entry["name"], place): Facility(practice=known[entry["name"]], **site)
        for entry in read("practice")["practices"]
        for place, site in enumerate(entry["facilities"])
    }
    Facility.objects.bulk_create(made.values())
    return made


def providers(known: dict[str, Practice]) -> dict[str, Provider]:
    """Providers by the key that the courses use."""
    made = {
        person["key"]: Provider(
            practice=known[entry["name"]],
            **{name: value for name, value in person.items() if name != "key"},
        )
        for entry in read("practice")["practices"]
        for person in entry["providers"]
    }
    Provider.objects.bulk_create(made.values())
    return made


def patients(known: dict[str, Practice], today: dt.date) -> dict[str, Patient]:
    """Patients by key, with coverages, weights, results and trials."""
    entries = read("patients")["patients"]
    payers = {payer.code: payer for payer in Payer.objects.all()}
    made = {entry["key"]: _patient(entry, known[entry["practice"]]) for entry in entries}
    Patient.objects.bulk_create(made.values())
    Coverage.objects.bulk_create(
        row for entry in entries for row in _coverages(entry, made[entry["key"]], payers, today)
    )
    Weight.objects.bulk_create(
        row for entry in entries for row in _weights(entry, made[entry["key"]], today)
    )
    LabResult.objects.bulk_create(
        LabResult(
            patient=made[entry["key"]],
            lab=found["lab"],
            value=Decimal(found["value"]),
            unit=found["unit"],
            method=found["method"],
            taken_on=_ago(found, today),
        )
        for entry in entries
        for found in entry.get("labs", [])
    )
    StepTrial.objects.bulk_create(
        StepTrial(
            patient=made[entry["key"]],
            agent=found["agent"],
            outcome=found["outcome"],
            ended_on=_ago(found, today),
        )
        for entry in entries
        for found in entry.get("trials", [])
    )
    return made


def _ago(entry: Entry, today: dt.date) -> dt.date:
    return today - dt.timedelta(days=entry["days_ago"])


def _patient(entry: Entry, practice: Practice) -> Patient:
    return Patient(
        practice=practice,
        birth_date=dt.date.fromisoformat(entry["birth_date"]),
        on_dialysis=entry.get("on_dialysis"),
        **{name: entry[name] for name in PATIENT_NAMES},
    )


def _coverages(
    entry: Entry, patient: Patient, payers: dict[str, Payer], today: dt.date
) -> list[Coverage]:
    """Coverage for years; one that moved ended before this month's visits (see `moved_on`)."""
    moves_to = entry.get("moves_to")
    start = moved_on(today)
    rows = [
        Coverage(
            patient=patient,
            payer=payers[held["payer"]],
            member_id=held["member_id"],
            effective_from=dt.date(today.year - 2, 1, 1),
            effective_through=start - dt.timedelta(days=1) if moves_to else None,
            verified_on=today - dt.timedelta(days=40 if moves_to else 12),
        )
        for held in entry["coverages"]
    ]
    if moves_to:
        rows.append(
            Coverage(
                patient=patient,
                payer=payers[moves_to["payer"]],
                member_id=moves_to["member_id"],
                effective_from=start,
                verified_on=today - dt.timedelta(days=1),
            )
        )
    return rows


def moved_on(today: dt.date) -> dt.date:
    """The first of the month in which the last seven days began: no visit of those is earlier."""
    return (today - dt.timedelta(days=7)).replace(day=1)


def _weights(entry: Entry, patient: Patient, today: dt.date) -> list[Weight]:
    """A weight every four weeks, the newest a week old."""
    return [
        Weight(
            patient=patient,
            taken_on=today - dt.timedelta(days=8 + 28 * turn),
            kilograms=Decimal(entry["kilograms"]) + DRIFT[turn % len(DRIFT)],
        )
        for turn in range(WEIGHINGS)
    ]


def authorizations(
    patients_by_key: dict[str, Patient], used: dict[str, int], today: dt.date
) -> dict[str, PriorAuthorization]:
    """Authorizations of twelve months by number, with the units that live claims have used."""
    payers = {payer.code: payer for payer in Payer.objects.all()}
    made = {
        held["number"]: PriorAuthorization(
            patient=patients_by_key[entry["key"]],
            payer=payers[held["payer"]],
            number=held["number"],
            code=held["code"],
            effective_from=today - dt.timedelta(days=200),
            effective_through=today + dt.timedelta(days=164),
            approved_units=held["approved_units"],
            used_units=used.get(held["number"], 0),
        )
        for entry in read("patients")["patients"]
        for held in entry.get("authorizations", [])
    }
    PriorAuthorization.objects.bulk_create(made.values())
    return made

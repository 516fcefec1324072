"""ICD-10-CM into the tables: codes by release, and which of them cannot stand first."""

from __future__ import annotations

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import by_release, stated
from codes.importers.by_release import Listing
from codes.importers.icd10cm.file import DiagnosisFile
from codes.importers.release import Origin, Tally, register
from codes.models import Diagnosis, DiagnosisFlag

KIND = "icd10cm"
COMPLETE_FOR = [["A00", "ZZZZZZZ"]]
SOURCE = "ICD-10-CM, tabular list"


@transaction.atomic
def store(file: DiagnosisFile, origin: Origin) -> list[Tally]:
    """Write the differences; a code of the first file holds without a first day."""
    release = register(
        KIND,
        f"ICD-10-CM, {origin.released:%B %Y}",
        origin,
        rows=len(file.codes),
        complete_for=COMPLETE_FOR,
    )
    tally = Tally(label="icd10cm codes")
    listing = Listing(
        table=Diagnosis,
        key=("code",),
        values=("title", "is_billable"),
        release=release,
        tally=tally,
        since_ever=True,
    )
    by_release.store(
        listing, {(code,): values for code, values in file.codes.items()}, origin, "code"
    )
    flags = Tally(label="icd10cm flags")
    rows = {
        (code, code, DiagnosisFlag.Flag.NOT_PRIMARY.value): (reason, SOURCE)
        for code, reason in file.not_first.items()
    }
    stated.store(
        DiagnosisFlag,
        ("low", "high", "flag"),
        ("value", "source"),
        rows,
        release=release,
        tally=flags,
    )
    facts_changed()
    return [flags, tally]

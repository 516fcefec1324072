"""What policies ask of a patient's record, read only for claims whose policy asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims.draft import Draft
from claims.models import Exemption, LabResult, StepTrial
from claims.scrubber.policy import PolicyFacts
from claims.scrubber.snapshot import LabSnapshot, StepSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledExemption:
    """An exemption on file; ``number`` in upper case."""

    number: str
    product: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRecord:
    """Results, trials and exemptions; None where no policy asked, () where there are none."""

    labs: tuple[LabSnapshot, ...] | None = None
    trials: tuple[StepSnapshot, ...] | None = None
    exemptions: tuple[FiledExemption, ...] = ()


def records_of(
    drafts: Sequence[Draft], *policies: Mapping[str, Sequence[PolicyFacts]]
) -> list[PatientRecord]:
    """The record of each claim's patient: at most three queries for any number of claims.

    A kind is read where a policy (by payer) of the claim's payer that speaks of one of its codes
    asks for it, whatever the day: the rules look at the day.
    """
    asked = [[one for by_payer in policies for one in _asking(draft, by_payer)] for draft in drafts]
    labs = _labs(_patients(drafts, [any(one.labs for one in each) for each in asked]))
    trials = _trials(_patients(drafts, [any(one.steps for one in each) for each in asked]))
    named = [bool(draft.claim.exemption_number) for draft in drafts]
    exemptions = _exemptions(_patients(drafts, named))
    return [
        PatientRecord(
            labs=labs.get(draft.claim.patient_id or 0),
            trials=trials.get(draft.claim.patient_id or 0),
            exemptions=exemptions.get(draft.claim.patient_id or 0, ()),
        )
        for draft in drafts
    ]


def _asking(draft: Draft, policies: Mapping[str, Sequence[PolicyFacts]]) -> list[PolicyFacts]:
    payer = draft.claim.payer.code if draft.claim.payer else ""
    codes = {line.row.code.strip().upper() for line in draft.lines}
    return [
        policy for policy in policies.get(payer, ()) if codes & {code.code for code in policy.codes}
    ]


def _patients(drafts: Iterable[Draft], wanted: Iterable[bool]) -> set[int]:
    return {
        draft.claim.patient_id
        for draft, is_wanted in zip(drafts, wanted, strict=True)
        if is_wanted and draft.claim.patient_id
    }


def _labs(patients: set[int]) -> dict[int, tuple[LabSnapshot, ...]]:
    found: dict[int, list[LabSnapshot]] = defaultdict(list, {key: [] for key in patients})
    for row in LabResult.objects.filter(patient__in=patients) if patients else ():
        found[row.patient_id].append(
            LabSnapshot(
                lab=row.lab,
                value=row.value,
                date=row.taken_on,
                unit=row.unit or None,
                method=row.method or None,
            )
        )
    return {key: tuple(rows) for key, rows in found.items()}


def _trials(patients: set[int]) -> dict[int, tuple[StepSnapshot, ...]]:
    found: dict[int, list[StepSnapshot]] = defaultdict(list, {key: [] for key in patients})
    for row in StepTrial.objects.filter(patient__in=patients) if patients else ():
        step = StepSnapshot(agent=row.agent, outcome=row.outcome, date=row.ended_on)
        found[row.patient_id].append(step)
    return {key: tuple(rows) for key, rows in found.items()}


def _exemptions(patients: set[int]) -> dict[int, tuple[FiledExemption, ...]]:
    found: dict[int, list[FiledExemption]] = defaultdict(list)
    for row in Exemption.objects.filter(patient__in=patients) if patients else ():
        filed = FiledExemption(
            number=row.number.upper(), product=row.product or None, reason=row.reason or None
        )
        found[row.patient_id].append(filed)
    return {key: tuple(rows) for key, rows in found.items()}

"""The rules, a module or package per family."""

from claims.scrubber.rules import (
    charges,
    dates,
    dialysis,
    drug_source,
    place,
    provider,
    structure,
)
from claims.scrubber.rules.code import drug, patient
from claims.scrubber.rules.code import validity as code_validity
from claims.scrubber.rules.diagnosis import code as diagnosis_code
from claims.scrubber.rules.diagnosis import places
from claims.scrubber.rules.modifier import company, replaced
from claims.scrubber.rules.modifier import validity as modifier_validity
from claims.scrubber.rules.policy import documents
from claims.scrubber.rules.units import count, dose
from claims.scrubber.rules.waste import avoidable, needed, pairing, sums

FAMILIES = (
    avoidable,
    charges,
    code_validity,
    company,
    count,
    dates,
    diagnosis_code,
    dialysis,
    documents,
    dose,
    drug,
    drug_source,
    modifier_validity,
    needed,
    pairing,
    patient,
    place,
    places,
    provider,
    replaced,
    structure,
    sums,
)

"""The rules, a module or package per family."""

from claims.scrubber.rules import (
    charges,
    dates,
    dialysis,
    drug_source,
    self_administered,
    structure,
)
from claims.scrubber.rules.administration import beside_drug, initial, time
from claims.scrubber.rules.code import drug, patient
from claims.scrubber.rules.code import validity as code_validity
from claims.scrubber.rules.diagnosis import code as diagnosis_code
from claims.scrubber.rules.diagnosis import on_day, places
from claims.scrubber.rules.modifier import company, fit, replaced, required
from claims.scrubber.rules.modifier import validity as modifier_validity
from claims.scrubber.rules.national import pairs, unlikely
from claims.scrubber.rules.ndc import amount as ndc_amount
from claims.scrubber.rules.ndc import form as ndc_form
from claims.scrubber.rules.payer import coverage, duplicates, filing
from claims.scrubber.rules.place import code as place_code
from claims.scrubber.rules.place import facility_drug
from claims.scrubber.rules.policy import (
    authorization,
    documents,
    frequency,
    laboratory,
    renewal,
    supply,
)
from claims.scrubber.rules.policy import diagnosis as policy_diagnosis
from claims.scrubber.rules.policy import dose as policy_dose
from claims.scrubber.rules.policy import drug as policy_drug
from claims.scrubber.rules.policy import patient as policy_patient
from claims.scrubber.rules.provider import npi, roles
from claims.scrubber.rules.units import count, dose
from claims.scrubber.rules.waste import avoidable, needed, pairing, sums

FAMILIES = (
    authorization,
    avoidable,
    beside_drug,
    charges,
    code_validity,
    company,
    count,
    coverage,
    dates,
    diagnosis_code,
    dialysis,
    documents,
    dose,
    drug,
    drug_source,
    duplicates,
    facility_drug,
    filing,
    fit,
    frequency,
    initial,
    laboratory,
    modifier_validity,
    ndc_amount,
    ndc_form,
    needed,
    npi,
    on_day,
    pairing,
    pairs,
    patient,
    place_code,
    places,
    policy_diagnosis,
    policy_dose,
    policy_drug,
    policy_patient,
    renewal,
    replaced,
    required,
    roles,
    self_administered,
    structure,
    sums,
    supply,
    time,
    unlikely,
)

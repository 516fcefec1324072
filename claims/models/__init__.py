"""Claims and what stands on them."""

from claims.models.check import Check, RulesEdition, SubmitKey
from claims.models.claim import Claim, Container, ServiceLine
from claims.models.document import ChecklistItem
from claims.models.finding import FoundEdit, Override
from claims.models.party import Coverage, Facility, Patient, PriorAuthorization, Provider, Weight
from claims.models.record import Exemption, LabResult, StepTrial

__all__ = [
    "Check",
    "ChecklistItem",
    "Claim",
    "Container",
    "Coverage",
    "Exemption",
    "Facility",
    "FoundEdit",
    "LabResult",
    "Override",
    "Patient",
    "PriorAuthorization",
    "Provider",
    "RulesEdition",
    "ServiceLine",
    "StepTrial",
    "SubmitKey",
    "Weight",
]

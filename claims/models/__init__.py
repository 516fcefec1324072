"""Claims and what stands on them."""

from claims.models.check import Check, SubmitKey
from claims.models.claim import Claim, Container, ServiceLine
from claims.models.document import ChecklistItem
from claims.models.finding import FoundEdit, Override
from claims.models.party import Coverage, Facility, Patient, PriorAuthorization, Provider, Weight

__all__ = [
    "Check",
    "ChecklistItem",
    "Claim",
    "Container",
    "Coverage",
    "Facility",
    "FoundEdit",
    "Override",
    "Patient",
    "PriorAuthorization",
    "Provider",
    "ServiceLine",
    "SubmitKey",
    "Weight",
]

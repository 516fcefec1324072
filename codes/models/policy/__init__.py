"""Payer policies: dated versions, and what each version requires, as typed rows."""

from codes.models.policy.access import (
    PolicyAuthorization,
    PolicyExemption,
    PolicyProduct,
    PolicySite,
    PolicyStep,
)
from codes.models.policy.limits import PolicyDoseInterval, PolicyLimit
from codes.models.policy.papers import PolicyAttestation, PolicyDocument
from codes.models.policy.patient import (
    PolicyAge,
    PolicyLab,
    PolicyLabThreshold,
    PolicyWays,
    PolicyWeight,
)
from codes.models.policy.requirement import Requirement
from codes.models.policy.review import PolicyEvent, PolicyExample, PolicySourceFile
from codes.models.policy.scope import PolicyCode, PolicyDiagnoses, PolicyIndication
from codes.models.policy.version import Policy, PolicyPayer, PolicyVersion

__all__ = [
    "Policy",
    "PolicyAge",
    "PolicyAttestation",
    "PolicyAuthorization",
    "PolicyCode",
    "PolicyDiagnoses",
    "PolicyDocument",
    "PolicyDoseInterval",
    "PolicyEvent",
    "PolicyExample",
    "PolicyExemption",
    "PolicyIndication",
    "PolicyLab",
    "PolicyLabThreshold",
    "PolicyLimit",
    "PolicyPayer",
    "PolicyProduct",
    "PolicySite",
    "PolicySourceFile",
    "PolicyStep",
    "PolicyVersion",
    "PolicyWays",
    "PolicyWeight",
    "Requirement",
]

"""Reference data: facts with their source, and payers with their dated terms."""

from codes.models.denial import AdjustmentReason, RemarkCode
from codes.models.diagnosis import Diagnosis, DiagnosisFlag
from codes.models.document import DocumentRequirement
from codes.models.drug import (
    CodeRestriction,
    DrugProduct,
    NdcCrosswalk,
    SelfAdministeredDrug,
)
from codes.models.guide import CodeGuide, GuideStatement, SimilarCode
from codes.models.hcpcs import HcpcsCode, Modifier, PlaceOfService, UnitStanding
from codes.models.imports import ImportJournal, ImportRun
from codes.models.limits import AddOnCode, MueLimit, PaymentRate, PtpPair
from codes.models.payer import Payer, PayerTerms
from codes.models.policy import (
    Policy,
    PolicyEvent,
    PolicyExample,
    PolicyPayer,
    PolicySourceFile,
    PolicyVersion,
)
from codes.models.source import FactConflict, FactsToken, ReferenceRelease
from codes.models.successor import CodeSuccessor

__all__ = [
    "AddOnCode",
    "AdjustmentReason",
    "CodeGuide",
    "CodeRestriction",
    "CodeSuccessor",
    "Diagnosis",
    "DiagnosisFlag",
    "DocumentRequirement",
    "DrugProduct",
    "FactConflict",
    "FactsToken",
    "GuideStatement",
    "HcpcsCode",
    "ImportJournal",
    "ImportRun",
    "Modifier",
    "MueLimit",
    "NdcCrosswalk",
    "Payer",
    "PayerTerms",
    "PaymentRate",
    "PlaceOfService",
    "Policy",
    "PolicyEvent",
    "PolicyExample",
    "PolicyPayer",
    "PolicySourceFile",
    "PolicyVersion",
    "PtpPair",
    "ReferenceRelease",
    "RemarkCode",
    "SelfAdministeredDrug",
    "SimilarCode",
    "UnitStanding",
]

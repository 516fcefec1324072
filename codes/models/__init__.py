"""Reference data: facts with their source, and payers with their dated terms."""

from codes.models.diagnosis import Diagnosis
from codes.models.document import DocumentRequirement
from codes.models.drug import CodeRestriction, DrugProduct
from codes.models.guide import CodeGuide, GuideStatement, SimilarCode
from codes.models.hcpcs import HcpcsCode, Modifier, PlaceOfService, UnitStanding
from codes.models.imports import ImportJournal, ImportRun
from codes.models.limits import MueLimit, PaymentRate, PtpPair
from codes.models.payer import Payer, PayerTerms
from codes.models.policy import Policy, PolicyPayer, PolicyVersion
from codes.models.source import FactConflict, FactsToken, ReferenceRelease
from codes.models.successor import CodeSuccessor

__all__ = [
    "CodeGuide",
    "CodeRestriction",
    "CodeSuccessor",
    "Diagnosis",
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
    "Payer",
    "PayerTerms",
    "PaymentRate",
    "PlaceOfService",
    "Policy",
    "PolicyPayer",
    "PolicyVersion",
    "PtpPair",
    "ReferenceRelease",
    "SimilarCode",
    "UnitStanding",
]

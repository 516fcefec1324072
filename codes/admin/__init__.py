"""Django's admin of the reference facts; the site registers what is listed here."""

from billing_site.accounts.audited_admin import AuditedAdmin
from codes.admin.code import (
    CodeRestrictionAdmin,
    DiagnosisAdmin,
    DrugProductAdmin,
    HcpcsCodeAdmin,
    ModifierAdmin,
    PlaceOfServiceAdmin,
)
from codes.admin.document import DocumentRequirementAdmin
from codes.admin.guide import (
    CodeGuideAdmin,
    CodeSuccessorAdmin,
    GuideStatementAdmin,
    SimilarCodeAdmin,
)
from codes.admin.limits import MueLimitAdmin, PaymentRateAdmin, PtpPairAdmin
from codes.admin.payer import PayerAdmin, PayerTermsAdmin
from codes.admin.source import FactConflictAdmin, ReferenceReleaseAdmin
from codes.models import (
    CodeGuide,
    CodeRestriction,
    CodeSuccessor,
    Diagnosis,
    DocumentRequirement,
    DrugProduct,
    FactConflict,
    GuideStatement,
    HcpcsCode,
    Modifier,
    MueLimit,
    Payer,
    PayerTerms,
    PaymentRate,
    PlaceOfService,
    PtpPair,
    ReferenceRelease,
    SimilarCode,
)

ADMINS: dict[type, type[AuditedAdmin]] = {
    HcpcsCode: HcpcsCodeAdmin,
    Modifier: ModifierAdmin,
    PlaceOfService: PlaceOfServiceAdmin,
    Diagnosis: DiagnosisAdmin,
    DrugProduct: DrugProductAdmin,
    CodeRestriction: CodeRestrictionAdmin,
    MueLimit: MueLimitAdmin,
    PtpPair: PtpPairAdmin,
    PaymentRate: PaymentRateAdmin,
    Payer: PayerAdmin,
    PayerTerms: PayerTermsAdmin,
    DocumentRequirement: DocumentRequirementAdmin,
    CodeGuide: CodeGuideAdmin,
    GuideStatement: GuideStatementAdmin,
    SimilarCode: SimilarCodeAdmin,
    CodeSuccessor: CodeSuccessorAdmin,
    FactConflict: FactConflictAdmin,
    ReferenceRelease: ReferenceReleaseAdmin,
}

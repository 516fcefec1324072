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
from codes.admin.limits import (
    AddOnCodeAdmin,
    MueLimitAdmin,
    PaymentRateAdmin,
    PtpPairAdmin,
)
from codes.admin.lists import (
    DenialCodeAdmin,
    DiagnosisFlagAdmin,
    NdcCrosswalkAdmin,
    SelfAdministeredDrugAdmin,
)
from codes.admin.payer import PayerAdmin, PayerTermsAdmin
from codes.admin.source import FactConflictAdmin, ReferenceReleaseAdmin
from codes.models import (
    AddOnCode,
    AdjustmentReason,
    CodeGuide,
    CodeRestriction,
    CodeSuccessor,
    Diagnosis,
    DiagnosisFlag,
    DocumentRequirement,
    DrugProduct,
    FactConflict,
    GuideStatement,
    HcpcsCode,
    Modifier,
    MueLimit,
    NdcCrosswalk,
    Payer,
    PayerTerms,
    PaymentRate,
    PlaceOfService,
    PtpPair,
    ReferenceRelease,
    RemarkCode,
    SelfAdministeredDrug,
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
    AddOnCode: AddOnCodeAdmin,
    PaymentRate: PaymentRateAdmin,
    NdcCrosswalk: NdcCrosswalkAdmin,
    SelfAdministeredDrug: SelfAdministeredDrugAdmin,
    DiagnosisFlag: DiagnosisFlagAdmin,
    AdjustmentReason: DenialCodeAdmin,
    RemarkCode: DenialCodeAdmin,
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

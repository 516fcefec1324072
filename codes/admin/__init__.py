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
from codes.admin.limits import MueLimitAdmin, PaymentRateAdmin, PtpPairAdmin
from codes.admin.payer import PayerAdmin, PayerTermsAdmin
from codes.admin.source import FactConflictAdmin, ReferenceReleaseAdmin
from codes.models import (
    CodeRestriction,
    Diagnosis,
    DocumentRequirement,
    DrugProduct,
    FactConflict,
    HcpcsCode,
    Modifier,
    MueLimit,
    Payer,
    PayerTerms,
    PaymentRate,
    PlaceOfService,
    PtpPair,
    ReferenceRelease,
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
    FactConflict: FactConflictAdmin,
    ReferenceRelease: ReferenceReleaseAdmin,
}

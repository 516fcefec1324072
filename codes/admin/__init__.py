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
from codes.admin.limits import MueLimitAdmin, PtpPairAdmin
from codes.admin.payer import PayerAdmin, PayerTermsAdmin
from codes.admin.source import FactConflictAdmin, ReferenceReleaseAdmin
from codes.models import (
    CodeRestriction,
    Diagnosis,
    DrugProduct,
    FactConflict,
    HcpcsCode,
    Modifier,
    MueLimit,
    Payer,
    PayerTerms,
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
    Payer: PayerAdmin,
    PayerTerms: PayerTermsAdmin,
    FactConflict: FactConflictAdmin,
    ReferenceRelease: ReferenceReleaseAdmin,
}

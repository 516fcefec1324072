"""Who may use which address (security.md 4), kept apart from the declarations on purpose."""

from __future__ import annotations

from billing_site.accounts.models import Role

B, L, P, A, S = Role.BILLER, Role.LEAD, Role.POLICY, Role.AUDITOR, Role.SYSTEM
# security.md 4, as data: who may use which address. Kept apart from the declarations on purpose.
MATRIX: dict[str, set[Role] | None] = {
    "account_login": None,
    "account_logout": {B, L, P, A, S},
    "queue": {B, L, P, A, S},
    "claim-new": {B, L},
    "claim-check": {B, L},
    "claim-patients": {B, L},
    "claim-detail": {B, L, A},
    "claim-edit": {B, L},
    "claim-documents": {B, L, A},
    "claim-overrides": {B, L, A},
    "claim-receipt": {B, L, A},
    "patient-ledger": {B, L, A},
    "patient-record": {B, L, A},
    "claim-packet": {B, L, A},
    "units-review": {P, A},
    "evidence": {P, A},
    **{name: {P, A} for name in ["imports", "import-run", "import-progress"]},
    **{name: {P, A} for name in ["conflicts", "conflict"]},
    "rules": {B, L, P, A, S},
    "rule-page": {B, L, P, A, S},
    "codes": {B, L, P, A, S},
    "code-search": {B, L, P, A, S},
    "code-page": {B, L, P, A, S},
    "choices": {B, L, P, A, S},
    **{name: {B, L, P, A, S} for name in ["policies", "policy-page", "policy-json"]},
    **{name: {B, L, P, A, S} for name in ["policy-sheet", "policy-source", "policy-changes"]},
    **{name: {P} for name in ["policy-list", "policy-list-mapping"]},
    **{name: {P} for name in ["policy-new", "policy-draft", "policy-edit"]},
    **{name: {P, L, A} for name in ["policy-examples", "policy-review"]},
    **{name: {P, L, A} for name in ["policy-flips", "policy-flips-progress"]},
}
# the admin: by the beginning of the name, so that a table more is a line more at most
ADMIN_PAGES = ("changelist", "add", "change", "delete")
FACTS = (
    "hcpcscode modifier placeofservice diagnosis drugproduct coderestriction muelimit ptppair "
    "payer payerterms documentrequirement paymentrate codeguide guidestatement similarcode "
    "codesuccessor factconflict referencerelease addoncode ndccrosswalk selfadministereddrug "
    "diagnosisflag adjustmentreason remarkcode"
)
TABLES = [*(f"codes_{name}" for name in FACTS.split()), "accounts_user", "accounts_practice"]


def users_of_admin(table: str, page: str) -> set[Role]:
    """Facts: policy admin and auditor; accounts: system admin and auditor.

    Facts are deleted by those who keep them; accounts, files and conflicts are never deleted.
    """
    keeper = P if table.startswith("codes_") else S
    if page == "delete":
        stays = {"codes_referencerelease", "codes_factconflict"}
        return {P} if keeper == P and table not in stays else set()
    if page == "add":
        return set() if table == "codes_referencerelease" else {keeper}
    return {keeper, A}


ADMIN = {"admin:index": {P, A, S}, "admin:jsi18n": {P, A, S}, "admin:app_list": {P, A}} | {
    f"admin:{table}_{page}": users_of_admin(table, page) for table in TABLES for page in ADMIN_PAGES
}

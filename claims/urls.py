"""Addresses of claims. A claim is named by its public id, never by patient or number."""

from django.urls import path, re_path

from claims.views import (
    check,
    code_pages,
    detail,
    documents,
    entry,
    ledger,
    overrides,
    packet,
    queue,
    receipts,
    record,
    rules,
)
from claims.views.imports import history, run
from claims.views.policies import (
    changes,
    editor,
    examples,
    flips,
    lists,
    making,
    pages,
    review,
    sheet,
)
from codes.choosing import KINDS

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("claims/new/", entry.new, name="claim-new"),
    path("claims/check/", check.check, name="claim-check"),
    path("claims/patients/", check.find_patients, name="claim-patients"),
    path("patients/<uuid:public_id>/ledger/", ledger.ledger, name="patient-ledger"),
    path("patients/<uuid:public_id>/record/", record.record, name="patient-record"),
    path("claims/<uuid:public_id>/", detail.detail, name="claim-detail"),
    path("claims/<uuid:public_id>/edit/", entry.edit, name="claim-edit"),
    path("claims/<uuid:public_id>/overrides/", overrides.overrides, name="claim-overrides"),
    path("claims/<uuid:public_id>/documents/", documents.documents, name="claim-documents"),
    path("claims/<uuid:public_id>/packet/", packet.packet, name="claim-packet"),
    path(
        "claims/<uuid:public_id>/receipts/<int:check_id>/",
        receipts.receipt,
        name="claim-receipt",
    ),
    path("imports/", history.imports, name="imports"),
    path("imports/<int:run_id>/", run.import_run, name="import-run"),
    path("imports/<int:run_id>/progress/", run.import_progress, name="import-progress"),
    path("rules/", rules.rule_list, name="rules"),
    re_path(r"^rules/(?P<rule_id>[A-Za-z]{2,3}-[0-9]{3})/$", rules.rule_page, name="rule-page"),
    path("policies/", pages.policies, name="policies"),
    path("policies/new/", making.new, name="policy-new"),
    path("policies/sheet/", sheet.sheet, name="policy-sheet"),
    path("policies/<slug:identifier>/", pages.policy_page, name="policy-page"),
    path("policies/<slug:identifier>/json/", pages.policy_json, name="policy-json"),
    path(
        "policies/<slug:identifier>/changes/<slug:since>/", changes.changes, name="policy-changes"
    ),
    path("policies/<slug:identifier>/draft/", editor.draft, name="policy-draft"),
    path("policies/<slug:identifier>/edit/", editor.edit, name="policy-edit"),
    path("policies/<slug:identifier>/examples/", examples.examples, name="policy-examples"),
    path("policies/<slug:identifier>/flips/", flips.flips, name="policy-flips"),
    path(
        "policies/<slug:identifier>/flips/progress/",
        flips.flips_progress,
        name="policy-flips-progress",
    ),
    path("policies/<slug:identifier>/review/", review.review, name="policy-review"),
    path("policies/<slug:identifier>/list/", lists.upload, name="policy-list"),
    path("policies/<slug:identifier>/list/mapping/", lists.mapping, name="policy-list-mapping"),
    path("policies/<slug:identifier>/source/", lists.source, name="policy-source"),
    path("codes/", code_pages.code_search, name="codes"),
    path("codes/search/", code_pages.code_search, name="code-search"),
    re_path(rf"^codes/choices/(?P<kind>{'|'.join(KINDS)})/$", code_pages.choices, name="choices"),
    re_path(
        r"^codes/(?P<code>[A-Za-z][0-9]{4}|[0-9]{4}[0-9A-Za-z])/$",
        code_pages.code_page,
        name="code-page",
    ),
]

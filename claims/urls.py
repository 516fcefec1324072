"""Addresses of claims. A claim is named by its public id, never by patient or number."""

from django.urls import path

from claims.views import check, detail, entry, queue

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("claims/new/", entry.new, name="claim-new"),
    path("claims/check/", check.check, name="claim-check"),
    path("claims/patients/", check.find_patients, name="claim-patients"),
    path("claims/<uuid:public_id>/", detail.detail, name="claim-detail"),
    path("claims/<uuid:public_id>/edit/", entry.edit, name="claim-edit"),
]

"""Addresses of the code reference."""

from django.urls import path

from codes.views import conflicts, evidence, units

urlpatterns = [
    path("evidence/", evidence.evidence, name="evidence"),
    path("units/", units.units_review, name="units-review"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<int:pk>/", conflicts.conflict, name="conflict"),
]

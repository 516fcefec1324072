"""Addresses of the code reference."""

from django.urls import path

from codes import views

urlpatterns = [path("units/", views.units_review, name="units-review")]

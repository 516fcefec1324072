"""Payers and their dated terms in the admin."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from codes.admin.code import DAYS
from codes.admin.fact import FactAdmin, ListedBelow
from codes.models import PayerTerms


class PayerTermsInline(ListedBelow):
    """The terms of a payer, to look at; each is changed in its own form.

    Two terms changed in one form could not be checked against each other: each would be compared
    with the other as it was stored.
    """

    model = PayerTerms
    fields = (*DAYS, "waste_modifiers", "ndc", "uses_mue", "uses_ptp", "source")
    readonly_fields = fields
    verbose_name_plural = "terms"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayerTerms]:
        """With the payer whose name each row bears."""
        return super().get_queryset(request).select_related("payer")


class PayerAdmin(FactAdmin):
    """Payers; the code is what claims and policies refer to."""

    named, named_as = ("code",), "payer"
    instead = "Give its terms an end date instead."
    list_display = ("name", "code", "line_of_business", "is_fictitious")
    list_filter = ("line_of_business", "is_fictitious")
    fields = ("code", "name", "line_of_business", "is_fictitious")
    search_fields = ("name", "code")
    search_help_text = "Name or code"
    inlines: ClassVar = [PayerTermsInline]


class PayerTermsAdmin(FactAdmin):
    """What payers ask of a claim, by dates of service."""

    identity = ("payer",)
    named, named_as = ("payer.code",), "payer"
    labels: ClassVar = {
        "uses_mue": "Uses MUE limits",
        "uses_ptp": "Uses PTP pairs",
        "mue_counts_waste": "MUE counts discarded units",
        "ndc_grace_days": "Days of grace for an ended NDC",
        "ndc": "NDC",
        "takes_abn_modifiers": "Takes ABN modifiers",
        "retired_340b_modifier_from": "340B modifier JG retired from",
        "max_units_per_line": "Most units per line",
    }
    list_display = ("payer", *DAYS, "waste_modifiers", "ndc", "uses_mue", "uses_ptp")
    list_filter = ("payer", "waste_modifiers", "ndc")
    list_select_related = ("payer",)
    search_fields = ("payer__name", "payer__code", "source")
    search_help_text = "Payer or source"
    date_hierarchy = "effective_from"
    fieldsets: ClassVar = (
        (None, {"fields": ("payer", DAYS, "source")}),
        (
            "Waste",
            {"fields": ("waste_modifiers", ("waste_required_from", "waste_edited_from"))},
        ),
        (
            "National edits",
            {"fields": (("uses_mue", "mue_counts_waste"), "uses_ptp", "max_units_per_line")},
        ),
        (
            "Drug lines",
            {
                "fields": (
                    ("ndc", "ndc_grace_days"),
                    "facility_drug",
                    "requires_dose",
                    "excludes_self_administered",
                    "route_modifier_codes",
                    "simple_administration",
                    "retired_340b_modifier_from",
                )
            },
        ),
        (
            "Claim",
            {
                "fields": (
                    ("filing_days", "filing_years"),
                    "correction_paths",
                    "requires_ordering_provider",
                    "takes_abn_modifiers",
                )
            },
        ),
    )

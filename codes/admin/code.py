"""Codes, modifiers, places, diagnoses and products in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from billing_site.audit.record import actor_of, record_each
from codes.admin.fact import FactAdmin
from codes.models import HcpcsCode, UnitStanding

DAYS = ("effective_from", "effective_through")
HOLDS: Any = ("Holds", {"fields": (DAYS, "release")})


class HcpcsCodeAdmin(FactAdmin):
    """Versions of HCPCS codes; billing units in need of review can be confirmed together."""

    named = ("code",)
    is_compared = True
    list_display = ("code", "short", "kind", "unit", "unit_standing", *DAYS)
    list_filter = ("unit_standing", "kind", "is_noc", "release")
    list_select_related = ("release",)
    search_fields = ("^code", "short_descriptor", "drug")
    search_help_text = "Beginning of a code, words of its short descriptor, or a drug"
    show_full_result_count = False
    actions = ("confirm_units",)
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "short_descriptor", "long_descriptor", "kind", "drug")}),
        (
            "Billing unit",
            {"fields": (("unit_amount", "unit_measure"), "unit_standing", "max_units", "routes")},
        ),
        (
            "Standing at CMS",
            {
                "fields": (
                    ("added", "ended", "absent_since"),
                    ("last_action", "action_code"),
                    ("coverage", "opps_status"),
                    "is_noc",
                )
            },
        ),
        HOLDS,
    )

    @admin.display(description="descriptor", ordering="short_descriptor")
    def short(self, code: HcpcsCode) -> str:
        """The short descriptor, or the beginning of the long one."""
        return code.short_descriptor or code.long_descriptor[:60]

    @admin.display(description="billing unit")
    def unit(self, code: HcpcsCode) -> str:
        """``10 mg``."""
        if code.unit_amount is None:
            return ""
        return f"{code.unit_amount.normalize():f} {code.unit_measure}"

    @admin.action(description="Confirm billing units", permissions=["change"])
    def confirm_units(self, request: HttpRequest, queryset: QuerySet[HcpcsCode]) -> None:
        """Confirm the units of those codes in need of review that have an amount and a measure."""
        with transaction.atomic():
            waiting = queryset.filter(unit_standing=UnitStanding.NEEDS_REVIEW)
            rows = list(waiting.select_for_update(of=("self",)))
            ready = [row.pk for row in rows if row.unit_amount and row.unit_measure]
            HcpcsCode.objects.filter(pk__in=ready).update(unit_standing=UnitStanding.CONFIRMED)
            change = {"unit_standing": [UnitStanding.NEEDS_REVIEW, UnitStanding.CONFIRMED]}
            record_each(
                actor_of(request),
                action="fact.change",
                object_type="hcpcscode",
                changes={str(pk): change for pk in ready},
            )
            self.after_change(request)
        self._say_confirmed(request, len(ready), len(rows) - len(ready))

    def _say_confirmed(self, request: HttpRequest, confirmed: int, left: int) -> None:
        codes = "billing unit" if confirmed == 1 else "billing units"
        self.message_user(request, f"{confirmed} {codes} confirmed.", messages.SUCCESS)
        if left:
            sentence = f"{left} left as they were: the amount or the measure is missing."
            self.message_user(request, sentence, messages.WARNING)


class ModifierAdmin(FactAdmin):
    """Modifiers with the days on which they may be used."""

    named, named_as = ("code",), "modifier"
    list_display = ("code", "label", "is_cpt", *DAYS)
    list_filter = ("is_cpt", "release")
    search_fields = ("^code", "label")
    search_help_text = "Beginning of a modifier, or words of its label"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "label", "is_cpt")}),
        ("Standing at CMS", {"fields": (("last_action", "absent_since"),)}),
        HOLDS,
    )


class PlaceOfServiceAdmin(FactAdmin):
    """Places of service."""

    named, named_as = ("code",), "place"
    instead = "Mark it as not assigned instead."
    list_display = ("code", "name", "is_facility", "is_assigned")
    list_filter = ("is_facility", "is_assigned")
    search_fields = ("^code", "name")
    search_help_text = "Place code or name"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "name", ("is_facility", "is_assigned"))}),
        HOLDS,
    )


class DiagnosisAdmin(FactAdmin):
    """ICD-10-CM codes."""

    named, named_as = ("code", "dotted"), "diagnosis"
    list_display = ("dotted_code", "title", "is_billable", *DAYS)
    list_filter = ("is_billable", "release")
    search_fields = ("^code", "title")
    search_help_text = "Beginning of a code without its dot, or words of its title"
    show_full_result_count = False
    fieldsets: ClassVar[Any] = ((None, {"fields": ("code", "title", "is_billable")}), HOLDS)

    @admin.display(description="code", ordering="code")
    def dotted_code(self, diagnosis: Any) -> str:
        """As printed, with the dot."""
        return str(diagnosis.dotted)


class DrugProductAdmin(FactAdmin):
    """Presentations of drugs: what is in a container, and which code bills it."""

    identity = ("brand", "presentation")
    named = ("hcpcs",)
    instead = "Give its NDC an end date instead."
    is_compared = True
    labels: ClassVar = {
        "hcpcs": "HCPCS code",
        "volume_ml": "Volume in ml",
        "ndc_measure": "NDC measure",
        "ndc_ended": "NDC ended",
    }
    list_display = ("brand", "presentation", "hcpcs", "container", "holds", "ndc", "verified")
    list_filter = ("container", "label_potency", "verified")
    search_fields = ("brand", "drug", "^hcpcs", "^ndc")
    search_help_text = "Brand, drug, code or NDC"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("brand", "presentation"), "drug", "hcpcs", "routes")}),
        (
            "Container",
            {
                "fields": (
                    "container",
                    ("strength", "strength_measure"),
                    "volume_ml",
                    "label_potency",
                )
            },
        ),
        ("NDC", {"fields": (("ndc", "ndc_measure"), "ndc_ended")}),
        ("Source", {"fields": ("release", "verified")}),
    )

    @admin.display(description="content", ordering="strength")
    def holds(self, product: Any) -> str:
        """``1000 mg``."""
        return f"{product.strength.normalize():f} {product.strength_measure}"


class CodeRestrictionAdmin(FactAdmin):
    """Codes that are for some patients only."""

    named = ("code",)
    list_display = ("code", "use", "source", *DAYS)
    list_filter = ("use",)
    search_fields = ("^code",)
    search_help_text = "Beginning of a code"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "use", "source")}),
        ("Holds", {"fields": (DAYS,)}),
    )

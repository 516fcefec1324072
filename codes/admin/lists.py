"""Published lists in the admin: NDCs, self-administered drugs, diagnosis flags, denial codes."""

from __future__ import annotations

from typing import Any, ClassVar

from codes.admin.code import DAYS, HOLDS
from codes.admin.fact import FactAdmin


class NdcCrosswalkAdmin(FactAdmin):
    """Which code bills an NDC, as CMS publishes it."""

    identity = ("ndc", "code")
    named = ("code",)
    instead = "Give it an end date instead."
    list_display = ("ndc", "code", "drug", "labeler", "ended")
    list_filter = ("release",)
    search_fields = ("^ndc", "^code", "drug")
    search_help_text = "Beginning of an NDC in 11 digits or of a code, or words of the drug's name"
    show_full_result_count = False
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("ndc", "code"), "labeler", "drug", "dosage")}),
        ("Package", {"fields": (("package_size", "package_quantity"), "billing_units")}),
        ("Holds", {"fields": (("ended",), "release")}),
    )


class SelfAdministeredDrugAdmin(FactAdmin):
    """What contractors leave out as usually self-administered."""

    identity = ("contractor", "code", "route")
    named = ("code",)
    list_display = ("code", "route", "contractor", *DAYS)
    list_filter = ("contractor", "route")
    search_fields = ("^code", "contractor")
    search_help_text = "Beginning of a code, or a contractor"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("contractor", "code", "route"), "source")}),
        HOLDS,
    )


class DiagnosisFlagAdmin(FactAdmin):
    """What ranges of diagnoses demand of their place, or of the patient."""

    identity = ("low", "high", "flag")
    instead = "Correct it instead."
    list_display = ("low", "high", "flag", "value", "source")
    list_filter = ("flag", "release")
    search_fields = ("^low", "^high")
    search_help_text = "Beginning of a code without its dot"
    show_full_result_count = False
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("low", "high"), ("flag", "value"), "source", "release")}),
    )


class DenialCodeAdmin(FactAdmin):
    """Adjustment reasons and remarks, in our own words."""

    list_display = ("code", "label", *DAYS)
    search_fields = ("^code", "label")
    search_help_text = "Beginning of a code, or our words"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "label", "last_action")}),
        HOLDS,
    )

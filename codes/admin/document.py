"""Documents that drugs and payers ask for, in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from codes.admin.code import DAYS
from codes.admin.fact import FactAdmin


class DocumentRequirementAdmin(FactAdmin):
    """What belongs on the documentation checklist, by drug and payer.

    The name of the document is fixed once stored: claims keep its state under it.
    """

    identity = ("code", "payer", "document")
    list_display = ("label", "code", "payer", "phase", "is_required", *DAYS)
    list_filter = ("phase", "is_required", "payer")
    list_select_related = ("payer",)
    search_fields = ("^code", "label", "document", "payer__name")
    search_help_text = "Beginning of a code, or words of the document"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("code", "payer"), ("document", "label"))}),
        ("When", {"fields": (("phase", "is_required"), DAYS)}),
        ("What it is", {"fields": ("why", "provided_by", "satisfied_by", "source")}),
    )

"""National edits and payment limits in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from codes.admin.code import DAYS, HOLDS
from codes.admin.fact import FactAdmin


class MueLimitAdmin(FactAdmin):
    """Units a day by code and program."""

    identity = ("code", "program")
    named = ("code",)
    list_display = ("code", "program", "units", "mai", *DAYS)
    list_filter = ("program", "mai")
    search_fields = ("^code",)
    search_help_text = "Beginning of a code"
    date_hierarchy = "effective_from"
    show_full_result_count = False
    fieldsets: ClassVar[Any] = ((None, {"fields": (("code", "program"), ("units", "mai"))}), HOLDS)


class PtpPairAdmin(FactAdmin):
    """Pairs that are not paid together; millions of rows, so no date hierarchy."""

    identity = ("column_one", "column_two")
    named = ("column_one", "column_two")
    list_display = ("column_one", "column_two", "indicator", *DAYS)
    list_filter = ("indicator",)
    search_fields = ("^column_one", "^column_two")
    search_help_text = "Beginning of one of the two codes"
    show_full_result_count = False
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("column_one", "column_two"), "indicator")}),
        HOLDS,
    )


class AddOnCodeAdmin(FactAdmin):
    """Codes that are paid beside a primary code only."""

    identity = ("code", "primary")
    named = ("code",)
    list_display = ("code", "primary", "edit_type", *DAYS)
    list_filter = ("edit_type",)
    search_fields = ("^code", "^primary")
    search_help_text = "Beginning of one of the two codes"
    show_full_result_count = False
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("code", "primary"), "edit_type")}),
        HOLDS,
    )


class PaymentRateAdmin(FactAdmin):
    """Medicare's payment limits by quarter."""

    list_display = ("code", "amount", "unit", *DAYS)
    list_filter = ("release",)
    search_fields = ("^code",)
    search_help_text = "Beginning of a code"
    date_hierarchy = "effective_from"
    show_full_result_count = False
    fieldsets: ClassVar[Any] = ((None, {"fields": ("code", ("amount", "unit"))}), HOLDS)

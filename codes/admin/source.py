"""Releases and conflicts of sources in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest

from codes.admin.fact import FactAdmin


class FactConflictAdmin(FactAdmin):
    """Where a guide and the official file disagree, and what became of it."""

    identity = ("code", "field")
    list_display = ("code", "field", "official", "editorial", "severity", "state")
    list_filter = ("state", "severity", "field")
    fieldsets: ClassVar = (
        (None, {"fields": (("code", "field"), "official", "editorial", "source")}),
        (
            "What the guide names",
            {
                "fields": (
                    "editorial_drug",
                    ("editorial_unit_amount", "editorial_unit_measure"),
                )
            },
        ),
        ("Handling", {"fields": ("severity", "state", "note")}),
    )
    search_fields = ("^code", "editorial_drug", "official", "editorial")
    search_help_text = "Code, drug, or words of either text"


class ReferenceReleaseAdmin(FactAdmin):
    """Publishers' files that were loaded, to look at: the importer alone writes them."""

    viewers = FactAdmin.viewers | FactAdmin.editors
    editors = frozenset()
    list_display = ("title", "kind", "publisher", "effective_from", "retrieved_on", "state")
    list_filter = ("kind", "state")
    search_fields = ("title", "publisher", "sha256")
    search_help_text = "Title, publisher or checksum"
    date_hierarchy = "effective_from"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Everything."""
        return [field.name for field in self.opts.fields if field.name != "id"]

"""Guides to codes with their statements, similar codes and successors in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from codes.admin.fact import FactAdmin, ListedBelow
from codes.models import GuideStatement


class StatementsInline(ListedBelow):
    """The statements of a guide, to look at; each is changed in its own form."""

    model = GuideStatement
    fields = ("text", "standing", "fact_code", "fact_field", "fact_value")
    readonly_fields = fields
    verbose_name_plural = "statements"


class CodeGuideAdmin(FactAdmin):
    """Guides without their statements; a guide goes when its statements are gone."""

    is_compared = True
    instead = "Delete its statements first."
    list_display = ("code", "title", "article", "reviewed_on")
    search_fields = ("^code", "title", "article")
    search_help_text = "Beginning of a code, words of the title, or an article"
    date_hierarchy = "reviewed_on"
    fields = ("code", "title", "article", "reviewed_on")
    inlines: ClassVar = [StatementsInline]


class GuideStatementAdmin(FactAdmin):
    """Statements; saving or deleting one compares it with the official file at once."""

    is_compared = True
    identity = ("guide",)
    labels: ClassVar = {
        "fact_code": "Code",
        "fact_field": "Fact",
        "fact_value": "Value",
        "requirements": "Answers",
    }
    list_display = ("guide", "section", "position", "beginning", "standing", "fact_code", "value")
    list_filter = ("standing", "section", "fact_field", "guide")
    list_select_related = ("guide",)
    search_fields = ("^fact_code", "^guide__code", "text", "fact_value", "source")
    search_help_text = "Beginning of a code, or words of a statement, a value or a source"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("guide", ("section", "position"), "text", "source", "requirements")}),
        (
            "The fact it states",
            {
                "fields": (("fact_code", "fact_field", "fact_value"),),
                "description": "Compared with the official file on each save and import.",
            },
        ),
        ("Standing", {"fields": ("standing", "note")}),
    )

    @admin.display(description="statement", ordering="text")
    def beginning(self, statement: GuideStatement) -> str:
        """As much of it as tells it from the others."""
        return statement.text if len(statement.text) <= 80 else f"{statement.text[:79]}…"

    @admin.display(description="states", ordering="fact_value")
    def value(self, statement: GuideStatement) -> str:
        """``Billing unit: 1 mcg``."""
        if not statement.fact_field:
            return ""
        return f"{statement.get_fact_field_display()}: {statement.fact_value}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """In the order of the page that shows them."""
        return super().get_queryset(request).order_by("guide__code", "section", "position")


class SimilarCodeAdmin(FactAdmin):
    """Codes that are named beside, or mistaken for, another."""

    identity = ("from_code", "to_code")
    list_display = ("from_code", "to_code", "related", "reason", "source")
    list_filter = ("related",)
    search_fields = ("^from_code", "^to_code", "reason")
    search_help_text = "Beginning of one of the two codes, or words of the reason"
    fields = (("from_code", "to_code"), "related", "reason", "source")


class CodeSuccessorAdmin(FactAdmin):
    """Codes that took the place of ended ones: as files say, or as entered with a source."""

    identity = ("from_code", "to_code")
    list_display = ("from_code", "to_code", "effective_from", "source", "release")
    list_filter = ("release",)
    list_select_related = ("release",)
    search_fields = ("^from_code", "^to_code", "source")
    search_help_text = "Beginning of one of the two codes, or words of the source"
    fields = (("from_code", "to_code"), "effective_from", "source", "note", "release")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a file says is the importer's; a person adds what other sources say."""
        if obj is None:
            return ("release",)
        told = ("effective_from", "source") if obj.release_id else ()
        return (*self.identity, "release", *told)

"""Releases and conflicts of sources in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from billing_site.audit.record import actor_of
from codes.admin.fact import FactAdmin, FactForm
from codes.comparison import COMPARED
from codes.decisions import take_on_all
from codes.models import FactConflict

DECIDED = ("state", "owner", "decision", "decided_at")
FOUND = (
    "official", "editorial", "editorial_drug", "editorial_unit_amount", "editorial_unit_measure",
    "severity", "source",
)  # fmt: skip


class ConflictForm(FactForm):
    """A conflict as typed: about what the comparison does not find by itself."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse a field that is compared: the next comparison would say otherwise."""
        values = super().clean() or self.cleaned_data
        if self.instance.pk is None and values.get("field") in COMPARED:
            self.add_error(
                "field",
                f"A conflict about the {values['field']} is found by comparing; state it in a"
                " guide instead.",
            )
        return values


class FactConflictAdmin(FactAdmin):
    """Where a guide and the official file disagree; it is decided on its own page.

    What the comparison wrote is not changed by hand, and a conflict is a record that stays.
    """

    form = ConflictForm
    identity = ("code", "field")
    list_display = ("code", "field", "official", "editorial", "severity", "state", "owner")
    list_filter = ("state", "severity", "field", "owner")
    list_select_related = ("owner",)
    actions = ("take_on",)
    fieldsets: ClassVar = (
        (None, {"fields": (("code", "field"), "official", "editorial", "source", "severity")}),
        (
            "What the guide names",
            {
                "fields": (
                    "editorial_drug",
                    ("editorial_unit_amount", "editorial_unit_measure"),
                )
            },
        ),
        ("Handling", {"fields": ("note", *DECIDED)}),
    )
    search_fields = ("^code", "editorial_drug", "official", "editorial")
    search_help_text = "Code, drug, or words of either text"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Decisions always; what the comparison found, where it found it."""
        if obj is None:
            return DECIDED
        return (*self.identity, *DECIDED, *(FOUND if obj.field in COMPARED else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: what was in conflict, and what became of it, is kept."""
        return False

    @admin.action(description="Take on", permissions=["change"])
    def take_on(self, request: HttpRequest, queryset: QuerySet[FactConflict]) -> None:
        """Become the owner of those that are open."""
        actor = actor_of(request)
        if actor.user is None:
            return
        taken = take_on_all(actor, actor.user, queryset)
        words = "conflict is" if taken == 1 else "conflicts are"
        self.message_user(request, f"{taken} {words} yours now.", messages.SUCCESS)


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

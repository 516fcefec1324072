"""What every page of the admin shares: roles decide, and each change writes its audit event.

Django's permission rows, `is_staff` and its own history (`LogEntry`) are not used.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.text import capfirst

from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of, record

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
    Inline = admin.TabularInline[Any, Any]
else:
    Admin, Inline = admin.ModelAdmin, admin.TabularInline


def holds(request: HttpRequest, roles: frozenset[Role]) -> bool:
    """Whether the user of ``request`` holds one of ``roles``."""
    user = request.user
    return user.is_authenticated and user.holds(*roles)


class NoPopups:
    """A choice of another table's row is a plain choice; that table has its own page."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Django's field without the four picture links."""
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class RolesDecide(NoPopups):
    """Permissions from roles. Nothing is deleted unless a class says otherwise."""

    viewers: ClassVar[frozenset[Role]] = frozenset()
    editors: ClassVar[frozenset[Role]] = frozenset()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who may change see too."""
        return holds(request, self.viewers | self.editors)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Listed for those who may look."""
        return holds(request, self.viewers | self.editors)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors add."""
        return holds(request, self.editors)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors change."""
        return holds(request, self.editors)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a check, a claim or the audit trail may refer to the row."""
        return False


class AuditedAdmin(RolesDecide, Admin):
    """A list and a form; each change is an `AuditEvent` in the transaction of the change."""

    subject: ClassVar[str] = ""  # first half of the action: "fact" makes "fact.change"
    list_per_page = 50
    list_max_show_all = 50
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = "–"  # noqa: RUF001 - a dash is meant

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses but its history and the unnamed old address of a change."""
        kept = ("_changelist", "_add", "_change", "_delete")
        return [url for url in super().get_urls() if (url.name or "").endswith(kept)]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The list, under the name of its table."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save, and write what was changed."""
        super().save_model(request, obj, form, change)
        changes = self.changes_of(obj, form, change=change)
        if changes or not change:
            self._write(request, obj, "change" if change else "add", changes)

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: BaseInlineFormSet[Any, Any, Any],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save the rows below a form; each is written as a change of the object above."""
        super().save_formset(request, form, formset, change)
        for row in _changed_rows(formset):
            self._write(request, form.instance, "change", row)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and write what it was."""
        was = {
            field.name: [plain(field.value_from_object(obj)), None]
            for field in self.opts.fields
            if not field.primary_key
        }
        self._write(request, obj, "delete", was)
        super().delete_model(request, obj)

    def changes_of(self, obj: Any, form: ModelForm[Any], *, change: bool) -> dict[str, Any]:
        """Old and new value by field: what was changed, or all that a new row has."""
        names = form.changed_data if change else list(form.fields)
        fields = {field.name: field for field in self.opts.fields}
        pairs = {
            name: [
                plain(form.initial.get(name)) if change else None,
                plain(fields[name].value_from_object(obj)),
            ]
            for name in names
            if name in fields
        }
        # typed in small letters and kept in capitals is typed, not changed
        return {name: pair for name, pair in pairs.items() if not change or pair[0] != pair[1]}

    def _write(self, request: HttpRequest, obj: Any, verb: str, changes: dict[str, Any]) -> None:
        record(
            actor_of(request),
            action=f"{self.subject}.{verb}",
            object_type=self.opts.model_name or "",
            object_id=str(obj.pk),
            changes=changes,
        )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """No second history: the audit event is written where the row is saved."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """No second history."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """No second history."""


def _changed_rows(formset: BaseInlineFormSet[Any, Any, Any]) -> list[dict[str, list[Any]]]:
    """One dictionary of old and new values per row that ``formset`` added, changed or removed."""
    above = formset.fk.name
    rows = []
    for form in formset.forms:
        opts = form.instance._meta
        names = [field.name for field in opts.fields if field.name in form.fields]
        names = [name for name in names if name not in {above, "id"}]
        if form in formset.deleted_forms:
            changed = {name: [plain(form.initial.get(name)), None] for name in names}
        else:
            changed = {
                name: [
                    plain(form.initial.get(name)) if form in formset.initial_forms else None,
                    plain(opts.get_field(name).value_from_object(form.instance)),
                ]
                for name in names
                if name in form.changed_data
            }
        if changed:
            rows.append({f"{opts.model_name}.{name}": pair for name, pair in changed.items()})
    return rows


def plain(value: Any) -> Any:
    """A value as JSON can hold it; decimals and days as text."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    return value

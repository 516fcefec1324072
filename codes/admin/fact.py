"""What the admin pages of all facts share."""

from __future__ import annotations

from http import HTTPStatus
from operator import attrgetter
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest

from billing_site.accounts.audited_admin import AuditedAdmin, Inline, RolesDecide, holds
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from codes.decisions import compare_again
from codes.facts import facts_changed
from codes.referrers import Mention, refusal_to_delete

WRITTEN_IN_CAPITALS = (
    "code", "hcpcs", "column_one", "column_two", "from_code", "to_code", "fact_code",
)  # fmt: skip
SENTENCES = 200  # characters from which on a field holds sentences, not a name
ENDS = "The last day on which it holds, itself included. A fact that was used is ended here."


class CodeListField(forms.CharField):
    """A list of short codes, typed with commas. ``without`` is the value of an empty field."""

    def __init__(
        self,
        *,
        encoder: Any = None,
        decoder: Any = None,
        without: tuple[Any, ...] | None = (),
        **options: Any,
    ) -> None:
        del encoder, decoder  # a JSON column passes them to every form field
        self.without = without
        # what it was before is read from the row, never from what the page posts
        options["show_hidden_initial"] = False
        options["help_text"] = options.get("help_text") or "Separated by commas."
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """``["IV", "IM"]`` is shown as ``IV, IM``."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """``IV, IM`` is kept as ``["IV", "IM"]``."""
        if isinstance(value, list):
            return value
        words = [word.strip().upper() for word in str(value or "").split(",") if word.strip()]
        return None if not words and self.without is None else words

    def validate(self, value: Any) -> None:
        """An empty list is a value."""

    def run_validators(self, value: Any) -> None:
        """Nothing to validate in a list of words."""


class FactForm(forms.ModelForm[Any]):
    """A fact as typed: codes in capitals, days in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "effective_through" in self.fields:
            self.fields["effective_through"].help_text = ENDS

    def clean(self) -> dict[str, Any] | None:
        """Capitals without dots, and the last day not before the first."""
        values = super().clean() or self.cleaned_data
        for name in WRITTEN_IN_CAPITALS:
            if isinstance(values.get(name), str):
                values[name] = values[name].strip().upper().replace(".", "")
        first, last = values.get("effective_from"), values.get("effective_through")
        if first and last and last < first:
            self.add_error("effective_through", "The last day is before the first.")
        return values


class FactAdmin(AuditedAdmin):
    """A table of facts: policy admins write, auditors look, the checks read it anew."""

    subject = "fact"
    viewers = frozenset({Role.AUDITOR})
    editors = frozenset({Role.POLICY})
    form = FactForm
    formfield_overrides: ClassVar = {models.JSONField: {"form_class": CodeListField}}
    labels: ClassVar[dict[str, str]] = {}  # where the name of the column is not how people say it
    identity: ClassVar[tuple[str, ...]] = ("code",)  # what a check refers to; fixed once stored
    named: ClassVar[tuple[str, ...]] = ()  # the columns by which claims name it, and as what
    named_as: ClassVar[str] = "code"
    instead: ClassVar[str] = "Give it an end date instead."
    is_compared: ClassVar[bool] = False  # one side of the comparison of guides with official facts

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """With the label that people know, and room for sentences."""
        if db_field.name in self.labels:
            options["label"] = self.labels[db_field.name]
        if isinstance(db_field, models.JSONField) and db_field.null:
            options["without"] = None
        if isinstance(db_field, models.CharField) and (db_field.max_length or 0) >= SENTENCES:
            options["widget"] = AdminTextareaWidget(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Another code is another fact: it is entered anew, not by changing this one."""
        return () if obj is None else self.identity

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors, where nothing refers to the row: see `get_deleted_objects`."""
        return holds(request, self.editors)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would go, and the sentences that keep it; never the rows of others by name."""
        rows = list(objs)
        kept = [refusal_to_delete(row, self.mention_of(row), self.instead) for row in rows]
        return [str(row) for row in rows], {}, set(), [sentence for sentence in kept if sentence]

    def mention_of(self, row: Any) -> Mention | None:
        """How claims name this row; None where they do not."""
        if not self.named:
            return None
        values = frozenset(str(attrgetter(name)(row)) for name in self.named)
        return Mention(kind=self.named_as, values=values)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Asked for and refused is a conflict with what is stored, not a page like another."""
        answer = super().delete_view(request, object_id, extra_context)
        if request.method == "POST" and answer.status_code == HTTPStatus.OK:
            answer.status_code = HTTPStatus.CONFLICT
        return answer

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Inside Django's transaction of the deletion."""
        super().delete_model(request, obj)
        self.after_change(request)

    def after_change(self, request: HttpRequest) -> None:
        """Compare anew what the change may have moved, and have every process read it."""
        if self.is_compared:
            compare_again(actor_of(request))
        facts_changed()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """The last step of each save, inside its transaction."""
        super().save_related(request, form, formsets, change)
        self.after_change(request)


class ListedBelow(RolesDecide, Inline):
    """Rows below a form, to look at; each is changed in its own form."""

    viewers = FactAdmin.viewers | FactAdmin.editors
    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """In their own form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """In their own form."""
        return False

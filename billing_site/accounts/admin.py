"""Accounts in the admin: the system admin keeps them, the auditor looks."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from billing_site.accounts.audited_admin import AuditedAdmin, Inline, RolesDecide
from billing_site.accounts.models import Membership, Practice, Role, RoleGrant, User

KEEPERS = frozenset({Role.SYSTEM})
LOOKERS = frozenset({Role.AUDITOR})


class UserForm(forms.ModelForm[User]):
    """A person's names and a new password; the stored password is never shown."""

    new_password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
        strip=False,
        help_text="At least 12 characters. Leave it empty to keep the password as it is.",
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "new_password" in self.fields and self.instance.pk is None:
            self.fields["new_password"].required = True
            self.fields["new_password"].help_text = "At least 12 characters."
        if "username" in self.fields:
            self.fields["username"].widget.attrs["autocomplete"] = "off"
        if "is_active" in self.fields:
            self.fields[
                "is_active"
            ].help_text = (
                "Off: the person cannot sign in. Users are never deleted; the trail names them."
            )

    def clean_new_password(self) -> str:
        """Refuse what the password rules refuse."""
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


class RoleGrantFormSet(forms.BaseInlineFormSet[RoleGrant, User, forms.ModelForm[RoleGrant]]):
    """The roles of one user; the last system admin stays (R9)."""

    def clean(self) -> None:
        """Refuse a change after which nobody could keep the accounts."""
        super().clean()
        if any(self.errors):
            return
        kept = {
            form.cleaned_data.get("role")
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        }
        if self.instance.is_active and Role.SYSTEM in kept:
            return
        admins = User.objects.filter(is_active=True, role_grants__role=Role.SYSTEM)
        if admins.exists() and not admins.exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                "This is the last system admin. Make another one first; "
                "without one, nobody could keep the accounts."
            )


class AccountInline(RolesDecide, Inline):
    """Rows below a user; removing one is how a right is taken away."""

    viewers = LOOKERS
    editors = KEEPERS
    extra = 0
    called_by: ClassVar[tuple[str, ...]] = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what a row is called by, read at once."""
        return super().get_queryset(request).select_related(*self.called_by)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Choices read once, not once for each row."""
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if field is not None:
            field.choices = list(field.choices)
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A grant or a membership is taken away by removing it."""
        return self.has_change_permission(request, obj)


class RoleGrantInline(AccountInline):
    """The roles of a user."""

    model = RoleGrant
    formset = RoleGrantFormSet
    fields = ("role",)
    verbose_name = "role"
    verbose_name_plural = "roles"


class MembershipInline(AccountInline):
    """The practices whose claims a user sees."""

    model = Membership
    called_by = ("user", "practice")
    fields = ("practice",)
    verbose_name = "practice"
    verbose_name_plural = "practices"


class UserAdmin(AuditedAdmin):
    """People who sign in, with their roles and practices."""

    subject = "account"
    viewers = LOOKERS
    editors = KEEPERS
    form = UserForm
    inlines: ClassVar = [RoleGrantInline, MembershipInline]
    list_display = ("username", "last_name", "first_name", "held_roles", "is_active")
    list_filter = ("is_active", "role_grants__role", "memberships__practice")
    search_fields = ("username", "first_name", "last_name")
    search_help_text = "User name, first or last name"
    ordering = ("username",)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Who only looks sees no password field."""
        names = list(UserForm.Meta.fields)
        return [*names, "new_password"] if self.has_change_permission(request, obj) else names

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Users with their roles, in one more query for the whole list."""
        users: QuerySet[User] = super().get_queryset(request)
        return users.prefetch_related(Prefetch("role_grants", to_attr="grants_shown"))

    def held_roles(self, user: Any) -> str:
        """The names of the roles held."""
        return ", ".join(sorted(grant.get_role_display() for grant in user.grants_shown)) or "none"

    held_roles.short_description = "roles"  # type: ignore[attr-defined]  # Django reads it here

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Set the new password where one was typed; it ends the sessions of that user."""
        if form.cleaned_data.get("new_password"):
            obj.set_password(form.cleaned_data["new_password"])
        super().save_model(request, obj, form, change)

    def changes_of(self, obj: User, form: forms.ModelForm[User], *, change: bool) -> dict[str, Any]:
        """As everywhere; of a password only that it was set."""
        changes = super().changes_of(obj, form, change=change)
        if form.cleaned_data.get("new_password"):
            changes["password"] = [None, "set"]
        return changes


class PracticeAdmin(AuditedAdmin):
    """Practices: the boundary of what a biller sees."""

    subject = "account"
    viewers = LOOKERS
    editors = KEEPERS
    list_display = ("name", "npi", "time_zone", "is_organization")
    list_filter = ("is_organization", "time_zone")
    search_fields = ("name", "npi")
    search_help_text = "Name or NPI"


ADMINS: dict[type, type[AuditedAdmin]] = {User: UserAdmin, Practice: PracticeAdmin}

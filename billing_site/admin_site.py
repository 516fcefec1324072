"""The admin of facts at /admin/: Django's own, with our sign-in, roles, audit and access check."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from billing_site.accounts.access import Access, View, public, views_of
from billing_site.accounts.admin import ADMINS as ACCOUNTS
from billing_site.accounts.audited_admin import holds
from billing_site.accounts.models import ADMIN_ROLES
from billing_site.audit.models import Outcome
from billing_site.audit.record import actor_of, record
from codes.admin import ADMINS as FACTS

ENTRY = frozenset(ADMIN_ROLES)
# what our sign-in and our account pages do, and what nothing here uses
NOT_ROUTED = {"login", "logout", "password_change", "password_change_done"}
NOT_USED = {"autocomplete", "view_on_site"}


class FactsAdminSite(AdminSite):
    """Reference facts, payers and accounts; claims are not registered here (R10)."""

    site_title = site_header = "Firstpass facts"
    index_title = "Facts"
    final_catch_all_view = False
    enable_nav_sidebar = False  # wide tables need the width; the index is one step away

    def has_permission(self, request: HttpRequest) -> bool:
        """Roles open the door, never is_staff."""
        return holds(request, ENTRY)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses, each with its declaration; the sign-in is ours."""
        urls = [
            url
            for url in super().get_urls()
            if getattr(url, "name", "") not in NOT_ROUTED | NOT_USED
        ]
        for _route, _name, view in views_of(urls):
            model_admin = getattr(view, "model_admin", None)
            roles = model_admin.viewers | model_admin.editors if model_admin else ENTRY
            if not roles:
                raise TypeError(f"{type(model_admin).__name__} does not say who may see it.")
            view.access = Access(roles=roles)
        return [path("login/", public(to_sign_in), name="login"), *urls]

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]  # noqa: FBT001, FBT002 - Django's signature
        """Write what a model's admin refuses; the middleware writes what it refuses itself."""

        @wraps(view)
        def audited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied:
                record(actor_of(request), action="access.denied", outcome=Outcome.DENIED)
                raise

        return super().admin_view(audited, cacheable)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """One group of tables, for those who may see one of them."""
        groups = self.get_app_list(request, app_label)
        if not groups:
            raise PermissionDenied
        title = {"title": groups[0]["name"]}
        return super().app_index(request, app_label, {**title, **(extra_context or {})})

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """None: the audit trail is ours."""
        return LogEntry.objects.none()


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The one sign-in page, and back to where the user wanted to go."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = reverse("admin:index")
    return redirect_to_login(wanted)


site = FactsAdminSite()
site.disable_action("delete_selected")
for model, model_admin in {**FACTS, **ACCOUNTS}.items():
    site.register(model, model_admin)

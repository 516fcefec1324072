"""All addresses. A library's view is declared where it is routed."""

from allauth.account.views import login, logout
from django.urls import include, path

from billing_site.accounts.access import EVERYONE, public, requires

urlpatterns = [
    path("accounts/login/", public(login), name="account_login"),
    path(
        "accounts/logout/", requires(*EVERYONE, action="auth.logout")(logout), name="account_logout"
    ),
    path("", include("claims.urls")),
    path("codes/", include("codes.urls")),
]

"""All addresses. A library's view is declared where it is routed."""

from allauth.account.views import login
from django.urls import include, path

from billing_site.accounts.access import EVERYONE, public, requires
from billing_site.accounts.views import sign_out
from billing_site.admin_site import site

urlpatterns = [
    path("accounts/login/", public(login), name="account_login"),
    path(
        "accounts/logout/",
        requires(*EVERYONE, action="auth.logout")(sign_out),
        name="account_logout",
    ),
    path("", include("claims.urls")),
    path("codes/", include("codes.urls")),
    path("admin/", site.urls),
]

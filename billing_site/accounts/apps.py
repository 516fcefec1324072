from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    """Users, roles, practices, and the access declaration of every view."""

    name = "billing_site.accounts"
    label = "accounts"

    def ready(self) -> None:
        from billing_site.accounts.access import undeclared_views_are_errors

        checks.register(undeclared_views_are_errors)

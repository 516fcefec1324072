from django.apps import AppConfig


class BillingSiteConfig(AppConfig):
    """The site: settings, addresses, static parts."""

    name = "billing_site"

from django.apps import AppConfig


class CodesConfig(AppConfig):
    """Reference facts: codes, modifiers, places, products, payers and their terms."""

    name = "codes"
    verbose_name = "Codes and payers"

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Claims, their check, and the people and places on them."""

    name = "claims"

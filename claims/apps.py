from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Claims, their check, and the people and places on them."""

    name = "claims"

    def ready(self) -> None:
        """Facts that claims and checks name are not deleted."""
        from claims.services.referring import REFERRERS
        from codes.referrers import register

        for referrer in REFERRERS:
            register(referrer)

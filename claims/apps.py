from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Claims, their check, and the people and places on them."""

    name = "claims"

    def ready(self) -> None:
        """Facts that claims and checks name are not deleted; red examples keep a policy back."""
        from claims.rehearsal.examples import red_examples
        from claims.rehearsal.reporting import with_stale_report, without_fresh_report
        from claims.services.referring import REFERRERS
        from codes.policies import gates
        from codes.referrers import register

        for referrer in REFERRERS:
            register(referrer)
        gates.register(gates.Step.PUBLISH, "examples", red_examples)
        gates.register(gates.Step.SUBMIT, "examples", red_examples)
        gates.register(gates.Step.SUBMIT, "flips", without_fresh_report)
        gates.register(gates.Step.PUBLISH, "flips", with_stale_report)

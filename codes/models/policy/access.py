"""What stands before a drug is paid: authorization, earlier agents, products, places."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from codes.models.policy.requirement import Requirement


class PolicyAuthorization(Requirement):
    """Whether a prior authorization is required, for how long it is given, what uses it up."""

    required = models.BooleanField(null=True, blank=True)
    initial_months = models.PositiveSmallIntegerField(null=True, blank=True)
    renewal_months = models.PositiveSmallIntegerField(null=True, blank=True)
    counts_waste = models.BooleanField(null=True, blank=True)
    reference = models.CharField(
        max_length=20, blank=True, help_text="where the number stands in an 837P: REF*G1"
    )

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["version"], name="one_authorization_a_policy_version")
        ]


class PolicyStep(Requirement):
    """Agents of which some were tried before; ``applies_to`` empty is every code."""

    applies_to = models.JSONField(default=list, blank=True)
    any_of = models.JSONField(default=list)
    min_trials = models.PositiveSmallIntegerField(null=True, blank=True)
    outcomes = models.JSONField(default=list, blank=True)
    lookback_days = models.PositiveSmallIntegerField(null=True, blank=True)
    new_starts_only = models.BooleanField(null=True, blank=True)

    class Meta(Requirement.Meta):
        abstract = False


class PolicyProduct(Requirement):
    """A brand and its tier."""

    class Tier(models.TextChoices):
        PREFERRED = "preferred", "Preferred"
        NON_PREFERRED = "non_preferred", "Not preferred"
        EXCLUDED = "excluded", "Not covered"

    brand = models.CharField(max_length=120)
    tier = models.CharField(max_length=13, choices=Tier.choices)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["version", "brand"], name="one_tier_a_brand"),
            models.CheckConstraint(
                condition=Q(tier__in=["preferred", "non_preferred", "excluded"]),
                name="policy_tier_known",
            ),
        ]


class PolicyExemption(Requirement):
    """Whether a product that is not preferred may be exempted, why, and what is then asked for."""

    allowed = models.BooleanField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    needs = models.JSONField(default=list, blank=True)
    satisfied_by_step = models.BooleanField(null=True, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["version"], name="one_exemption_a_policy_version")
        ]


class PolicySite(Requirement):
    """Places of service that are covered, and what opens the ``restricted`` ones."""

    allowed = models.JSONField(default=list)
    restricted = models.JSONField(default=list, blank=True)
    exceptions = models.JSONField(default=list, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["version"], name="one_site_rule_a_policy_version")
        ]

"""What must be true of the patient and of the way the drug gets to her."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from codes.models.policy.requirement import Requirement


class PolicyAge(Requirement):
    """The ages covered, in years, both ends included."""

    youngest = models.PositiveSmallIntegerField(null=True, blank=True)
    oldest = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["version"], name="one_age_rule_a_policy_version"),
            models.CheckConstraint(
                condition=Q(youngest__isnull=True)
                | Q(oldest__isnull=True)
                | Q(youngest__lte=F("oldest")),
                name="policy_ages_in_order",
            ),
        ]


class PolicyWeight(Requirement):
    """Whether a weight is wanted and how old it may be on the date of service, in days."""

    required = models.BooleanField(null=True, blank=True)
    max_age_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["version"], name="one_weight_rule_a_policy_version")
        ]


class PolicyWays(Requirement):
    """The routes by which the drug is given, or the ways in which it may be bought."""

    class Kind(models.TextChoices):
        ROUTE = "route", "Routes"
        CHANNEL = "channel", "Ways of buying"

    kind = models.CharField(max_length=7, choices=Kind.choices)
    allowed = models.JSONField(default=list)

    class Meta(Requirement.Meta):
        abstract = False
        verbose_name_plural = "policy ways"
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="one_list_of_ways_a_kind")
        ]


class PolicyLab(Requirement):
    """A laboratory result that meets one of its thresholds; ``max_age_days`` None is any age."""

    lab = models.CharField(max_length=40)
    max_age_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Requirement.Meta):
        abstract = False


class PolicyLabThreshold(models.Model):
    """A value that meets the criterion; with ``method``, if it was measured so."""

    class Operator(models.TextChoices):
        BELOW = "<", "below"
        AT_MOST = "<=", "at most"
        ABOVE = ">", "above"
        AT_LEAST = ">=", "at least"

    criterion = models.ForeignKey(PolicyLab, on_delete=models.CASCADE, related_name="any_of")
    position = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    method = models.CharField(max_length=60, blank=True)
    operator = models.CharField(max_length=2, choices=Operator.choices)
    value = models.DecimalField(max_digits=12, decimal_places=4)

    class Meta:
        ordering = ["criterion", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operator__in=["<", "<=", ">", ">="]),
                name="policy_lab_operator_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_operator_display()} {self.value:f} {self.unit}"

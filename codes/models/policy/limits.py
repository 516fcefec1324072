"""How much and how often: limits of a policy, of one code, or of one indication of a code."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from codes.models.policy.requirement import Requirement
from codes.models.policy.scope import PolicyCode, PolicyIndication


class PolicyLimit(Requirement):
    """One limit; those of the code and the indication add to those of the policy.

    ``value`` is days, doses, units or an amount of ``measure``, as the kind says. The window is
    ``days`` or ``months``, rolling or calendar. ``tolerance`` is days for intervals and a share
    for doses per kg. ``loading_days`` count from the first dose, which is day 0. With ``brand`` it
    holds for that product alone.
    """

    class Kind(models.TextChoices):
        MIN_INTERVAL = "min_interval_days", "Days between doses"
        INTERVAL_BY_DOSE = "interval_by_dose", "Days between doses, by dose"
        MAX_COUNT = "max_count", "Doses in a window"
        UNITS = "cumulative_units", "Units in a window"
        AMOUNT = "cumulative_amount", "Amount in a window"
        MAX_SINGLE = "max_single", "Amount a dose"
        MAX_SINGLE_UNITS = "max_single_units", "Units a dose"
        DOSE_PER_KG = "dose_per_kg", "Dose by weight"

    class Window(models.TextChoices):
        ROLLING = "rolling", "Rolling"
        CALENDAR = "calendar", "Calendar"

    kind = models.CharField(max_length=17, choices=Kind.choices)
    code = models.ForeignKey(
        PolicyCode, null=True, blank=True, on_delete=models.CASCADE, related_name="limits"
    )
    indication = models.ForeignKey(
        PolicyIndication, null=True, blank=True, on_delete=models.CASCADE, related_name="limits"
    )
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    measure = models.CharField(max_length=20, blank=True)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    window = models.CharField(max_length=8, choices=Window.choices, blank=True)
    tolerance = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    counts_waste = models.BooleanField(null=True, blank=True)
    loading_days = models.JSONField(default=list, blank=True)
    brand = models.CharField(max_length=120, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(indication__isnull=True),
                name="policy_limit_of_code_or_indication",
            ),
            models.CheckConstraint(
                condition=Q(kind="interval_by_dose") | Q(value__isnull=False, value__gt=0),
                name="policy_limit_has_a_value",
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(months__isnull=True),
                name="policy_limit_has_one_window",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["max_count", "cumulative_units", "cumulative_amount"])
                | Q(days__gt=0)
                | Q(months__gt=0),
                name="policy_limit_sums_over_a_window",
            ),
        ]


class PolicyDoseInterval(models.Model):
    """A row of a limit by dose: after ``dose`` the next one is due in ``min_days`` days."""

    limit = models.ForeignKey(PolicyLimit, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    dose = models.DecimalField(max_digits=12, decimal_places=4)
    min_days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["limit", "position"]
        constraints = [
            models.UniqueConstraint(fields=["limit", "dose"], name="one_interval_a_dose")
        ]

    def __str__(self) -> str:
        return f"{self.dose}: {self.min_days} days"

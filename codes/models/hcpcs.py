"""HCPCS Level II codes, modifiers and places of service, as dated versions."""

from __future__ import annotations

from django.db import models

from codes.effective import EffectiveDated, EffectiveQuerySet
from codes.models.source import ReferenceRelease


class UnitStanding(models.TextChoices):
    """How far the amount in one billing unit can be trusted."""

    PARSED = "parsed", "Read from the descriptor"
    CONFIRMED = "confirmed", "Confirmed by a person"
    NEEDS_REVIEW = "needs_review", "Needs review"
    NONE = "none", "No drug amount"


class HcpcsCode(EffectiveDated):
    """One version of a code: what it meant from one day through another.

    A code is valid from ``added`` (ADD DT) through ``ended`` (TERM DT), both included, whatever
    the number of its versions; ``effective_from`` .. ``effective_through`` is the range of this
    descriptor and unit. ``last_action`` (ACT EFF DT) is the date of the last change, never a
    start. ``unit_amount`` is the amount in one billing unit, in ``unit_measure``.
    """

    class Kind(models.TextChoices):
        DRUG = "drug", "Drug or biological"
        ADMINISTRATION = "administration", "Administration service"
        VISIT = "visit", "Evaluation and management"
        OTHER = "other", "Other"

    code = models.CharField(max_length=5)
    long_descriptor = models.TextField()  # CMS joins continuations: 4,501 characters in 2025
    short_descriptor = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.OTHER)
    added = models.DateField(null=True, blank=True)
    ended = models.DateField(null=True, blank=True)
    last_action = models.DateField(null=True, blank=True)
    action_code = models.CharField(max_length=1, blank=True)
    coverage = models.CharField(max_length=1, blank=True)
    unit_amount = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    unit_measure = models.CharField(max_length=20, blank=True)
    unit_standing = models.CharField(
        max_length=12, choices=UnitStanding.choices, default=UnitStanding.NONE
    )
    drug = models.CharField(max_length=120, blank=True, help_text="drug name in lower case")
    is_noc = models.BooleanField("not otherwise classified", default=False)
    opps_status = models.CharField("OPPS status", max_length=2, blank=True)
    routes = models.JSONField(default=list, blank=True)
    max_units = models.PositiveIntegerField(
        null=True, blank=True, help_text="label maximum for one administration, in units"
    )
    absent_since = models.DateField(
        null=True, blank=True, help_text="a newer file no longer lists the code"
    )
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="codes")

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code", "effective_from"]
        verbose_name = "HCPCS code"
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "effective_from"], name="one_version_a_day"),
        ]
        indexes = [models.Index(fields=["unit_standing", "code"], name="codes_by_unit_standing")]

    def __str__(self) -> str:
        return f"{self.code} from {self.effective_from or 'always'}"

    def siblings(self) -> EffectiveQuerySet[HcpcsCode]:
        """The other versions of this code."""
        return HcpcsCode.objects.filter(code=self.code)


class Modifier(EffectiveDated):
    """A modifier and the days on which it may be used.

    ``label`` is CMS's text for HCPCS modifiers and our own neutral words for CPT modifiers.
    """

    code = models.CharField(max_length=2)
    label = models.CharField(max_length=600)
    is_cpt = models.BooleanField("CPT modifier", default=False)
    last_action = models.DateField(null=True, blank=True)
    absent_since = models.DateField(null=True, blank=True)
    release = models.ForeignKey(
        ReferenceRelease, on_delete=models.PROTECT, related_name="modifiers"
    )

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code", "effective_from"]
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "effective_from"], name="one_modifier_a_day"),
        ]

    def __str__(self) -> str:
        return self.code

    def siblings(self) -> EffectiveQuerySet[Modifier]:
        """The other versions of this modifier."""
        return Modifier.objects.filter(code=self.code)


class PlaceOfService(EffectiveDated):
    """A two-digit place of service (CMS POS code set); no first day means always."""

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=120)
    is_facility = models.BooleanField(default=False)
    is_assigned = models.BooleanField(default=True)
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="places")

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code"]
        verbose_name_plural = "places of service"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def siblings(self) -> EffectiveQuerySet[PlaceOfService]:
        """None but itself: a place has one range of days."""
        return PlaceOfService.objects.filter(code=self.code)

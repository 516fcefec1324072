"""Payers and what they ask of a claim, as dated terms."""

from __future__ import annotations

from django.db import models

from codes.effective import EffectiveDated, EffectiveQuerySet


class Payer(models.Model):
    """A payer; ``code`` is the id that claim JSON and policies use."""

    class Line(models.TextChoices):
        MEDICARE = "medicare_ffs", "Original Medicare"
        MEDICARE_ADVANTAGE = "medicare_advantage", "Medicare Advantage"
        MEDICAID = "medicaid", "Medicaid"
        COMMERCIAL = "commercial", "Commercial"

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    line_of_business = models.CharField(max_length=20, choices=Line.choices)
    is_fictitious = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PayerTerms(EffectiveDated):
    """What a payer asks for on a range of dates of service. No from-day means always."""

    class WasteModifiers(models.TextChoices):
        REQUIRED = "required", "JW or JZ required"
        OPTIONAL = "jw_accepted_jz_optional", "JW accepted, JZ optional"
        NOT_USED = "not_used", "Not used"

    class Ndc(models.TextChoices):
        REQUIRED = "required", "Required on drug lines"
        OPTIONAL = "optional", "Optional"
        NOC_ONLY = "noc_only", "Unclassified drugs only"
        NOT_REQUIRED = "not_required", "Not required"

    class FacilityDrug(models.TextChoices):
        DENY = "deny", "The facility bills the drug"
        ALLOW = "allow", "Allowed"
        POLICY = "policy", "As the policy says"

    payer = models.ForeignKey(Payer, on_delete=models.CASCADE, related_name="terms")
    waste_modifiers = models.CharField(max_length=24, choices=WasteModifiers.choices)
    waste_required_from = models.DateField(null=True, blank=True)
    waste_edited_from = models.DateField(
        null=True, blank=True, help_text="before this day a missing JW or JZ is a warning"
    )
    uses_mue = models.BooleanField("uses MUE", default=True)
    mue_counts_waste = models.BooleanField(
        "MUE counts discarded units", default=True, help_text="JW units count toward the limit"
    )
    uses_ptp = models.BooleanField("uses PTP", default=True)
    ndc = models.CharField("NDC", max_length=12, choices=Ndc.choices)
    ndc_grace_days = models.PositiveSmallIntegerField("days of grace for an ended NDC", default=0)
    route_modifier_codes = models.JSONField(default=list, blank=True)
    takes_abn_modifiers = models.BooleanField(default=False)
    filing_days = models.PositiveIntegerField(null=True, blank=True)
    filing_years = models.PositiveSmallIntegerField(null=True, blank=True)
    facility_drug = models.CharField(max_length=6, choices=FacilityDrug.choices)
    excludes_self_administered = models.BooleanField(default=False)
    requires_dose = models.BooleanField(default=False)
    requires_ordering_provider = models.BooleanField(default=False)
    max_units_per_line = models.PositiveIntegerField(default=99_999)
    retired_340b_modifier_from = models.DateField(
        null=True, blank=True, help_text="JG is refused from this day (MOD-011)"
    )
    simple_administration = models.JSONField(
        null=True,
        blank=True,
        help_text="drugs whose giving is not paid as complex (chemotherapy); none: no such list",
    )
    correction_paths = models.JSONField(
        default=list,
        blank=True,
        help_text="new, replacement, reopening, appeal: how a claim is put right",
    )
    source = models.CharField(max_length=200, blank=True)

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["payer", "effective_from"]
        verbose_name_plural = "payer terms"
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["payer", "effective_from"], name="one_terms_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.payer.name} from {self.effective_from or 'always'}"

    def siblings(self) -> EffectiveQuerySet[PayerTerms]:
        """The other terms of this payer."""
        return PayerTerms.objects.filter(payer_id=self.payer_id)

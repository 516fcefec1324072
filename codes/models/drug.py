"""Drug products with their containers, codes by NDC, and codes that are for some patients only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from codes.effective import EffectiveDated, EffectiveQuerySet
from codes.models.source import ReferenceRelease


class DrugProduct(models.Model):
    """One presentation of a brand: what is in a container, and which code bills it.

    ``label_potency`` products (alpha-1 proteinase inhibitors, clotting factors) state their amount
    on each vial: ``strength`` is then nominal and never used for arithmetic on a claim.
    ``ndc`` is in 11 digits without hyphens, empty where none is loaded.
    """

    class Container(models.TextChoices):
        SINGLE = "single", "Single-dose"
        MULTI = "multi", "Multiple-dose"

    brand = models.CharField(max_length=80)
    presentation = models.CharField(max_length=80)
    drug = models.CharField(max_length=120, blank=True, help_text="drug name in lower case")
    hcpcs = models.CharField(max_length=5, db_index=True)
    container = models.CharField(max_length=6, choices=Container.choices)
    strength = models.DecimalField(max_digits=14, decimal_places=6)
    strength_measure = models.CharField(max_length=20)
    label_potency = models.BooleanField(default=False)
    volume_ml = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    ndc = models.CharField("NDC, 11 digits", max_length=11, blank=True)
    ndc_measure = models.CharField(max_length=2, blank=True)
    ndc_ended = models.DateField(null=True, blank=True)
    routes = models.JSONField(default=list, blank=True)
    verified = models.BooleanField(default=False)
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="products")

    class Meta:
        ordering = ["brand", "strength"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "presentation"], name="one_presentation"),
            models.UniqueConstraint(
                fields=["ndc"], condition=~Q(ndc=""), name="one_product_per_ndc"
            ),
            models.CheckConstraint(condition=Q(strength__gt=0), name="container_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.presentation}"


class CodeRestriction(EffectiveDated):
    """A code that its descriptor keeps for one group of patients (COD-006), or one of the bundle.

    ``dialysis_bundle`` is CMS's list of drugs that a dialysis facility's payment holds (ESR-001).
    """

    class Use(models.TextChoices):
        DIALYSIS = "dialysis", "ESRD on dialysis"
        NO_DIALYSIS = "no_dialysis", "not for ESRD on dialysis"
        PREVENTION = "prevention", "HIV prevention only"
        DIALYSIS_BUNDLE = "dialysis_bundle", "paid inside the dialysis bundle"

    code = models.CharField(max_length=5, db_index=True)
    use = models.CharField(max_length=16, choices=Use.choices)
    source = models.CharField(max_length=120)

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "use", "effective_from"], name="one_restriction_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_use_display()}"

    def siblings(self) -> EffectiveQuerySet[CodeRestriction]:
        """The same restriction on other days."""
        return CodeRestriction.objects.filter(code=self.code, use=self.use)


class NdcCrosswalk(models.Model):
    """One NDC and one code that bills it, as CMS's quarterly crosswalk pairs them.

    ``ndc`` is in 11 digits. ``billing_units`` are those of one package unit as published; the unit
    of ``package_size`` is not (ml, mg, IU or vial), so neither is used for arithmetic on a claim.
    ``ended`` is the last day of the package on the market, where a source says it.
    """

    ndc = models.CharField("NDC, 11 digits", max_length=11)
    code = models.CharField(max_length=5, db_index=True)
    labeler = models.CharField(max_length=120, blank=True)
    drug = models.CharField(max_length=200, blank=True)
    dosage = models.CharField("unit priced", max_length=40, blank=True)
    package_size = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    package_quantity = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    billing_units = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    ended = models.DateField(null=True, blank=True)
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="ndcs")

    class Meta:
        ordering = ["ndc", "code"]
        verbose_name = "NDC of a code"
        verbose_name_plural = "NDCs of codes"
        constraints = [models.UniqueConstraint(fields=["ndc", "code"], name="one_ndc_and_code")]

    def __str__(self) -> str:
        return f"{self.ndc} {self.code}"


class SelfAdministeredDrug(EffectiveDated):
    """A drug that a Medicare contractor leaves out as usually self-administered, by route."""

    contractor = models.CharField(max_length=80)
    code = models.CharField(max_length=5, db_index=True)
    route = models.CharField(max_length=10)
    source = models.CharField(max_length=120, blank=True)
    release = models.ForeignKey(
        ReferenceRelease, on_delete=models.PROTECT, related_name="self_administered"
    )

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code", "contractor", "route"]
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["contractor", "code", "route", "effective_from"],
                name="one_self_administered_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.route}, {self.contractor}"

    def siblings(self) -> EffectiveQuerySet[SelfAdministeredDrug]:
        """The other days of this drug, route and contractor."""
        return SelfAdministeredDrug.objects.filter(
            contractor=self.contractor, code=self.code, route=self.route
        )

"""Drug products with their containers, and codes that are for some patients only."""

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
    """A code that its descriptor keeps for one group of patients (COD-006)."""

    class Use(models.TextChoices):
        DIALYSIS = "dialysis", "ESRD on dialysis"
        NO_DIALYSIS = "no_dialysis", "not for ESRD on dialysis"
        PREVENTION = "prevention", "HIV prevention only"

    code = models.CharField(max_length=5, db_index=True)
    use = models.CharField(max_length=12, choices=Use.choices)
    source = models.CharField(max_length=120)

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "effective_from"], name="one_restriction_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_use_display()}"

    def siblings(self) -> EffectiveQuerySet[CodeRestriction]:
        """The other restrictions of this code."""
        return CodeRestriction.objects.filter(code=self.code)

"""ICD-10-CM codes, and what some of them demand of their place or of the patient."""

from __future__ import annotations

from django.db import models

from codes.effective import EffectiveDated, EffectiveQuerySet
from codes.models.source import ReferenceRelease


class Diagnosis(EffectiveDated):
    """An ICD-10-CM code, without its dot in ``code``; a header is no billable diagnosis."""

    code = models.CharField(max_length=7)
    title = models.CharField(max_length=300)
    is_billable = models.BooleanField()
    release = models.ForeignKey(
        ReferenceRelease, on_delete=models.PROTECT, related_name="diagnoses"
    )

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code"]
        verbose_name_plural = "diagnoses"
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "effective_from"], name="one_diagnosis_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.dotted} {self.title}"

    @property
    def dotted(self) -> str:
        """The code as printed, with its dot."""
        return f"{self.code[:3]}.{self.code[3:]}" if len(self.code) > 3 else self.code

    def siblings(self) -> EffectiveQuerySet[Diagnosis]:
        """The other versions of this diagnosis."""
        return Diagnosis.objects.filter(code=self.code)


class DiagnosisFlag(models.Model):
    """What a range of diagnoses demands; ``low`` and ``high`` are undotted, both included.

    They are compared on as many characters as they have: V00 to Y99 holds Y99.9. ``value`` is the
    reason (not_primary), the sex (F, M) or the ages ("9-64", whole years).
    """

    class Flag(models.TextChoices):
        NOT_PRIMARY = "not_primary", "cannot stand first"
        SEX = "sex", "one sex"
        AGE = "age", "ages"

    low = models.CharField("first code", max_length=7)
    high = models.CharField("last code", max_length=7)
    flag = models.CharField(max_length=11, choices=Flag.choices)
    value = models.CharField(max_length=80)
    source = models.CharField(max_length=120, blank=True)
    release = models.ForeignKey(
        ReferenceRelease, on_delete=models.PROTECT, related_name="diagnosis_flags"
    )

    class Meta:
        ordering = ["low", "high", "flag"]
        constraints = [
            models.UniqueConstraint(fields=["low", "high", "flag"], name="one_flag_a_range"),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("high")), name="flag_range_in_order"
            ),
        ]

    def __str__(self) -> str:
        codes = self.low if self.low == self.high else f"{self.low} to {self.high}"
        return f"{codes}: {self.get_flag_display()}"

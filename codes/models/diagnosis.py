"""ICD-10-CM codes."""

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

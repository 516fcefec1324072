"""Denial codes of remittances: adjustment reasons (CARC) and remarks (RARC).

The words of the lists belong to their publishers and are not stored: ``label`` is our own, empty
where nobody has written one.
"""

from __future__ import annotations

from django.db import models

from codes.effective import EffectiveDated, EffectiveQuerySet
from codes.models.source import ReferenceRelease


class AdjustmentReason(EffectiveDated):
    """A claim adjustment reason code (CARC)."""

    code = models.CharField(max_length=5, unique=True)
    label = models.CharField(max_length=200, blank=True, help_text="in our own words")
    last_action = models.DateField(null=True, blank=True)
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="reasons")

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}".strip()

    def siblings(self) -> EffectiveQuerySet[AdjustmentReason]:
        """None but itself: a reason has one range of days."""
        return AdjustmentReason.objects.filter(code=self.code)


class RemarkCode(EffectiveDated):
    """A remittance advice remark code (RARC)."""

    code = models.CharField(max_length=5, unique=True)
    label = models.CharField(max_length=200, blank=True, help_text="in our own words")
    last_action = models.DateField(null=True, blank=True)
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="remarks")

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}".strip()

    def siblings(self) -> EffectiveQuerySet[RemarkCode]:
        """None but itself: a remark has one range of days."""
        return RemarkCode.objects.filter(code=self.code)
